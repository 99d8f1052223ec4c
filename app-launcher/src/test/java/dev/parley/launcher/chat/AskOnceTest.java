package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.ClientSettings;
import dev.parley.launcher.live.StubServer;
import dev.parley.launcher.live.StubServer.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders of frames that a real server gives only by chance. */
class AskOnceTest {
    private static final String SESSION = "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f";

    private final StubServer server = new StubServer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(
            () -> new AskOnce(
                            new ChatOptions(
                                    new ClientSettings(server.address(), () -> "token"),
                                    SESSION,
                                    null,
                                    "Another token."),
                            "Hello",
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            UnaryOperator.identity())
                    .run(),
            Thread::startVirtualThread);

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Peer join(Peer peer, long position, boolean recovered) {
        JsonNode join = peer.next();
        peer.send("""
                {"type":"session_joined","ref":"%s","session":{"session_id":"%s","position":"%d"},"position":"%d","recovered":%s,"present":[]}""".formatted(join.path("ref").asText(), SESSION, position, position, recovered));
        return peer;
    }

    private static void event(Peer peer, long seq, String type, String payload) {
        peer.send("""
                {"type":"event","session_id":"%s","position":"%d","event":{"seq":%d,"type":"%s","payload":%s}}""".formatted(SESSION, seq, seq, type, payload));
    }

    private static void reset(Peer peer, long position, String messages, String turns) {
        peer.send("""
                {"type":"reset","session_id":"%s","position":"%d","snapshot":{"session":{"position":"%d","turns":[%s],"pending_feedback":[]},"messages":[%s],"total":0}}""".formatted(SESSION, position, position, turns, messages));
    }

    private static String ack(Peer peer) {
        JsonNode message = peer.next();
        peer.send("{\"type\":\"ack\",\"ref\":\"%s\",\"turn_id\":\"t\",\"position\":\"8\"}"
                .formatted(message.path("ref").asText()));
        return message.path("message_id").asText();
    }

    private Outcome outcome() {
        return outcome.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void snapshotFromBeforeTheMessageIsNoEndOfItsAnswer() {
        Peer peer = join(server.accepted(), 7, false);
        ack(peer);
        reset(peer, 7, "", "");
        event(peer, 8, "message.started", "{\"message_id\":\"a\",\"turn_id\":\"t\"}");
        event(
                peer,
                9,
                "message.completed",
                "{\"message\":{\"message_id\":\"a\",\"turn_id\":\"t\",\"role\":\"assistant\",\"text\":\"Hi.\"}}");
        event(peer, 10, "turn.completed", "{\"turn_id\":\"t\"}");

        assertThat(outcome()).isEqualTo(new Outcome(true, ""));
        assertThat(printed()).isEqualTo("Hi." + System.lineSeparator());
    }

    @Test
    void snapshotWithTheWholeAnswerIsItsEnd() {
        Peer peer = join(server.accepted(), 7, false);
        String message = ack(peer);
        reset(peer, 200, """
                {"message_id":"%s","turn_id":"t","role":"user","seq":8,"text":"Hello"},
                {"message_id":"a","turn_id":"t","role":"assistant","seq":9,"status":"completed","text":"Hi."}""".formatted(message), "");

        assertThat(outcome()).isEqualTo(new Outcome(true, ""));
        assertThat(printed()).isEqualTo("Hi." + System.lineSeparator());
    }

    @Test
    void snapshotInWhichTheAnswerWasCutOffIsAFailure() {
        Peer peer = join(server.accepted(), 7, false);
        ack(peer);
        reset(
                peer,
                200,
                "{\"message_id\":\"a\",\"turn_id\":\"t\",\"role\":\"assistant\",\"seq\":9,\"status\":\"stopped\",\"text\":\"Hi\"}",
                "");

        assertThat(outcome()).isEqualTo(Outcome.failed("The answer was not finished."));
        assertThat(printed()).isEqualTo("Hi" + System.lineSeparator());
    }

    @Test
    void snapshotInMidAnswerGoesOn() {
        Peer peer = join(server.accepted(), 7, false);
        ack(peer);
        reset(
                peer,
                200,
                "{\"message_id\":\"a\",\"turn_id\":\"t\",\"role\":\"assistant\",\"seq\":9,\"status\":\"streaming\",\"text\":\"\"}",
                "{\"turn_id\":\"t\"}");
        peer.send("""
                {"type":"delta","session_id":"%s","position":"200.3","message_id":"a","offset":0,"text":"Hi."}""".formatted(SESSION));
        event(peer, 201, "turn.completed", "{\"turn_id\":\"t\"}");

        assertThat(outcome()).isEqualTo(new Outcome(true, ""));
        assertThat(printed()).isEqualTo("Hi." + System.lineSeparator());
    }
}
