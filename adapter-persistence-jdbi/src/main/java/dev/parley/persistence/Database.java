package dev.parley.persistence;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;

/** Access to the database that tells trouble from defects: what passes by itself becomes {@code unavailable} or is tried again. */
final class Database {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int TRIES = 5;

    /** Classes of SQLSTATE that say the database cannot be used now: connection, resources, operator intervention, system error. */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58");

    /** Lock not available in time; the server gave up on a transaction that stood still; a primary that became a standby. */
    private static final Set<String> UNAVAILABLE_STATES = Set.of("55P03", "25P03", "25006");

    /** Serialization failure and deadlock. */
    private static final Set<String> RETRIED_STATES = Set.of("40001", "40P01");

    private static final String UNIQUE_VIOLATION = "23505";

    private final Jdbi jdbi;

    /** Whether the last that was heard of the database was trouble; told once, not for each request. */
    private volatile boolean away;

    Database(DataSource source) {
        this.jdbi = Jdbi.create(source)
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(String.class, "text")
                .registerArrayType(OffsetDateTime.class, "timestamptz");
        // What people wrote would be among the arguments, and in logs.
        jdbi.configure(
                StatementExceptions.class,
                exceptions -> exceptions.setMessageRendering(StatementExceptions.MessageRendering.NONE));
    }

    /** Runs work in a transaction; more than once if the database asks for it. */
    <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
        for (int tries = 1; ; tries++) {
            try {
                T result = jdbi.inTransaction(work);
                reached();
                return result;
            } catch (JdbiException failure) {
                if (tries == TRIES || !RETRIED_STATES.contains(stateOf(failure))) {
                    throw translated(failure);
                }
            }
        }
    }

    /** Runs work with a connection, each statement being a transaction. */
    <T> T with(HandleCallback<T, RuntimeException> work) {
        try {
            T result = jdbi.withHandle(work);
            reached();
            return result;
        } catch (JdbiException failure) {
            throw translated(failure);
        }
    }

    /** Whether the failure is that of a unique index. */
    static boolean isUniqueViolation(JdbiException failure, String index) {
        SQLException cause = sqlCause(failure);
        return cause != null
                && UNIQUE_VIOLATION.equals(cause.getSQLState())
                && String.valueOf(cause.getMessage()).contains(index);
    }

    private void reached() {
        if (away) {
            away = false;
            LOG.log(System.Logger.Level.INFO, "the database can be used again");
        }
    }

    private RuntimeException translated(JdbiException failure) {
        String state = stateOf(failure);
        boolean unavailable = failure instanceof ConnectionException
                || UNAVAILABLE_STATES.contains(state)
                || (state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2)))
                || sqlCause(failure) instanceof SQLTransientConnectionException;
        if (unavailable) {
            if (!away) {
                away = true;
                LOG.log(System.Logger.Level.WARNING, "the database cannot be used: {0}", failure.getMessage());
            }
            return new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE, "The storage cannot be reached; try again in a moment.", RETRY_AFTER);
        }
        return failure;
    }

    private static String stateOf(JdbiException failure) {
        SQLException cause = sqlCause(failure);
        return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
