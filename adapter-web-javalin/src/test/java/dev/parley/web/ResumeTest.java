package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.TextRules;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.Replica;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that are cut again and again, in the middle of answers, get everything once and in order. */
class ResumeTest {
    private static final int CUTS = 200;
    private static final String[] PIECES = {
        "a", "lorem ", "ipsum dolor sit amet, ", "😀", "\ud83d", "\ude00", "ß\n", "\"\\", "\u2028"
    };

    private static TestServer server;
    private static RestClient alice;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Reads a session over some transport. */
    private interface Line extends AutoCloseable {
        JsonNode read() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Begins to read at a position. */
    private interface Dialer {
        Line dial(String position) throws IOException;
    }

    @Test
    void overWebSocket() throws Exception {
        cutAgainAndAgain(session -> position -> socketLine(session, position));
    }

    @Test
    void overServerSentEvents() throws Exception {
        cutAgainAndAgain(session -> position -> eventLine(session, position));
    }

    @Test
    void overAnythingInTurn() throws Exception {
        cutAgainAndAgain(session -> {
            int[] turn = {0};
            return position -> switch (turn[0]++ % 3) {
                case 0 -> socketLine(session, position);
                case 1 -> eventLine(session, position);
                default -> pageLine(session, position);
            };
        });
    }

    private static void cutAgainAndAgain(Function<String, Dialer> dialers) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String session = alice.newSession();
        Dialer dialer = dialers.apply(session);
        Replica replica = new Replica();
        Line line = dialer.dial("0");
        int cuts = 0;
        while (cuts < CUTS) {
            Conversation answer = server.model.next();
            alice.say(session, "question " + cuts);
            answer.awaitAsked();
            StringBuilder said = new StringBuilder();
            for (int pieces = 5 + random.nextInt(20); pieces > 0; pieces--) {
                String piece = PIECES[random.nextInt(PIECES.length)];
                said.append(piece);
                answer.say(piece);
                if (random.nextInt(3) > 0) {
                    read(line, replica, random.nextInt(3), wholePairs(said));
                    line.close();
                    cuts++;
                    line = dialer.dial(replica.position());
                }
            }
            said.append('.');
            answer.say(".").end();
            while (!isSettledAfter(replica, said)) {
                replica.apply(line.read());
            }
        }
        RestTest.awaitIdle(alice, session);
        long last = Long.parseLong(
                alice.get("/api/sessions/" + session).body().path("position").asText());
        while (replica.seqs().getLast() < last) {
            replica.apply(line.read());
        }
        line.close();

        assertThat(replica.seqs()).hasSize((int) last);
        assertThat(replica.texts()).isEqualTo(stored(session));
    }

    /** Reads a few frames, as far as there are any for sure. */
    private static void read(Line line, Replica replica, int frames, int draftLength) throws IOException {
        for (int i = 0; i < frames && replica.draftLength() < draftLength; i++) {
            replica.apply(line.read());
        }
    }

    private static boolean isSettledAfter(Replica replica, StringBuilder said) {
        String whole = TextRules.repaired(said.toString());
        return replica.isSettled() && replica.texts().containsValue(whole);
    }

    /** How much of a text is shown while it grows: half a pair is not. */
    private static int wholePairs(StringBuilder text) {
        boolean half = Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.length() - 1 : text.length();
    }

    private static Map<String, String> stored(String session) {
        Map<String, String> texts = new HashMap<>();
        for (int offset = 0; ; offset += 100) {
            JsonNode page = alice.get("/api/sessions/" + session + "/messages?limit=100&offset=" + offset)
                    .body();
            page.path("items")
                    .forEach(message -> texts.put(
                            message.path("message_id").asText(),
                            message.path("text").asText()));
            if (offset + 100 >= page.path("total").asInt()) {
                return texts;
            }
        }
    }

    private static Line socketLine(String session, String position) throws IOException {
        SocketClient socket = server.socket("alice");
        socket.send(
                "{\"type\":\"join_session\",\"session_id\":\"%s\",\"position\":\"%s\"}".formatted(session, position));
        return new Line() {
            @Override
            public JsonNode read() throws IOException {
                return socket.read();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private static Line eventLine(String session, String position) {
        EventReader reader =
                alice.stream("GET", "/api/sessions/" + session + "/events?after=0", null, "Last-Event-ID", position);
        return new Line() {
            @Override
            public JsonNode read() throws IOException {
                return reader.next().data();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** Asks for page after page; to be used only while there is something to come. */
    private static Line pageLine(String session, String position) {
        String[] at = {position};
        return new Line() {
            @Override
            public JsonNode read() {
                while (true) {
                    JsonNode page = alice.get("/api/sessions/" + session + "/events?limit=1&after=" + at[0])
                            .body();
                    at[0] = page.path("position").asText();
                    if (!page.path("items").isEmpty()) {
                        return page.path("items").get(0);
                    }
                }
            }

            @Override
            public void close() {}
        };
    }
}
