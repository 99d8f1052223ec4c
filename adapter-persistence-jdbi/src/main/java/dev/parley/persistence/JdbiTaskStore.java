package dev.parley.persistence;

import dev.parley.application.port.Page;
import dev.parley.application.port.TaskQuery;
import dev.parley.application.port.TaskStore;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps tasks in PostgreSQL. Every change locks the owner's row in {@code task_lists} first. */
final class JdbiTaskStore implements TaskStore {
    private static final String MAKE_LIST = """
            insert into task_lists (owner_id, last_number, open_tasks, done_tasks) values (:owner, 0, 0, 0)
            on conflict (owner_id) do nothing
            """;

    private static final String LOCK =
            "select l.last_number, l.open_tasks, l.done_tasks from task_lists l where l.owner_id = :owner for update";

    private static final String COUNTS =
            "select l.last_number, l.open_tasks, l.done_tasks from task_lists l where l.owner_id = :owner";

    private static final String COUNT = """
            update task_lists set last_number = :last_number, open_tasks = :open_tasks, done_tasks = :done_tasks
            where owner_id = :owner
            """;

    private static final String DELETE = """
            update tasks set deleted_at = :now, deleted_key = :key where id = :id and owner_id = :owner
            """;

    private static final String PAGE = "select" + TaskRows.COLUMNS + """
            from tasks t where t.owner_id = :owner and t.deleted_at is null order by t.number limit :limit offset :offset
            """;

    private static final String PAGE_OF_OPEN = "select" + TaskRows.COLUMNS + """
            from tasks t where t.owner_id = :owner and t.deleted_at is null and t.completed_at is null
            order by t.number limit :limit offset :offset
            """;

    private static final String PAGE_OF_DONE = "select" + TaskRows.COLUMNS + """
            from tasks t where t.owner_id = :owner and t.deleted_at is null and t.completed_at is not null
            order by t.number limit :limit offset :offset
            """;

    private static final String PURGE = """
            delete from tasks where id in (
                select t.id from tasks t where t.deleted_at < :before order by t.deleted_at limit :limit for update skip locked)
            """;

    private final Database database;

    JdbiTaskStore(Database database) {
        this.database = database;
    }

    /** What is counted of an owner's tasks. */
    private record Counts(long lastNumber, long open, long done) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts with(Task task, int times) {
            return task.isDone()
                    ? new Counts(lastNumber, open, done + times)
                    : new Counts(lastNumber, open + times, done);
        }

        long total(@Nullable Boolean wanted) {
            if (wanted == null) {
                return open + done;
            }
            return wanted ? done : open;
        }
    }

    @Override
    public Task add(UserId owner, LongFunction<Task> making, int maximumOpen, @Nullable String key) {
        return database.inTransaction(handle -> {
            handle.createUpdate(MAKE_LIST).bind("owner", owner.value()).execute();
            Counts counts = counts(handle, LOCK, owner).orElseThrow();
            Optional<Task> before = TaskRows.addedWith(handle, owner, key);
            if (before.isPresent()) {
                return before.get();
            }
            Task.requireRoom(counts.open(), maximumOpen);
            Task task = making.apply(counts.lastNumber() + 1);
            TaskRows.insert(handle, task, key);
            save(handle, owner, new Counts(task.number(), counts.open(), counts.done()).with(task, 1));
            return task;
        });
    }

    @Override
    public Optional<Task> change(UserId owner, TaskReference which, UnaryOperator<Task> change, int maximumOpen) {
        return database.inTransaction(handle -> {
            Optional<Counts> counts = counts(handle, LOCK, owner);
            Optional<Task> known = TaskRows.find(handle, owner, which);
            if (counts.isEmpty() || known.isEmpty()) {
                return Optional.empty();
            }
            Task changed = change.apply(known.get());
            if (known.get().isDone() && !changed.isDone()) {
                Task.requireRoom(counts.get().open(), maximumOpen);
            }
            if (!changed.equals(known.get())) {
                TaskRows.update(handle, changed);
            }
            if (changed.isDone() != known.get().isDone()) {
                save(handle, owner, counts.get().with(known.get(), -1).with(changed, 1));
            }
            return Optional.of(changed);
        });
    }

    @Override
    public Optional<Task> delete(UserId owner, TaskReference which, Instant now, @Nullable String key) {
        return database.inTransaction(handle -> {
            Optional<Counts> counts = counts(handle, LOCK, owner);
            Optional<Task> before = TaskRows.deletedWith(handle, owner, key);
            if (before.isPresent()) {
                return before;
            }
            Optional<Task> task = TaskRows.find(handle, owner, which);
            if (counts.isEmpty() || task.isEmpty()) {
                return Optional.empty();
            }
            handle.createUpdate(DELETE)
                    .bind("id", task.get().id().value())
                    .bind("owner", owner.value())
                    .bind("now", Columns.timestamp(now))
                    .bind("key", key)
                    .execute();
            save(handle, owner, counts.get().with(task.get(), -1));
            return task;
        });
    }

    @Override
    public Optional<Task> find(UserId owner, TaskReference task) {
        return database.with(handle -> TaskRows.find(handle, owner, task));
    }

    @Override
    public Page<Task> page(TaskQuery query) {
        return database.with(handle -> {
            long total =
                    counts(handle, COUNTS, query.owner()).orElse(Counts.NONE).total(query.done());
            List<Task> items = handle.createQuery(queryFor(query.done()))
                    .bind("owner", query.owner().value())
                    .bind("limit", query.limit())
                    .bind("offset", query.offset())
                    .map(TaskRows::read)
                    .list();
            return new Page<>(items, total, query.limit(), query.offset());
        });
    }

    private static String queryFor(@Nullable Boolean done) {
        if (done == null) {
            return PAGE;
        }
        return done ? PAGE_OF_DONE : PAGE_OF_OPEN;
    }

    @Override
    public int purge(Instant deletedBefore, int limit) {
        return database.inTransaction(handle -> handle.createUpdate(PURGE)
                .bind("before", Columns.timestamp(deletedBefore))
                .bind("limit", limit)
                .execute());
    }

    private static Optional<Counts> counts(Handle handle, String query, UserId owner) {
        return handle.createQuery(query)
                .bind("owner", owner.value())
                .map((row, context) ->
                        new Counts(row.getLong("last_number"), row.getLong("open_tasks"), row.getLong("done_tasks")))
                .findOne();
    }

    private static void save(Handle handle, UserId owner, Counts counts) {
        handle.createUpdate(COUNT)
                .bind("owner", owner.value())
                .bind("last_number", counts.lastNumber())
                .bind("open_tasks", counts.open())
                .bind("done_tasks", counts.done())
                .execute();
    }
}
