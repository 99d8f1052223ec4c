package dev.parley.web.json;

import dev.parley.domain.task.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task.
 *
 * @param completedAt when it was done; null while it is open
 */
public record TaskJson(
        String taskId,
        long number,
        String title,
        boolean done,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt) {
    public static TaskJson from(Task task) {
        return new TaskJson(
                task.id().toString(),
                task.number(),
                task.title().value(),
                task.isDone(),
                task.createdAt(),
                task.updatedAt(),
                task.completedAt());
    }

    public static List<TaskJson> from(List<Task> tasks) {
        return tasks.stream().map(TaskJson::from).toList();
    }
}
