package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

/** NOTIFY takes a lock of the whole database when it commits and at most 8,000 bytes, so hints go out together and in pieces that fit. */
class HintSenderTest {
    private static final int SESSIONS = 1_000;
    private static final int EVENTS_OF_EACH = 20;
    private static final int PATIENCE_MILLIS = 20_000;

    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void end() {
        database.close();
    }

    @Test
    void hintsOfAMomentGoOutTogetherInPiecesThatFit() throws SQLException {
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new SessionId(UUID.randomUUID()));
        }
        List<String> payloads = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                HintSender sender = new HintSender(new Database(source()), UUID.randomUUID(), Duration.ofMillis(1))) {
            statement.execute("listen " + HintSender.CHANNEL);
            for (int seq = 1; seq <= EVENTS_OF_EACH; seq++) {
                for (SessionId session : sessions) {
                    sender.events(session, seq);
                }
            }
            sender.start();
            PGConnection listening = connection.unwrap(PGConnection.class);
            while (linesOf(payloads).size() < SESSIONS) {
                PGNotification[] notifications = listening.getNotifications(PATIENCE_MILLIS);
                assertThat(notifications).isNotEmpty();
                for (PGNotification notification : notifications) {
                    payloads.add(notification.getParameter());
                }
            }
        }

        assertThat(linesOf(payloads)).hasSize(SESSIONS).allMatch(line -> line.endsWith(" " + EVENTS_OF_EACH));
        assertThat(payloads)
                .hasSizeLessThan(SESSIONS / 100)
                .allMatch(payload -> payload.getBytes(StandardCharsets.UTF_8).length < 8_000);
    }

    private static PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url().jdbcUrl());
        source.setUser(database.url().user());
        source.setPassword(database.url().password());
        return source;
    }

    /** Without the sender's id, which begins each of them. */
    private static List<String> linesOf(List<String> payloads) {
        return payloads.stream().flatMap(payload -> payload.lines().skip(1)).toList();
    }
}
