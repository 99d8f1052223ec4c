package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.StartSession;
import dev.parley.application.port.Command;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandOutput;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.launcher.live.CuttableLine;
import dev.parley.launcher.live.LiveServer;
import dev.parley.launcher.live.SlowModel.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and a real server, over a line that breaks. */
class ParleyClientTest {
    static final ClientTiming BRISK = new ClientTiming(
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private static final String[] PIECES = {"a", "lorem ", "ipsum dolor sit amet, ", "😀", "ß\n", "\"\\", "\u2028"};

    private final AtomicInteger commands = new AtomicInteger();
    private final LiveServer server =
            LiveServer.start(chat -> chat.command(Command.of(CommandDescription.of("tick", "Counts."), call -> {
                commands.incrementAndGet();
                return new CommandOutput("tock", Map.of());
            })));
    private final CuttableLine line = new CuttableLine(server.port());
    private final NewsLog log = new NewsLog();
    private final ParleyClient client =
            new ParleyClient(new ClientSettings(line.address(), () -> server.token("alice"), BRISK), log);

    @BeforeEach
    void connect() {
        client.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        line.close();
        server.close();
    }

    private static JsonNode done(CompletableFuture<JsonNode> future) {
        return future.orTimeout(NewsLog.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static ClientException refusalOf(CompletableFuture<JsonNode> future) {
        return future.orTimeout(NewsLog.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .handle((done, failure) -> ClientException.of(failure))
                .join();
    }

    private String startSession() {
        return done(client.startSession(Map.of())).path("session_id").asText();
    }

    private JsonNode say(String session, String text) {
        return done(client.say(session, text, UUID.randomUUID()));
    }

    private Map<String, String> stored(String session) {
        Map<String, String> texts = new LinkedHashMap<>();
        server.messages("alice", session)
                .forEach(message -> texts.put(message.id().toString(), message.text()));
        return texts;
    }

    @Test
    void answersStreamAndAreWhole() throws Exception {
        Answer answer = server.model.next();
        String session = startSession();
        JsonNode ack = say(session, "Hello?");
        answer.awaitAsked().say("Hel").say("lo ");
        log.awaitDraft("Hello ");
        answer.say("\uD83D\uDE00").end();

        log.awaitText("Hello \uD83D\uDE00");
        assertThat(log.all(News.Event.class)).extracting(News.Event::type).contains("message.created", "turn.started");
        assertThat(stored(session))
                .containsEntry(ack.path("message_id").asText(), "Hello?")
                .isEqualTo(log.texts());
        log.requireNoContradiction();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cutsInTheMiddleOfAnswersLoseAndRepeatNothing(long seed) throws Exception {
        Random random = new Random(seed);
        String session = startSession();
        for (int round = 0; round < 10; round++) {
            Answer answer = server.model.next();
            CompletableFuture<JsonNode> acknowledged = client.say(session, "question " + round, UUID.randomUUID());
            answer.awaitAsked();
            StringBuilder said = new StringBuilder();
            for (int pieces = 5 + random.nextInt(20); pieces > 0; pieces--) {
                String piece = PIECES[random.nextInt(PIECES.length)];
                said.append(piece);
                answer.say(piece);
                if (random.nextInt(4) == 0) {
                    log.awaitDraft(said.toString());
                }
                if (random.nextInt(4) == 0) {
                    line.cut();
                    line.mend();
                }
            }
            answer.say(".").end();
            log.awaitText(said + ".");
            done(acknowledged);
        }

        await().atMost(NewsLog.PATIENCE).until(() -> stored(session).equals(log.texts()));
        assertThat(log.all(News.Reset.class)).isEmpty();
        assertThat(log.all(News.Disconnected.class)).isNotEmpty();
        log.requireNoContradiction();
    }

    @Test
    void tellsHowMuchWasCaughtUp() throws Exception {
        String session = startSession();
        say(session, "Hello");
        await().atMost(NewsLog.PATIENCE)
                .until(() -> log.all(News.Event.class).stream()
                        .anyMatch(event -> event.type().equals("turn.completed")));
        line.cut();
        log.await(News.Disconnected.class);
        server.publish("alice", session, 3);

        line.mend();

        assertThat(log.await(News.CaughtUp.class)).isEqualTo(new News.CaughtUp(session, 3));
        assertThat(log.all(News.Event.class)).extracting(News.Event::type).endsWith("custom", "custom", "custom");
        line.cut();
        line.mend();
        assertThat(log.await(News.CaughtUp.class, 2)).isEqualTo(new News.CaughtUp(session, 0));
    }

    @Test
    void whatIsSaidOfflineIsSentOnceWhenThereIsAConnection() throws Exception {
        String session = startSession();
        line.cut();
        log.await(News.Disconnected.class);
        UUID id = UUID.randomUUID();
        CompletableFuture<JsonNode> acknowledged = client.say(session, "Are you there?", id);
        log.await(News.Disconnected.class, 3);
        assertThat(acknowledged).isNotDone();

        line.mend();

        JsonNode ack = done(acknowledged);
        assertThat(ack.path("message_id").asText()).isEqualTo(id.toString());
        assertThat(ack.path("duplicate").asBoolean()).isFalse();
        log.awaitText("You said: Are you there?");
        assertThat(stored(session)).hasSize(2).isEqualTo(log.texts());
    }

    @Test
    void messageWhoseAcknowledgementGotLostIsSentAgainAndHasOneEffect() throws Exception {
        Answer answer = server.model.next();
        String session = startSession();
        line.loseAnswers();
        CompletableFuture<JsonNode> acknowledged = client.say(session, "Once?", UUID.randomUUID());
        answer.awaitAsked().say("Once.").end();

        line.cut();
        line.mend();

        assertThat(done(acknowledged).path("duplicate").asBoolean()).isTrue();
        log.awaitText("Once.");
        assertThat(stored(session).values()).containsExactly("Once?", "Once.");
        log.requireNoContradiction();
    }

    @Test
    void commandWhoseReplyGotLostIsNotSentAgain() throws Exception {
        String session = startSession();
        assertThat(say(session, "/tick").path("text").asText()).isEqualTo("tock");
        line.loseAnswers();
        CompletableFuture<JsonNode> result = client.say(session, "/tick", UUID.randomUUID());
        await().atMost(NewsLog.PATIENCE).until(() -> commands.get() == 2);

        line.cut();
        line.mend();

        assertThat(refusalOf(result).code()).isEqualTo("connection_lost");
        log.await(News.CaughtUp.class);
        assertThat(say(session, "/tick").path("text").asText()).isEqualTo("tock");
        assertThat(commands).hasValue(3);
    }

    @Test
    void stoppedAnswerKeepsItsText() throws Exception {
        Answer answer = server.model.next();
        String session = startSession();
        JsonNode ack = say(session, "Tell me everything");
        answer.awaitAsked().say("In the beginning");
        log.awaitDraft("In the beginning");

        JsonNode stopped = done(client.stop(session, ack.path("turn_id").asText()));

        assertThat(stopped.path("turn_id")).isEqualTo(ack.path("turn_id"));
        log.awaitText("In the beginning");
        assertThat(log.all(News.Event.class)).extracting(News.Event::type).contains("message.stopped");
    }

    @Test
    void comesBackToAServerThatRestarts() throws Exception {
        String session = startSession();
        say(session, "before");
        log.awaitText("You said: before");

        server.restart();

        assertThat(log.await(News.CaughtUp.class).sessionId()).isEqualTo(session);
        say(session, "after");
        log.awaitText("You said: after");
        log.requireNoContradiction();
    }

    @Test
    void joinsWithTheNewestPartOfTheHistory() throws Exception {
        Answer answer = server.model.next();
        String session = server.parley
                .sessions()
                .start(Caller.of("alice"), StartSession.PLAIN)
                .session()
                .id()
                .toString();
        client.say(session, "Hello?", UUID.randomUUID());
        answer.awaitAsked().say("Half of ");

        assertThat(done(client.join(session)).path("session_id").asText()).isEqualTo(session);

        assertThat(log.await(News.Reset.class).snapshot().path("messages")).hasSize(2);
        log.awaitDraft("Half of ");
        answer.say("it.").end();
        log.awaitText("Half of it.");
        log.requireNoContradiction();
    }

    @Test
    void whatTheServerNoLongerHasComesAsAReset() throws Exception {
        String session = startSession();
        say(session, "Hello");
        log.awaitText("You said: Hello");
        line.cut();
        log.await(News.Disconnected.class);
        server.publish("alice", session, 150);

        line.mend();

        assertThat(log.await(News.Reset.class)
                        .snapshot()
                        .at("/session/position")
                        .asLong())
                .isGreaterThan(150);
        say(session, "Still there?");
        log.awaitText("You said: Still there?");
        log.requireNoContradiction();
    }

    @Test
    void sessionThatIsGoneMeanwhileIsLeft() throws Exception {
        String session = startSession();
        line.cut();
        log.await(News.Disconnected.class);
        server.parley.sessions().delete(Caller.of("alice"), SessionId.parse(session));

        line.mend();

        News.Left left = log.await(News.Left.class);
        assertThat(left.sessionId()).isEqualTo(session);
        assertThat(left.why().code()).isEqualTo("not_found");
    }

    @Test
    void sessionOfOthersCannotBeJoined() throws Exception {
        String foreign = server.parley
                .sessions()
                .start(Caller.of("bob"), StartSession.PLAIN)
                .session()
                .id()
                .toString();

        assertThat(refusalOf(client.join(foreign)).code()).isEqualTo("not_found");
        assertThat(refusalOf(client.say(foreign, "Hello", UUID.randomUUID())).code())
                .isEqualTo("not_found");
        assertThat(log.all(News.Left.class)).isEmpty();
    }

    @Test
    void refusalsAreTold() {
        String session = startSession();

        ClientException refusal = refusalOf(client.say(session, "x".repeat(5_001), UUID.randomUUID()));

        assertThat(refusal.code()).isEqualTo("invalid_content");
        assertThat(refusal.sentence()).contains("5000");
    }

    @Test
    void wrongTokenEndsTheConnectionForGood() {
        NewsLog wrong = new NewsLog();
        try (ParleyClient stranger =
                new ParleyClient(new ClientSettings(server.address(), () -> "not.a.token", BRISK), wrong)) {
            CompletableFuture<JsonNode> session = stranger.startSession(Map.of());
            stranger.connect();

            assertThat(wrong.await(News.Ended.class).why().code()).isEqualTo("unauthenticated");
            assertThat(refusalOf(session).code()).isEqualTo("unauthenticated");
            assertThat(refusalOf(stranger.startSession(Map.of())).code()).isEqualTo("closed");
        }
    }

    @Test
    void oneConnectionTooManyEndsForGood() {
        try (LiveServer full = LiveServer.start(chat ->
                chat.limits(LiveServer.ROOMY.toBuilder().connectionsPerIp(1).build()))) {
            ClientSettings settings = new ClientSettings(full.address(), () -> full.token("alice"), BRISK);
            NewsLog first = new NewsLog();
            NewsLog second = new NewsLog();
            try (ParleyClient one = new ParleyClient(settings, first);
                    ParleyClient other = new ParleyClient(settings, second)) {
                one.connect();
                done(one.startSession(Map.of()));
                other.connect();

                assertThat(second.await(News.Ended.class).why().code()).isEqualTo("too_many_connections");
                assertThat(first.all(News.Ended.class)).isEmpty();
            }
        }
    }

    @Test
    void serverThatIsNotThereIsTriedAgain() throws Exception {
        line.cut();
        NewsLog patient = new NewsLog();
        try (ParleyClient early =
                new ParleyClient(new ClientSettings(line.address(), () -> server.token("alice"), BRISK), patient)) {
            early.connect();
            assertThat(patient.await(News.Disconnected.class, 2).why().code()).isEqualTo("unreachable");

            line.mend();

            assertThat(done(early.startSession(Map.of())).path("owner_id").asText())
                    .isEqualTo("alice");
        }
    }

    @Test
    void closingEndsWhatWaits() {
        line.cut();
        CompletableFuture<JsonNode> session = client.startSession(Map.of());

        client.close();

        assertThat(refusalOf(session).code()).isIn("closed", "connection_lost");
        assertThat(refusalOf(client.startSession(Map.of())).code()).isEqualTo("closed");
    }

    @Test
    void restRequestsCarryTheTokenAndTellRefusals() {
        String session = startSession();

        assertThat(done(client.rest().get("/api/me")).path("user_id").asText()).isEqualTo("alice");
        assertThat(done(client.rest().delete("/api/sessions/" + session)).isEmpty())
                .isTrue();
        assertThat(refusalOf(client.rest().get("/api/sessions/" + session)).code())
                .isEqualTo("not_found");
    }
}
