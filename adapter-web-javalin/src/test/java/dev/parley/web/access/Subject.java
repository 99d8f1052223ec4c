package dev.parley.web.access;

import dev.parley.application.port.Storage;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.management.MetricsSource;
import dev.parley.web.management.Operations;
import dev.parley.web.socket.Command;
import dev.parley.web.support.TestServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** What is put to the test: a running server and the tables of what it can do. */
final class Subject implements AutoCloseable {
    private static final int MOST_SESSIONS = 100_000;

    final TestServer server;
    final Storage storage;
    private final AtomicInteger fixtures = new AtomicInteger();

    private Subject(ChatLimits limits) {
        storage = InMemoryStorage.open(MOST_SESSIONS, InstantSource.system());
        server = TestServer.start(
                chat -> chat.storage(storage).limits(limits).channel(new RecordingChannel(ChannelKind.EMAIL)),
                UnaryOperator.identity(),
                new Operations(accept -> new MetricsSource.Exposition("text/plain", "parley_up 1\n"), null, false));
    }

    static Subject start() {
        return new Subject(TestServer.ROOMY);
    }

    static Subject start(ChatLimits limits) {
        return new Subject(limits);
    }

    List<Operation> operations() {
        return server.server.routes().stream().<Operation>map(Operation::of).toList();
    }

    List<Command<?>> frames() {
        return server.server.commands();
    }

    /** A session with all that belongs to it, which nothing else touches. */
    Fixture fixture() {
        return new Fixture(this, fixtures.incrementAndGet());
    }

    /** The token of somebody; null if they have none. */
    String token(Kind kind, UserId user) {
        return switch (kind) {
            case NOBODY -> null;
            case EXPIRED -> server.expiredToken(user.value());
            default -> server.token(user.value(), kind.role(), Duration.ofHours(1));
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
