package dev.parley.domain.task;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies a task.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record TaskId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static TaskId parse(String text) {
        return new TaskId(StrictUuid.parse("task_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
