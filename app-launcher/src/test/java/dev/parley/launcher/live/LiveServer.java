package dev.parley.launcher.live;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.Tasks;
import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Storage;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import dev.parley.tools.TaskTools;
import dev.parley.web.ParleyServer;
import dev.parley.web.WebSettings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenSecret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server on a port of its own, with storage in memory, tools for tasks, and a model in the hands of the test. */
public final class LiveServer implements AutoCloseable {
    public static final String SECRET = "a secret that only these tests know, long enough";

    /** Limits that no test runs into by chance. */
    public static final ChatLimits ROOMY = ChatLimits.defaults().toBuilder()
            .activeSessionsPerUser(0)
            .connectionsPerIp(0)
            .build();

    public final SlowModel model = new SlowModel();
    public final Parley parley;
    private final WebSettings settings;
    private ParleyServer server;

    private LiveServer(UnaryOperator<ParleyBuilder> chat) {
        Storage storage = InMemoryStorage.open();
        InstantSource time = InstantSource.system();
        Tasks tasks = new Tasks(storage.tasks(), new TimeOrderedIds(time), ROOMY, time);
        parley = chat.apply(Parley.builder()
                        .storage(storage)
                        .model(model)
                        .limits(ROOMY)
                        .tools(new TaskTools(tasks)))
                .build();
        settings = WebSettings.of(TokenSecret.of(SECRET));
        server = ParleyServer.start(parley, settings.at("127.0.0.1", 0));
    }

    public static LiveServer start() {
        return new LiveServer(UnaryOperator.identity());
    }

    /** A server that is not like the others. */
    public static LiveServer start(UnaryOperator<ParleyBuilder> chat) {
        return new LiveServer(chat);
    }

    public int port() {
        return server.port();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public String token(String user) {
        return new TokenMint(settings.tokens(), InstantSource.system())
                .mint(new UserId(user), Role.VIEWER, Duration.ofHours(1));
    }

    /** Takes leave of all clients and comes back on the same port. What is stored stays. */
    public void restart() {
        int port = port();
        server.close();
        server = ParleyServer.start(parley, settings.at("127.0.0.1", port));
    }

    /** What is stored of a session, the oldest first. */
    public List<Message> messages(String user, String session) {
        return parley.histories()
                .page(Caller.of(user), new MessageQuery(SessionId.parse(session), 0, Long.MAX_VALUE, true, 100, 0))
                .items();
    }

    /** Appends events that mean nothing. */
    public void publish(String user, String session, int events) {
        for (int i = 0; i < events; i++) {
            parley.conversations()
                    .publish(
                            Caller.of(user),
                            SessionId.parse(session),
                            EventPayload.Custom.parse("nothing", "{}", ROOMY));
        }
    }

    @Override
    public void close() {
        server.close();
        parley.close();
    }
}
