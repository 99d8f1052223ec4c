package dev.parley.persistence;

import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Tasks as rows. */
final class TaskRows {
    static final String COLUMNS = " t.id, t.number, t.owner_id, t.title, t.created_at, t.updated_at, t.completed_at ";

    private static final String FIND_BY_ID =
            "select" + COLUMNS + "from tasks t where t.id = :id and t.owner_id = :owner and t.deleted_at is null";

    private static final String FIND_BY_NUMBER = "select" + COLUMNS
            + "from tasks t where t.owner_id = :owner and t.number = :number and t.deleted_at is null";

    private static final String FIND_ADDED =
            "select" + COLUMNS + "from tasks t where t.owner_id = :owner and t.created_key = :key";

    private static final String FIND_DELETED =
            "select" + COLUMNS + "from tasks t where t.owner_id = :owner and t.deleted_key = :key";

    private static final String INSERT = """
            insert into tasks (id, owner_id, number, title, created_at, updated_at, completed_at, created_key)
            values (:id, :owner, :number, :title, :created_at, :updated_at, :completed_at, :key)
            """;

    private static final String UPDATE = """
            update tasks set title = :title, updated_at = :updated_at, completed_at = :completed_at
            where id = :id and owner_id = :owner
            """;

    private TaskRows() {}

    static Task read(ResultSet row, StatementContext context) throws SQLException {
        return new Task(
                new TaskId(Columns.uuid(row, "id")),
                row.getLong("number"),
                new UserId(row.getString("owner_id")),
                new TaskTitle(row.getString("title")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                Columns.optionalInstant(row, "completed_at"));
    }

    static Optional<Task> find(Handle handle, UserId owner, TaskReference which) {
        return switch (which) {
            case TaskReference.ById byId ->
                handle.createQuery(FIND_BY_ID)
                        .bind("id", byId.id().value())
                        .bind("owner", owner.value())
                        .map(TaskRows::read)
                        .findOne();
            case TaskReference.ByNumber byNumber ->
                handle.createQuery(FIND_BY_NUMBER)
                        .bind("owner", owner.value())
                        .bind("number", byNumber.number())
                        .map(TaskRows::read)
                        .findOne();
        };
    }

    static Optional<Task> addedWith(Handle handle, UserId owner, @Nullable String key) {
        return withKey(handle, FIND_ADDED, owner, key);
    }

    static Optional<Task> deletedWith(Handle handle, UserId owner, @Nullable String key) {
        return withKey(handle, FIND_DELETED, owner, key);
    }

    private static Optional<Task> withKey(Handle handle, String query, UserId owner, @Nullable String key) {
        if (key == null) {
            return Optional.empty();
        }
        return handle.createQuery(query)
                .bind("owner", owner.value())
                .bind("key", key)
                .map(TaskRows::read)
                .findOne();
    }

    static void insert(Handle handle, Task task, @Nullable String key) {
        handle.createUpdate(INSERT)
                .bind("id", task.id().value())
                .bind("owner", task.owner().value())
                .bind("number", task.number())
                .bind("title", task.title().value())
                .bind("created_at", Columns.timestamp(task.createdAt()))
                .bind("updated_at", Columns.timestamp(task.updatedAt()))
                .bind("completed_at", Columns.optionalTimestamp(task.completedAt()))
                .bind("key", key)
                .execute();
    }

    static void update(Handle handle, Task task) {
        handle.createUpdate(UPDATE)
                .bind("id", task.id().value())
                .bind("owner", task.owner().value())
                .bind("title", task.title().value())
                .bind("updated_at", Columns.timestamp(task.updatedAt()))
                .bind("completed_at", Columns.optionalTimestamp(task.completedAt()))
                .execute();
    }
}
