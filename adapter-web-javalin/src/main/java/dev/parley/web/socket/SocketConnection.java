package dev.parley.web.socket;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Notice;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.Identity;
import dev.parley.web.json.ServerFrame.NoticeFrame;
import dev.parley.web.live.Farewell;
import dev.parley.web.live.LiveStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection: who is on the other side, what it watches, and when it has to end. */
final class SocketConnection implements LiveStream {
    /** How long a client may take to read that the connection is closed, and to close its side. */
    static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** How many tokens in a row may turn out not to be valid. */
    private static final int MAXIMUM_FAILURES = 5;

    private final Session session;
    private final Services services;
    private final Arrival arrival;
    private final Watches watches = new Watches();
    private final Inbox inbox;
    private final Outbox outbox;
    private final Dispatch dispatch;
    private final EventBus.Registration notices;
    private final AtomicReference<@Nullable Long> closingSince = new AtomicReference<>();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Identity identity;
    private volatile long lastSeen = System.nanoTime();
    private volatile long lastPing = System.nanoTime();
    private volatile String reasonOfEnd = CLIENT;

    private SocketConnection(Session session, Services services, Arrival arrival, Identity identity) {
        this.session = session;
        this.services = services;
        this.arrival = arrival;
        this.identity = identity;
        Executor executor = arrival.marks().marking(services.executor());
        this.inbox = new Inbox(executor);
        this.outbox = new Outbox(session, watches, services.codec(), services.timing(), executor, this::close);
        this.dispatch = new Dispatch(this, services, executor, arrival.marks().correlationId(), inbox, outbox, watches);
        this.notices = services.notices().listen(identity.user(), this::notice);
    }

    /** Why a client may not stay; null if it may, which counts for its address from now on. */
    static @Nullable CloseCode refusal(Services services, Arrival arrival) {
        CloseCode refusal = refusalOnSight(arrival);
        if (refusal == CloseCode.UNAUTHENTICATED) {
            services.telemetry().authenticationRefused();
        }
        if (refusal != null) {
            return refusal;
        }
        return services.addresses().enter(arrival.address()) ? null : CloseCode.TOO_MANY_CONNECTIONS;
    }

    private static @Nullable CloseCode refusalOnSight(Arrival arrival) {
        if (arrival.refusal() != null) {
            return arrival.refusal();
        }
        return arrival.identity() == null ? CloseCode.UNAUTHENTICATED : null;
    }

    /** Takes in a client that may stay. */
    static SocketConnection open(Session session, Services services, Arrival arrival) {
        SocketConnection connection;
        try {
            connection = new SocketConnection(session, services, arrival, Objects.requireNonNull(arrival.identity()));
        } catch (RuntimeException | Error defect) {
            services.addresses().leave(arrival.address());
            throw defect;
        }
        services.streams().add(connection);
        String joins = arrival.session();
        if (joins != null) {
            connection.dispatch.joinAtOnce(joins, arrival.position());
        }
        return connection;
    }

    /** Takes a frame in; never blocks. */
    void receive(String text) {
        seen();
        if (!isEnding()) {
            dispatch.receive(text);
        }
    }

    /** The client gave a sign of life. */
    void seen() {
        lastSeen = System.nanoTime();
    }

    /**
     * Who is on the other side, with the role that counts now.
     *
     * @throws ChatException.Forbidden if an administrator keeps them out; the connection is closed then
     * @throws ChatException.Unavailable if that cannot be found out now
     */
    Caller admit() {
        try {
            return services.users().admit(identity.tokenCaller());
        } catch (ChatException.Forbidden disabled) {
            expel();
            throw disabled;
        }
    }

    /**
     * Goes on with a newer token of the same user. Who tries too many in a row is sent away.
     *
     * @throws ChatException if the token is not valid or another user's
     */
    Identity authenticate(String token) {
        try {
            Identity next = services.gate().verify(token);
            if (!next.user().equals(identity.user())) {
                throw new ChatException.Forbidden("This token is another user's; open a connection of its own for it.");
            }
            identity = next;
            failures.set(0);
            return next;
        } catch (ChatException.Unauthenticated | ChatException.Forbidden failure) {
            if (failures.incrementAndGet() >= MAXIMUM_FAILURES) {
                close(CloseCode.UNAUTHENTICATED);
            }
            throw failure;
        }
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public String reasonOfEnd() {
        return reasonOfEnd;
    }

    @Override
    public void tick(Instant now) {
        Long since = closingSince.get();
        if (since != null) {
            if (passed(since, LAST_WORDS)) {
                session.disconnect();
            }
            return;
        }
        outbox.retry();
        if (identity.isOver(now)) {
            close(CloseCode.UNAUTHENTICATED);
        } else if (passed(lastSeen, services.timing().silence())) {
            reasonOfEnd = "silent";
            session.disconnect();
        } else if (passed(lastPing, services.timing().heartbeat())) {
            lastPing = System.nanoTime();
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    @Override
    public UserId user() {
        return identity.user();
    }

    @Override
    public boolean isCaughtUp() {
        return inbox.isIdle() && outbox.isIdle();
    }

    @Override
    public boolean isEnding() {
        return closingSince.get() != null;
    }

    @Override
    public void dismiss(Farewell farewell) {
        close(
                switch (farewell) {
                    case SHUTTING_DOWN -> CloseCode.SHUTTING_DOWN;
                    case RESTARTING -> CloseCode.RESTARTING;
                });
    }

    @Override
    public void expel() {
        close(CloseCode.UNAUTHENTICATED);
    }

    /** Begins to close; what waits is dropped. */
    void close(CloseCode code) {
        if (closingSince.compareAndSet(null, System.nanoTime())) {
            reasonOfEnd = code.label();
            inbox.close();
            outbox.close();
            session.close(code.code(), code.reason(), Callback.NOOP);
        }
    }

    /** The connection is gone: lets go of everything. */
    void gone() {
        if (gone.compareAndSet(false, true)) {
            services.streams().remove(this);
            services.addresses().leave(arrival.address());
            notices.close();
            inbox.close();
            outbox.close();
            watches.close();
        }
    }

    private void notice(Notice notice) {
        outbox.notice(services.json().text(NoticeFrame.from(notice)));
    }

    private static boolean passed(long since, Duration duration) {
        return System.nanoTime() - since >= duration.toNanos();
    }
}
