package dev.parley.web.socket;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.web.auth.Identity;
import dev.parley.web.http.CorrelationId;
import dev.parley.web.json.FrameHead;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.live.Farewell;
import dev.parley.web.live.LiveStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One WebSocket connection: takes frames in, has them carried out in order, and ends when its time has come. */
final class SocketConnection implements LiveStream {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int LONGEST_REF = 64;

    /** How many overtaking frames are carried out at the same time; further ones wait their turn. */
    private static final int FAST_LANES = 4;

    /** How long a client may take to read that the connection is closed. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Session session;
    private final Services services;
    private final Arrival arrival;
    private final Watches watches = new Watches();
    private final Inbox inbox;
    private final Outbox outbox;
    private final Semaphore fastLanes = new Semaphore(FAST_LANES);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Identity identity;
    private volatile long lastSeen = System.nanoTime();
    private volatile long lastPing = System.nanoTime();
    private volatile long closingSince;

    private SocketConnection(Session session, Services services, Arrival arrival, Identity identity) {
        this.session = session;
        this.services = services;
        this.arrival = arrival;
        this.identity = identity;
        this.inbox = new Inbox(services.executor());
        this.outbox =
                new Outbox(session, watches, services.codec(), services.timing(), services.executor(), this::close);
    }

    /** @return null if the client was sent away */
    static @Nullable SocketConnection open(Session session, Services services, Arrival arrival) {
        CloseCode refusal = arrival.refusal();
        Identity identity = arrival.identity();
        if (refusal != null || identity == null) {
            sendAway(session, refusal == null ? CloseCode.UNAUTHENTICATED : refusal);
            return null;
        }
        if (!services.addresses().enter(arrival.address())) {
            sendAway(session, CloseCode.TOO_MANY_CONNECTIONS);
            return null;
        }
        SocketConnection connection = new SocketConnection(session, services, arrival, identity);
        services.streams().add(connection);
        String joins = arrival.session();
        if (joins != null) {
            connection.inbox.offer(() -> connection.joinAtOnce(joins), 0);
        }
        return connection;
    }

    private static void sendAway(Session session, CloseCode code) {
        session.close(code.code(), code.reason(), Callback.NOOP);
    }

    /** Takes a frame in; never blocks. */
    void receive(String text) {
        seen();
        FrameHead head;
        try {
            head = services.json().head(text);
        } catch (ChatException.Invalid notJson) {
            inboxOrAbuse(() -> refuseAndClose(notJson), 0);
            return;
        }
        Command<?> command;
        try {
            command = services.commands().require(head.type());
        } catch (ChatException.Invalid unknown) {
            inboxOrAbuse(
                    () -> carryOut(head.ref(), exchange -> {
                        throw unknown;
                    }),
                    0);
            return;
        }
        if (command.overtakes() && fastLanes.tryAcquire()) {
            boolean overtaking = !inbox.isIdle();
            services.executor().execute(() -> overtake(command, head, text, overtaking));
        } else {
            inboxOrAbuse(() -> carryOut(head.ref(), exchange -> obey(command, text, exchange)), text.length());
        }
    }

    /** The client gave a sign of life. */
    void seen() {
        lastSeen = System.nanoTime();
    }

    private void inboxOrAbuse(Runnable command, int length) {
        if (!inbox.offer(command, length)) {
            LOG.info("a client sends frames faster than they can be carried out");
            close(CloseCode.ABUSE);
        }
    }

    private <F extends Record> @Nullable Record obey(Command<F> command, String text, Exchange exchange) {
        F frame = services.json().read(text, command.frame());
        return command.handler().handle(exchange, frame);
    }

    private void overtake(Command<?> command, FrameHead head, String text, boolean overtaking) {
        try {
            carryOut(head.ref(), exchange -> {
                Record reply = obey(command, text, exchange);
                boolean again = overtaking
                        && reply != null
                        && command.tooEarly() != null
                        && command.tooEarly().test(reply);
                if (!again) {
                    return reply;
                }
                inboxOrAbuse(() -> carryOut(head.ref(), later -> obey(command, text, later)), text.length());
                return null;
            });
        } finally {
            fastLanes.release();
        }
    }

    private void joinAtOnce(String sessionId) {
        carryOut(null, exchange -> {
            try {
                String position = arrival.position();
                return services.commands()
                        .join(exchange, SessionId.parse(sessionId), position == null ? null : Position.parse(position));
            } catch (ChatException.NotFound unknown) {
                close(CloseCode.UNKNOWN_SESSION);
                return null;
            }
        });
    }

