package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.sql.SQLException;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of the rows of older versions. */
class UpgradeTest {
    private static TestDatabase database;

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void endDatabase() {
        database.close();
    }

    /** A database as an older version left it. */
    private static DatabaseUrl older(String name, String version) throws SQLException {
        database.execute("create database " + name);
        DatabaseUrl url = database.url(name);
        Flyway.configure()
                .dataSource(url.jdbcUrl(), url.user(), url.password())
                .locations("classpath:db/migration")
                .table("parley_schema_history")
                .target(version)
                .load()
                .migrate();
        return url;
    }

    @Test
    void thoseWhoOwnedSessionsAreKnown() throws SQLException {
        DatabaseUrl url = older("sessions_alone", "1");
        TestDatabase.execute(url, "insert into users (id, created_at) values ('alice', '2026-01-02T03:04:05.678901Z')");

        try (PostgresStorage upgraded = database.node(PostgresStorage.Settings.of(url))) {
            Instant then = Instant.parse("2026-01-02T03:04:05.678901Z");
            assertThat(upgraded.storage().users().find(new UserId("alice")))
                    .contains(new User(new UserId("alice"), null, null, false, then, then));
        }
    }
}
