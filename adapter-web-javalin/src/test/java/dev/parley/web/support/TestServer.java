package dev.parley.web.support;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.MessageChannel;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.ParleyServer;
import dev.parley.web.WebSettings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.http.Origins;
import dev.parley.web.live.Timing;
import dev.parley.web.management.Operations;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A server on a port of its own with storage in memory and a scripted model. */
public final class TestServer implements AutoCloseable {
    public static final String FOREIGN_PAGE = "http://localhost:5173";

    /** Signs tokens. */
    public static final String SECRET = "a secret that only this test knows, long enough";

    /** Limits that no test but those about limits runs into. */
    public static final ChatLimits ROOMY = ChatLimits.defaults().toBuilder()
            .activeSessionsPerUser(0)
            .connectionsPerIp(0)
            .httpConnectionsPerIp(0)
            .build();

    /** Patience for people who wait for tests. */
    public static final Timing BRISK = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    public final ScriptedModel model = new ScriptedModel();

    /** By which tokens expire. */
    public final ShiftedClock clock = new ShiftedClock();

    /** By which questions and sessions expire. */
    public final ShiftedClock storageClock = new ShiftedClock();

    public final TroubledIds ids = new TroubledIds();

    /** Makes the links in what is sent. */
    public final AnswerTokens answerTokens = new AnswerTokens(SigningKeys.random());

    public final Parley parley;
    public final ParleyServer server;
    private final TokenRules tokens;

    private TestServer(Consumer<ParleyBuilder> chat, UnaryOperator<WebSettings> web, Operations operations) {
        ParleyBuilder builder = Parley.builder()
                .storage(InMemoryStorage.open(InMemoryStorage.DEFAULT_SESSIONS, storageClock))
                .model(model)
                .limits(ROOMY)
                .ids(ids)
                .answerTokens(answerTokens)
                .time(storageClock);
        chat.accept(builder);
        parley = builder.build();
        WebSettings settings = web.apply(WebSettings.of(TokenSecret.of(SECRET))
                .at("127.0.0.1", 0)
                .with(new Origins(Set.of(FOREIGN_PAGE)))
                .with(BRISK));
        tokens = settings.tokens();
        server = ParleyServer.start(parley, settings, operations, clock);
    }

    public static TestServer start() {
        return start(ROOMY);
    }

    public static TestServer start(ChatLimits limits) {
        return start(limits, BRISK);
    }

    public static TestServer start(ChatLimits limits, Timing timing) {
        return start(chat -> chat.limits(limits), web -> web.with(timing));
    }

    /** A server that reaches people. */
    public static TestServer start(MessageChannel channel) {
        return start(chat -> chat.channel(channel), UnaryOperator.identity());
    }

    /** A server that is not like the others. */
    public static TestServer start(Consumer<ParleyBuilder> chat, UnaryOperator<WebSettings> web) {
        return start(chat, web, Operations.PLAIN);
    }

    /** A server that shows more to those who run it. */
    public static TestServer start(
            Consumer<ParleyBuilder> chat, UnaryOperator<WebSettings> web, Operations operations) {
        return new TestServer(chat, web, operations);
    }

    public int port() {
        return server.port();
    }

    /** The origin of the server's own pages. */
    public String origin() {
        return "http://127.0.0.1:" + port();
    }

    public String token(String user) {
        return token(user, Duration.ofHours(1));
    }

    public String token(String user, Role role) {
        return token(user, role, Duration.ofHours(1));
    }

    public String token(String user, Duration lifetime) {
        return token(user, Role.VIEWER, lifetime);
    }

    public String token(String user, Role role, Duration lifetime) {
        return new TokenMint(tokens, clock).mint(new UserId(user), role, lifetime);
    }

    /** A token that was valid until yesterday. */
    public String expiredToken(String user) {
        Duration life = Duration.ofHours(1);
        InstantSource then = () -> clock.instant().minus(Duration.ofDays(1)).minus(life);
        return new TokenMint(tokens, then).mint(new UserId(user), Role.VIEWER, life);
    }

    /** A client of the REST routes. */
    public RestClient rest(String user) {
        return new RestClient(origin(), token(user));
    }

    /** A client of the REST routes whose token gives it a role. */
    public RestClient rest(String user, Role role) {
        return new RestClient(origin(), token(user, role));
    }

    /** A client of the REST routes that has no token. */
    public RestClient anybody() {
        return new RestClient(origin(), null);
    }

    /** A connection over the WebSocket. */
    public SocketClient socket(String user) throws IOException {
        return SocketClient.open(port(), "/ws", "Authorization: Bearer " + token(user));
    }

    @Override
    public void close() {
        server.close();
        parley.close();
    }
}
