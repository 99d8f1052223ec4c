package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.live.StubServer;
import dev.parley.launcher.live.StubServer.Peer;
import dev.parley.web.socket.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server does only when it has to: closes, gaps, silence. */
class ConnectionLifeTest {
    private static final String SESSION = "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f";

    private final StubServer server = new StubServer();
    private final NewsLog log = new NewsLog();
    private ParleyClient client = client(() -> "token", ParleyClientTest.BRISK);

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private ParleyClient client(Supplier<String> token, ClientTiming timing) {
        return new ParleyClient(new ClientSettings(server.address(), token, timing), log);
    }

    private Peer connect() {
        client.connect();
        return server.accepted();
    }

    private Peer join() {
        Peer peer = connect();
        var unused = client.join(SESSION);
        JsonNode join = peer.next();
        assertThat(join.has("position")).isFalse();
        joined(peer, join, 7, false);
        peer.send("""
                {"type":"reset","session_id":"%s","position":"7","snapshot":{"session":{"position":"7"},"messages":[],"total":0}}""".formatted(SESSION));
        log.await(News.Reset.class);
        return peer;
    }

    private static void joined(Peer peer, JsonNode join, long position, boolean recovered) {
        assertThat(join.path("type").asText()).isEqualTo("join_session");
        peer.send("""
                {"type":"session_joined","ref":"%s","session":{"session_id":"%s","position":"%d"},"position":"%d","recovered":%s,"present":[]}""".formatted(join.path("ref").asText(), SESSION, position, position, recovered));
    }

    private static void event(Peer peer, long seq) {
        peer.send("""
                {"type":"event","session_id":"%s","position":"%d","event":{"seq":%d,"type":"custom","payload":{}}}""".formatted(SESSION, seq, seq));
    }

    @Test
    void carriesTheTokenInTheHeaderAndSpeaksTheProtocol() {
        assertThat(connect().head())
                .startsWith("GET /below/ws HTTP/1.1\r\n")
                .containsIgnoringCase("\r\nauthorization: Bearer token\r\n")
                .containsIgnoringCase("\r\nsec-websocket-protocol: parley.v1\r\n");
    }

    @Test
    void withoutATokenNoHeaderIsSent() {
        client = client(() -> "", ParleyClientTest.BRISK);

        assertThat(connect().head()).doesNotContainIgnoringCase("authorization");
    }

    static Stream<CloseCode> codesToComeBackAfter() {
        return Arrays.stream(CloseCode.values()).filter(CloseCode::isReconnect);
    }

    @ParameterizedTest
    @MethodSource("codesToComeBackAfter")
    void comesBackAfterCodesThatAskForIt(CloseCode code) {
        connect().close(code.code());

        server.accepted();
        assertThat(log.all(News.Ended.class)).isEmpty();
    }

    @Test
    void whatAnUnknownCodeMeansIsSaidBesideIt() {
        Peer peer = connect();
        peer.close(4777, "reconnect");
        server.accepted().close(4777, "stop");

        assertThat(log.await(News.Ended.class).why().sentence())
                .isEqualTo("The server closed the connection for good (4777).");
    }

    static IntStream finalCodes() {
        return IntStream.concat(
                Arrays.stream(CloseCode.values())
                        .filter(code -> !code.isReconnect())
                        .mapToInt(CloseCode::code),
                IntStream.of(1007, 1009));
    }

