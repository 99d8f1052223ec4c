package dev.parley.persistence;

import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** What a database has to be before it is used. Each refusal is one sentence that says what to do, without secrets. */
final class StartCheck {
    private static final int OLDEST_VERSION = 150_000;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

    /** The server answered, but wanted a password that it was not given. */
    private static final String REJECTED = "08004";

    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String LOGIN_CLASS = "28";
    private static final String PERMISSION_CLASS = "42";

    private StartCheck() {}

    /**
     * Waits for a database that may be about to start.
     *
     * @throws UnfitDatabaseException if it cannot be reached in time, or waiting does not help
     */
    static void await(DataSource source, PostgresStorage.Settings settings) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (true) {
            try (Connection connection = source.getConnection()) {
                requireFit(connection, settings);
                return;
            } catch (SQLException trouble) {
                if (isPermanent(trouble) || System.nanoTime() - deadline > 0) {
                    throw new UnfitDatabaseException(sentence(settings.url(), trouble));
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static boolean isPermanent(SQLException trouble) {
        String state = stateOf(trouble);
        return state.startsWith(LOGIN_CLASS)
                || state.startsWith(PERMISSION_CLASS)
                || state.equals(NO_SUCH_DATABASE)
                || state.equals(REJECTED);
    }

    /** Why a database cannot be used, and what to do about it. */
    static String sentence(DatabaseUrl url, SQLException trouble) {
        String state = stateOf(trouble);
        String reason = reasonOf(trouble);
        if (state.startsWith(LOGIN_CLASS) || state.equals(REJECTED)) {
            return "The database %s refuses the login (%s); correct the user and the password.".formatted(url, reason);
        }
        if (state.equals(NO_SUCH_DATABASE)) {
            return "The server has no database %s (%s); create it, or correct its name.".formatted(url, reason);
        }
        if (state.startsWith(PERMISSION_CLASS)) {
            return "The database %s is closed to this user (%s); grant what is missing, or take another user."
                    .formatted(url, reason);
        }
        return "The database %s cannot be reached (%s); start it, or correct its address.".formatted(url, reason);
    }

    /** The driver's words up to their first full stop; what follows is advice of its own. */
    static String reasonOf(SQLException trouble) {
        if (trouble.getCause() instanceof UnknownHostException) {
            return "its host name is unknown";
        }
        String message =
                String.valueOf(trouble.getMessage()).lines().findFirst().orElse("");
        String first = message.split("\\.(?:\\s|$)", 2)[0];
        return first.replaceFirst("^(?:FATAL|ERROR): ", "");
    }

    private static String stateOf(SQLException trouble) {
        return String.valueOf(trouble.getSQLState());
    }

    private static void requireFit(Connection connection, PostgresStorage.Settings settings) throws SQLException {
        int version = Integer.parseInt(show(connection, "server_version_num"));
        require(defectOfVersion(version, show(connection, "server_version")));
        require(defectOfEncoding(show(connection, "server_encoding")));
        if (!settings.undurable()) {
            require(defectOfDurability("fsync", show(connection, "fsync")));
            require(defectOfDurability("synchronous_commit", show(connection, "synchronous_commit")));
        }
    }

    private static void require(Optional<String> defect) {
        defect.ifPresent(sentence -> {
            throw new UnfitDatabaseException(sentence);
        });
    }

    /** @param number as the server has it: 150004 is 15.4 */
    static Optional<String> defectOfVersion(int number, String name) {
        return number >= OLDEST_VERSION
                ? Optional.empty()
                : Optional.of("The database runs PostgreSQL %s; upgrade it to version %d or newer."
                        .formatted(name, OLDEST_VERSION / 10_000));
    }

    private static Optional<String> defectOfEncoding(String encoding) {
        return encoding.equals("UTF8")
                ? Optional.empty()
                : Optional.of(
                        "The database has the encoding %s; create one with the encoding UTF8.".formatted(encoding));
    }

    private static Optional<String> defectOfDurability(String setting, String value) {
        return value.equals("off")
                ? Optional.of("The database runs with %s off and may lose what was acknowledged; switch it on."
                        .formatted(setting))
                : Optional.empty();
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