    /** What a frame asks for. */
    @FunctionalInterface
    private interface Action {
        @Nullable
        Record run(Exchange exchange);
    }

    /** Carries a frame out and replies, whatever happens. */
    private void carryOut(@Nullable String ref, Action action) {
        MDC.put(CorrelationId.LOG_KEY, arrival.correlationId());
        Exchange exchange = new Exchange();
        try {
            String reply = replyTo(ref, action, exchange);
            if (reply != null) {
                outbox.reply(reply);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Throwable defect) {
            LOG.error("a connection failed", defect);
            close(CloseCode.INTERNAL);
        } finally {
            exchange.end();
            MDC.remove(CorrelationId.LOG_KEY);
        }
    }

    private @Nullable String replyTo(@Nullable String ref, Action action, Exchange exchange) {
        String repeated = null;
        try {
            repeated = ref == null ? null : TextRules.check("ref", ref, 0, LONGEST_REF);
            Record reply = action.run(exchange);
            return reply == null ? null : services.json().text(reply);
        } catch (ChatException refusal) {
            return error(repeated, refusal);
        } catch (RuntimeException | Error defect) {
            LOG.error("a frame could not be carried out", defect);
            return services.json().text(defect(repeated));
        }
    }

    private void refuseAndClose(ChatException.Invalid notJson) {
        try {
            outbox.replyAndClose(error(null, notJson), CloseCode.NOT_JSON);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private String error(@Nullable String ref, ChatException refusal) {
        return services.json()
                .text(ServerFrame.ErrorFrame.of(ref, refusal.code().code(), refusal.sentence(), refusal.details()));
    }

    private ServerFrame.ErrorFrame defect(@Nullable String ref) {
        return ServerFrame.ErrorFrame.of(
                ref,
                ErrorCode.INTERNAL.code(),
                "Something went wrong on our side.",
                Map.of("correlation_id", arrival.correlationId()));
    }

    @Override
    public void tick(Instant now) {
        outbox.retry();
        long nanos = System.nanoTime();
        Duration silence = Duration.ofNanos(nanos - lastSeen);
        if (closing.get()) {
            if (Duration.ofNanos(nanos - closingSince).compareTo(LAST_WORDS) > 0) {
                session.disconnect();
            }
        } else if (!now.isBefore(identity.validUntil())) {
            close(CloseCode.UNAUTHENTICATED);
        } else if (silence.compareTo(services.timing().silence()) > 0) {
            session.disconnect();
        } else if (Duration.ofNanos(nanos - lastPing)
                        .compareTo(services.timing().heartbeat())
                >= 0) {
            lastPing = nanos;
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    @Override
    public boolean isCaughtUp() {
        return inbox.isIdle() && outbox.isIdle();
    }

    @Override
    public boolean isEnding() {
        return closing.get();
    }

    @Override
    public void dismiss(Farewell farewell) {
        close(
                switch (farewell) {
                    case SHUTTING_DOWN -> CloseCode.SHUTTING_DOWN;
                    case RESTARTING -> CloseCode.RESTARTING;
                });
    }

    /** Begins to close; what waits is dropped. */
    void close(CloseCode code) {
        if (closing.compareAndSet(false, true)) {
            closingSince = System.nanoTime();
            inbox.close();
            outbox.close();
            session.close(code.code(), code.reason(), Callback.NOOP);
        }
    }

    /** The connection is gone: lets go of everything. */
    void closed() {
        closing.set(true);
        if (closed.compareAndSet(false, true)) {
            services.streams().remove(this);
            services.addresses().leave(arrival.address());
            inbox.close();
            outbox.close();
            watches.close();
        }
    }

    /** The connection as one command sees it. */
    private final class Exchange implements Peer {
        private @Nullable Watch newWatch;

        @Override
        public Caller caller() {
            return identity.caller();
        }

        @Override
        public void requireRoomFor(@Nullable SessionId id) {
            watches.requireRoomFor(id);
        }

        @Override
        public void onNews() {
            outbox.wake();
        }

        @Override
        public void watch(Watch watch) {
            newWatch = watch;
        }

        @Override
        public void leave(SessionId id) {
            watches.leave(id);
        }

        @Override
        public Identity authenticate(String token) {
            Identity next = services.gate().verify(token);
            if (!next.user().equals(identity.user())) {
                throw new ChatException.Forbidden("This token is another user's; open a connection of its own for it.");
            }
            identity = next;
            return next;
        }

        /** The reply is on its way: what follows it may come. */
        void end() {
            if (newWatch != null) {
                watches.put(newWatch);
                outbox.wake();
            }
        }
    }
}
