package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.session.SessionId;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.EventReader.SentEvent;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bob is removed while he streams and posts over every transport. Once Alice was told that he is, nothing of his is accepted, and he gets
 * nothing of what came later. {@code -Dparley.seed} repeats a run, as far as threads let themselves be repeated.
 */
@Timeout(600)
class AccessRaceTest {
    private static final long SEED = Long.getLong("parley.seed", new Random().nextLong());
    private static final int ROUNDS = 200;
    private static final int MOST_POSTS_BEFORE = 10;
    private static final int PATIENCE_SECONDS = 60;
    private static final String LATER = "not for Bob";
    private static final String MINE = "{\"name\":\"mine\",\"payload\":{}}";

    /** Where Bob left each session. */
    private record Departures(Map<SessionId, Long> seqs) implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            known.stream()
                    .filter(event -> event.payload() instanceof EventPayload.ParticipantLeft)
                    .forEach(event -> seqs.put(id, event.seq()));
        }

        @Override
        public void onSignal(Signal signal) {}
    }

    /**
     * What became of Bob on one transport.
     *
     * @param accepted the sequence numbers of what he wrote
     * @param shown the sequence numbers of the events that he was shown
     * @param heard all that he was told
     */
    private record Fate(List<Long> accepted, List<Long> shown, List<String> heard) {
        static Fate empty() {
            return new Fate(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void hear(JsonNode frame) {
            heard.add(frame.toString());
            if (frame.path("type").asText().equals("event")) {
                shown.add(frame.path("event").path("seq").asLong());
            }
        }

        void accept(JsonNode position) {
            accepted.add(Long.parseLong(position.asText()));
        }
    }

    private final Departures departures = new Departures(new ConcurrentHashMap<>());

    @Test
    void removalHoldsFromItsAcknowledgementOn() throws Exception {
        Random random = new Random(SEED);
        int accepted = 0;
        int shown = 0;
        try (Subject subject = Subject.start()) {
            subject.storage.bus().listen(departures);
            for (int round = 0; round < ROUNDS; round++) {
                List<Fate> fates = removed(subject.server, 1 + random.nextInt(MOST_POSTS_BEFORE));
                accepted +=
                        fates.stream().mapToInt(fate -> fate.accepted().size()).sum();
                shown += fates.stream().mapToInt(fate -> fate.shown().size()).sum();
            }
        }
        System.out.println("seed %d: %d accepted, %d shown".formatted(SEED, accepted, shown));

        assertThat(accepted).isGreaterThan(ROUNDS);
        assertThat(shown).isGreaterThan(ROUNDS);
    }

    /** One round. */
    private List<Fate> removed(TestServer server, int postsBefore) throws Exception {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();
        String path = "/api/sessions/" + session;
        alice.send("PUT", path + "/participants/bob", "{\"access\":\"editor\"}");
        CountDownLatch posted = new CountDownLatch(postsBefore);
        CountDownLatch begun = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Fate>> racing = List.of(
                    threads.submit(() -> overSocket(server, session, begun, posted)),
                    threads.submit(() -> overRest(server.rest("bob"), path, begun, posted)),
                    threads.submit(() -> overStream(server.rest("bob"), path, begun)));
            assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(posted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(alice.delete(path + "/participants/bob").status()).isEqualTo(200);
            goOn(alice, path);
            List<Fate> fates = new ArrayList<>();
            for (Future<Fate> one : racing) {
                fates.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            long left = departures.seqs().get(SessionId.parse(session));
            assertThat(fates).as("seed %d, Bob left at %d", SEED, left).allSatisfy(fate -> {
                assertThat(fate.accepted()).allMatch(seq -> seq < left);
                assertThat(fate.shown()).allMatch(seq -> seq <= left);
                assertThat(fate.heard()).noneMatch(text -> text.contains(LATER));
            });
            return fates;
        }
    }

    private static void goOn(RestClient alice, String path) {
        assertThat(alice.post(path + "/events", "{\"name\":\"later\",\"payload\":\"%s\"}".formatted(LATER))
                        .status())
                .isEqualTo(201);
        assertThat(alice.post(path + "/messages", "{\"content\":\"%s\"}".formatted(LATER))
                        .status())
                .isEqualTo(202);
    }

    private static Fate overSocket(TestServer server, String session, CountDownLatch begun, CountDownLatch posted)
            throws IOException {
        Fate fate = Fate.empty();
        try (SocketClient socket = server.socket("bob")) {
            socket.ask("join_session", "session_id", session, "position", "0");
            begun.countDown();
            for (int i = 0; ; i++) {
                JsonNode reply = socket.ask("message", "session_id", session, "content", "mine " + i);
                fate.hear(reply);
                String code = reply.path("error_code").asText();
                if (code.equals("not_found")) {
                    socket.ask("ping");
                    socket.takeSkipped().forEach(fate::hear);
                    return fate;
                }
                if (!code.equals("queue_full")) {
                    assertThat(reply.path("type").asText()).as("%s", reply).isEqualTo("ack");
                    fate.accept(reply.path("position"));
                }
                posted.countDown();
            }
        }
    }

    private static Fate overRest(RestClient bob, String path, CountDownLatch begun, CountDownLatch posted) {
        Fate fate = Fate.empty();
        begun.countDown();
        while (true) {
            Result written = bob.post(path + "/events", MINE);
            if (written.status() == 404) {
                break;
            }
            fate.accept(written.body().path("position"));
            posted.countDown();
            for (String part : List.of("", "/messages?order=desc", "/feedback", "/export")) {
                fate.heard().add(bob.get(path + part).text());
            }
        }
        fate.heard().add(bob.get("/api/sessions?q=Bob").text());
        fate.heard().add(bob.get(path + "/messages").text());
        return fate;
    }

    private static Fate overStream(RestClient bob, String path, CountDownLatch begun) throws IOException {
        Fate fate = Fate.empty();
        try (EventReader reader = bob.stream("GET", path + "/events", null)) {
            for (SentEvent sent = reader.next(); sent != null; sent = reader.next()) {
                begun.countDown();
                fate.hear(sent.data());
            }
        }
        return fate;
    }
}
