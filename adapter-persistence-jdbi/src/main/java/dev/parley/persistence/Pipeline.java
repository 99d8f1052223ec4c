package dev.parley.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Statements without results that go to the database together: they run in the order in which they were added, and a few of them cost one
 * round trip.
 */
final class Pipeline {
    /** The database prepares each combination of statements anew, so there must not be many of them. */
    private static final int MOST_OF_A_KIND = 3;

    private final Handle handle;
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    Pipeline(Handle handle) {
        this.handle = handle;
    }

    /** @param statement with a question mark for each parameter */
    void add(String statement, @Nullable Object... values) {
        if (!sql.isEmpty()) {
            sql.append(';');
        }
        sql.append(statement);
        parameters.addAll(Arrays.asList(values));
    }

    /** Adds the same statement for each of some rows. */
    void addAll(String statement, List<@Nullable Object[]> rows) {
        if (rows.size() <= MOST_OF_A_KIND) {
            rows.forEach(row -> add(statement, row));
        } else {
            send();
            PreparedBatch batch = handle.prepareBatch(statement);
            rows.forEach(batch::add);
            batch.execute();
        }
    }

    /** Sends what was not sent yet. */
    void send() {
        if (sql.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                bind(statement, i + 1, parameters.get(i));
            }
            statement.execute();
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
        sql.setLength(0);
        parameters.clear();
    }

    /** The driver knows all types that are written; looking for how to bind each of some eighty values took longer than binding them. */
    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case UUID[] ids ->
                statement.setArray(index, statement.getConnection().createArrayOf("uuid", ids));
            case Long[] numbers ->
                statement.setArray(index, statement.getConnection().createArrayOf("int8", numbers));
            case String[] texts ->
                statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
            default -> statement.setObject(index, value);
        }
    }
}