    @ParameterizedTest
    @MethodSource("finalCodes")
    void endsAfterCodesThatAreFinal(int code) {
        connect().close(code);

        assertThat(log.await(News.Ended.class).why().sentence()).endsWith(".");
        assertThat(log.all(News.Disconnected.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FinalClose.class)
    void everyFinalCodeIsOneOfTheServersOrOfTheProtocol(FinalClose known) {
        assertThat(finalCodes().mapToObj(FinalClose::of)).contains(Optional.of(known));
    }

    @Test
    void expiredTokenIsReplaced() {
        AtomicInteger tokens = new AtomicInteger();
        client = client(() -> "token-" + tokens.incrementAndGet(), ParleyClientTest.BRISK);
        Peer peer = join();
        peer.close(4401);

        Peer next = server.accepted();

        assertThat(next.head()).isNotEqualTo(peer.head());
        assertThat(next.next().path("position").asText()).isEqualTo("7");
        assertThat(log.all(News.Ended.class)).isEmpty();
    }

    @Test
    void expiredTokenThatCannotBeReplacedEnds() {
        join().close(4401);

        assertThat(log.await(News.Ended.class).why().code()).isEqualTo("unauthenticated");
    }

    @Test
    void newTokenThatWasNeverLetInEnds() {
        AtomicInteger tokens = new AtomicInteger();
        client = client(() -> "token-" + tokens.incrementAndGet(), ParleyClientTest.BRISK);
        connect().close(4401);

        assertThat(log.await(News.Ended.class).why().code()).isEqualTo("unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void handshakeThatIsRefusedForNowIsTriedAgain(int status) {
        server.refuse(status);
        connect();
        assertThat(log.await(News.Disconnected.class).why().code()).isEqualTo("not_ready");
        server.refuse(0);

        log.await(News.Connected.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 401, 403, 404})
    void whatIsNoServerOfThisKindEnds(int status) {
        server.refuse(status);
        client.connect();

        assertThat(log.await(News.Ended.class).why().code()).isEqualTo("not_parley");
    }

    @Test
    void goesOnFromTheMiddleOfAnAnswer() {
        Peer peer = join();
        peer.send("""
                {"type":"event","session_id":"%s","position":"8","event":{"seq":8,"type":"message.started","payload":{"message_id":"a"}}}""".formatted(SESSION));
        delta(peer, 0, "Hello");
        log.awaitDraft("Hello");
        peer.close(1012);

        Peer next = server.accepted();
        JsonNode again = next.next();
        assertThat(again.path("position").asText()).isEqualTo("8.5");
        joined(next, again, 8, true);
        delta(next, 5, " again");
        log.awaitDraft("Hello again");
        log.requireNoContradiction();
    }

    private static void delta(Peer peer, int offset, String text) {
        peer.send("""
                {"type":"delta","session_id":"%s","position":"8.%d","message_id":"a","offset":%d,"text":"%s"}""".formatted(SESSION, offset + text.length(), offset, text));
    }

    @Test
    void gapIsRepairedByJoiningAgainAndWhatComesUntilThenDoesNotCount() {
        Peer peer = join();
        event(peer, 9);
        JsonNode again = peer.next();
        assertThat(again.path("position").asText()).isEqualTo("7");

        event(peer, 8);
        joined(peer, again, 9, true);
        event(peer, 8);
        event(peer, 9);

        assertThat(log.await(News.Event.class, 2).seq()).isEqualTo(9);
        log.requireNoContradiction();
        assertThat(log.all(News.CaughtUp.class)).isEmpty();
    }

    @Test
    void gapsThatRemainChangeTheConnection() {
        Peer peer = join();
        event(peer, 20);
        for (int repair = 0; repair < 3; repair++) {
            joined(peer, peer.next(), 20, true);
            event(peer, 20);
        }

        assertThat(server.accepted().next().path("position").asText()).isEqualTo("7");
        assertThat(log.all(News.Event.class)).isEmpty();
    }

    @Test
    void whatWasSeenComesOnlyOnce() {
        Peer peer = join();
        event(peer, 8);
        event(peer, 8);
        event(peer, 7);
        event(peer, 9);

        log.await(News.Event.class, 2);
        assertThat(log.all(News.Event.class)).extracting(News.Event::seq).containsExactly(8L, 9L);
    }

    @Test
    void joinThatIsRefusedForNowIsTriedAgain() {
        Peer peer = join();
        peer.close(1012);
        Peer next = server.accepted();
        next.send("""
                {"type":"error","ref":"%s","error_code":"unavailable","error_message":"Not now.","details":{}}""".formatted(next.next().path("ref").asText()));

        joined(next, next.next(), 7, true);
        event(next, 8);

        assertThat(log.await(News.Event.class).seq()).isEqualTo(8);
        assertThat(log.all(News.Left.class)).isEmpty();
    }

    @Test
    void silentServerIsAskedAndGivenUp() {
        client = client(() -> "token", patience(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofSeconds(30)));
        Peer peer = connect();

        assertThat(peer.next().path("type").asText()).isEqualTo("ping");
        server.accepted();
        assertThat(log.await(News.Disconnected.class).why().code()).isEqualTo("connection_lost");
    }

    @Test
    void joinThatCameTooSoonIsTriedAgainNoSoonerThanTheServerSaid() {
        Peer peer = join();
        peer.close(1012);
        Peer next = server.accepted();
        String ref = next.next().path("ref").asText();
        long refused = System.nanoTime();
        next.send("""
                {"type":"error","ref":"%s","error_code":"rate_limited","error_message":"Too fast.","details":{"retry_after_seconds":1}}""".formatted(ref));

        JsonNode again = next.next();

        assertThat(again.path("type").asText()).isEqualTo("join_session");
        assertThat(Duration.ofNanos(System.nanoTime() - refused)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void requestsDoNotWaitForEverButMessagesDo() {
        client = client(() -> "token", patience(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(50)));
        Peer peer = connect();
        CompletableFuture<JsonNode> message = client.say(SESSION, "Hello", UUID.randomUUID());
        CompletableFuture<JsonNode> session = client.startSession(Map.of());

        ClientException why = session.orTimeout(20, TimeUnit.SECONDS)
                .handle((done, failure) -> ClientException.of(failure))
                .join();

        assertThat(why.code()).isEqualTo("timed_out");
        assertThat(message).isNotDone();
        peer.send("{\"type\":\"ack\",\"ref\":\"%s\"}"
                .formatted(peer.next().path("ref").asText()));
        assertThat(message.orTimeout(20, TimeUnit.SECONDS).join().path("type").asText())
                .isEqualTo("ack");
    }

    private static ClientTiming patience(Duration silence, Duration pong, Duration reply) {
        ClientTiming brisk = ParleyClientTest.BRISK;
        return new ClientTiming(brisk.backoff(), brisk.stable(), brisk.open(), silence, pong, reply);
    }

    @Test
    void whatIsAskedForAsSoonAsThereIsAConnectionIsSentOnce() {
        ParleyClient[] eager = new ParleyClient[1];
        client.close();
        client = new ParleyClient(new ClientSettings(server.address(), () -> "token", ParleyClientTest.BRISK), news -> {
            log.accept(news);
            if (news instanceof News.Connected) {
                var unused = eager[0].say(SESSION, "first", UUID.randomUUID());
            }
        });
        eager[0] = client;
        Peer peer = connect();
        assertThat(peer.next().path("content").asText()).isEqualTo("first");
        var unused = client.say(SESSION, "second", UUID.randomUUID());

        assertThat(peer.next().path("content").asText()).isEqualTo("second");
    }

    @Test
    void frameThatIsNotJsonBreaksTheConnection() {
        connect().send("{");

        server.accepted();
    }
}
