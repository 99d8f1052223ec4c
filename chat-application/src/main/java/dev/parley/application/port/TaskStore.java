package dev.parley.application.port;

import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps people's tasks.
 *
 * <p>Callers rely on this: each method happens as a whole or not at all, and what it returned is stored; methods for the same owner happen
 * one after the other, so that no number is given twice and no more tasks are open than allowed; nothing is ever found for another owner.
 * A deleted task is not found any more, but is kept until it is {@linkplain #purge purged}, so that the keys of its calls are still known.
 * Keys are an owner's own. A storage that cannot be reached throws {@link dev.parley.domain.ChatException.Unavailable}. Every adapter
 * passes {@code TaskStoreContract}.
 */
public interface TaskStore {
    /**
     * Adds a task.
     *
     * @param making makes the task for the number that the store gives; may be called more than once
     * @param maximumOpen most open tasks of the owner
     * @param key identifies this call among the owner's; when a task was added with the same key, nothing is added and that task is
     *     returned as it is now, even if it was deleted since. Null if the call is made once only
     * @throws dev.parley.domain.ChatException.Conflict with code {@code too_many_open_tasks}
     */
    Task add(UserId owner, LongFunction<Task> making, int maximumOpen, @Nullable String key);

    /**
     * Changes a task.
     *
     * @param change gives the task as it shall be, with the same id, number and owner; may be called more than once
     * @param maximumOpen most open tasks of the owner, counted when the change reopens the task
     * @return the task as it is then; empty if there is none
     * @throws dev.parley.domain.ChatException.Conflict with code {@code too_many_open_tasks}
     */
    Optional<Task> change(UserId owner, TaskReference task, UnaryOperator<Task> change, int maximumOpen);

    /**
     * Deletes a task.
     *
     * @param now when it is deleted
     * @param key identifies this call among the owner's; when a task was deleted with the same key, nothing is deleted and that task is
     *     returned. Null if the call is made once only
     * @return the task as it was; empty if there is none
     */
    Optional<Task> delete(UserId owner, TaskReference task, Instant now, @Nullable String key);

    Optional<Task> find(UserId owner, TaskReference task);

    Page<Task> page(TaskQuery query);

    /**
     * Removes deleted tasks for good, and with them the keys of their calls. Their numbers are not given again.
     *
     * @param deletedBefore only those that were deleted before this
     * @param limit most to remove
     * @return how many were removed
     */
    int purge(Instant deletedBefore, int limit);
}
