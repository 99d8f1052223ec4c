package dev.parley.application;

import dev.parley.application.port.IdSource;
import dev.parley.application.port.Page;
import dev.parley.application.port.TaskQuery;
import dev.parley.application.port.TaskStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.TextRules;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.Caller;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What people do with their tasks, by themselves or through the agent. Everybody has tasks of their own and sees no others. */
public final class Tasks {
    /** Most open tasks of one user. */
    public static final int MAXIMUM_OPEN = 10_000;

    /** Most code points of an idempotency key. */
    public static final int LONGEST_KEY = 200;

    private final TaskStore store;
    private final IdSource ids;
    private final ChatLimits limits;
    private final InstantSource time;

    /** For whoever needs tasks before there is a {@link Parley}, such as tools that are given to it. */
    @Inject
    public Tasks(TaskStore store, IdSource ids, ChatLimits limits, InstantSource time) {
        this.store = store;
        this.ids = ids;
        this.limits = limits;
        this.time = time;
    }

    /**
     * Adds a task.
     *
     * @param key the same whenever the same call is made again: then nothing is added and the task of the first call is given. It is
     *     remembered as long as the task is kept; null if the call is made once only
     * @throws ChatException.Invalid if title or key are empty, too long, or contain characters that are never stored
     * @throws ChatException.Conflict if the caller has {@value #MAXIMUM_OPEN} open tasks
     */
    public Task add(Caller caller, String title, @Nullable String key) {
        TaskTitle wanted = new TaskTitle(title);
        TaskId id = new TaskId(ids.next());
        Instant now = now();
        return store.add(
                caller.user(), number -> Task.open(id, number, caller.user(), wanted, now), MAXIMUM_OPEN, checked(key));
    }

    /**
     * Tasks of the caller, the lowest number first.
     *
     * @param done only those that are done, or only those that are open; null for all
     * @param limit most tasks, 1 to {@link ChatLimits#maximumPageSize()}
     * @param offset how many to leave out, at least 0
     */
    public Page<Task> list(Caller caller, @Nullable Boolean done, int limit, int offset) {
        if (limit < 1 || limit > limits.maximumPageSize()) {
            throw ChatException.Invalid.field("limit", "must be 1 to " + limits.maximumPageSize() + ".");
        }
        if (offset < 0) {
            throw ChatException.Invalid.field("offset", "must not be negative.");
        }
        return store.page(new TaskQuery(caller.user(), done, limit, offset));
    }

    /** @throws ChatException.NotFound if the caller has no such task */
    public Task find(Caller caller, TaskReference task) {
        return store.find(caller.user(), task).orElseThrow(Tasks::notFound);
    }

    /**
     * Marks a task as done; one that is done stays as it is.
     *
     * @throws ChatException.NotFound if the caller has no such task
     */
    public Task complete(Caller caller, TaskReference task) {
        return update(caller, task, null, true);
    }

    /**
     * Changes what is given and leaves the rest.
     *
     * @param title the new title; null to keep it
     * @param done whether it shall be done; null to keep that
     * @throws ChatException.NotFound if the caller has no such task
     * @throws ChatException.Invalid if the title is empty, too long, or contains characters that are never stored
     * @throws ChatException.Conflict if it shall be open again and the caller has {@value #MAXIMUM_OPEN} open tasks
     */
    public Task update(Caller caller, TaskReference task, @Nullable String title, @Nullable Boolean done) {
        TaskTitle wanted = title == null ? null : new TaskTitle(title);
        Instant now = now();
        return store.change(caller.user(), task, known -> changed(known, wanted, done, now), MAXIMUM_OPEN)
                .orElseThrow(Tasks::notFound);
    }

    private static Task changed(Task task, @Nullable TaskTitle title, @Nullable Boolean done, Instant now) {
        Task renamed = title == null ? task : task.rename(title, now);
        if (done == null) {
            return renamed;
        }
        return done ? renamed.complete(now) : renamed.reopen(now);
    }

    /**
     * Deletes a task.
     *
     * @param key the same whenever the same call is made again: then nothing is deleted and the task of the first call is given; null if
     *     the call is made once only
     * @return the task as it was
     * @throws ChatException.NotFound if the caller has no such task
     */
    public Task delete(Caller caller, TaskReference task, @Nullable String key) {
        return store.delete(caller.user(), task, now(), checked(key)).orElseThrow(Tasks::notFound);
    }

    private static @Nullable String checked(@Nullable String key) {
        return key == null ? null : TextRules.check("idempotency_key", key, 1, LONGEST_KEY);
    }

    /** As exact as every storage keeps it. */
    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ChatException notFound() {
        return new ChatException.NotFound("task");
    }
}
