package dev.parley.persistence;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Users as rows. */
final class UserRows {
    static final String COLUMNS = " u.id, u.token_role, u.assigned_role, u.disabled, u.first_seen_at, u.last_seen_at ";

    private UserRows() {}

    static User read(ResultSet row, StatementContext context) throws SQLException {
        return new User(
                new UserId(row.getString("id")),
                role(row.getString("token_role")),
                role(row.getString("assigned_role")),
                row.getBoolean("disabled"),
                Columns.optionalInstant(row, "first_seen_at"),
                Columns.optionalInstant(row, "last_seen_at"));
    }

    private static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Columns.named(Role.class, name);
    }
}
