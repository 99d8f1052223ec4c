package dev.parley.domain.task;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that its owner wants to have done. Only the owner sees it.
 *
 * <pre>
 *            complete
 *   open  ────────────►  done
 *         ◄────────────
 *             reopen
 * </pre>
 *
 * A transition to where a task already is changes nothing, so that it can be asked for twice.
 *
 * @param number 1, 2, 3 … in the order in which the owner added tasks; never used again
 * @param updatedAt when the title or the state changed last
 * @param completedAt when it was done; null while it is open
 */
public record Task(
        TaskId id,
        long number,
        UserId owner,
        TaskTitle title,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt) {
    public Task {
        if (number < 1) {
            throw new IllegalArgumentException("numbers of tasks begin with 1, not " + number);
        }
    }

    /** A task that is still to do. */
    public static Task open(TaskId id, long number, UserId owner, TaskTitle title, Instant now) {
        return new Task(id, number, owner, title, now, now, null);
    }

    /**
     * Lets one more open task through.
     *
     * @param open how many the owner has
     * @param maximum how many the owner may have
     * @throws ChatException.Conflict if that is as many as allowed
     */
    public static void requireRoom(long open, int maximum) {
        if (open >= maximum) {
            throw new ChatException.Conflict(
                    ErrorCode.TOO_MANY_OPEN_TASKS,
                    "There are %d open tasks, as many as allowed; complete or delete some first.".formatted(open),
                    Map.of("open_tasks", open, "maximum", maximum));
        }
    }

    public boolean isDone() {
        return completedAt != null;
    }

    /** Done since now, or since it was done before. */
    public Task complete(Instant now) {
        return isDone() ? this : new Task(id, number, owner, title, createdAt, now, now);
    }

    /** Still to do. */
    public Task reopen(Instant now) {
        return isDone() ? new Task(id, number, owner, title, createdAt, now, null) : this;
    }

    /** With another title. */
    public Task rename(TaskTitle other, Instant now) {
        return other.equals(title) ? this : new Task(id, number, owner, other, createdAt, now, completedAt);
    }
}
