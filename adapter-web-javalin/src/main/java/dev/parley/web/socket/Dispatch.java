package dev.parley.web.socket;

import dev.parley.application.Charge;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.web.auth.Identity;
import dev.parley.web.json.FrameHead;
import dev.parley.web.json.ServerFrame.ErrorFrame;
import dev.parley.web.rate.Toll;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the frames of one connection in and has them carried out: in order, but for those that overtake. Every frame gets its reply. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** What frames of types that there are not are called where they are counted. */
    private static final String UNKNOWN_TYPE = "other";

    /** How many overtaking frames are carried out at the same time; further ones wait their turn. */
    private static final int FAST_LANES = 4;

    private final SocketConnection connection;
    private final Services services;
    private final Executor executor;
    private final String correlationId;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Watches watches;
    private final Semaphore fastLanes = new Semaphore(FAST_LANES);

    Dispatch(
            SocketConnection connection,
            Services services,
            Executor executor,
            String correlationId,
            Inbox inbox,
            Outbox outbox,
            Watches watches) {
        this.connection = connection;
        this.services = services;
        this.executor = executor;
        this.correlationId = correlationId;
        this.inbox = inbox;
        this.outbox = outbox;
        this.watches = watches;
    }

    /** What a frame asks for. */
    @FunctionalInterface
    private interface Action {
        @Nullable
        Record run(Exchange exchange);
    }

    /** Takes a frame in; never blocks. */
    void receive(String text) {
        FrameHead head;
        try {
            head = services.json().head(text);
        } catch (ChatException.Invalid notJson) {
            offer(() -> refuseAndClose(notJson), text);
            return;
        }
        Command<?> command;
        try {
            command = services.commands().require(head.type());
        } catch (ChatException.Invalid unknown) {
            offer(UNKNOWN_TYPE, head, text, exchange -> {
                throw unknown;
            });
            return;
        }
        if (command.overtakes() && fastLanes.tryAcquire()) {
            boolean overtaking = !inbox.isIdle();
            executor.execute(() -> overtake(command, head, text, overtaking));
        } else {
            offer(command.type(), head, text, exchange -> obey(command, text, exchange));
        }
    }

    /** Joins the session that the connection's URL names. */
    void joinAtOnce(String sessionId, @Nullable String position) {
        Action join = exchange -> {
            try {
                Position from = position == null ? null : Position.parse(position);
                charge(exchange, Toll.of(Charge.READ, sessionId));
                return services.commands().join(exchange, SessionId.parse(sessionId), from);
            } catch (ChatException.NotFound unknown) {
                connection.close(CloseCode.UNKNOWN_SESSION);
                return null;
            }
        };
        offer(SessionCommands.JOIN, FrameHead.NONE, "", join);
    }

    private void offer(String type, FrameHead head, String text, Action action) {
        offer(() -> carryOut(type, head.ref(), action), text);
    }

    private void offer(Runnable task, String text) {
        if (!inbox.offer(task, text.length())) {
            LOG.info("a client sends frames faster than they can be carried out");
            connection.close(CloseCode.ABUSE);
        }
    }

    private <F extends Record> @Nullable Record obey(Command<F> command, String text, Exchange exchange) {
        F frame = read(command, text, exchange);
        charge(exchange, command.toll().apply(frame));
        return command.handler().handle(exchange, frame);
    }

    private <F extends Record> F read(Command<F> command, String text, Exchange exchange) {
        try {
            return services.json().read(text, command.frame());
        } catch (ChatException malformed) {
            charge(exchange, Toll.of(command.charge(), null));
            throw malformed;
        }
    }

    private void charge(Exchange exchange, Toll toll) {
        services.rateLimits().charge(exchange.caller(), toll.charge(), toll.session());
    }

    private void overtake(Command<?> command, FrameHead head, String text, boolean overtaking) {
        try {
            carryOut(command.type(), head.ref(), exchange -> {
                Record reply = obey(command, text, exchange);
                if (reply == null || !overtaking || !command.isTooEarly(reply)) {
                    return reply;
                }
                offer(command.type(), head, text, later -> obey(command, text, later));
                return null;
            });
        } finally {
            fastLanes.release();
        }
    }

    /** Carries a frame out and replies, whatever happens. */
    private void carryOut(String type, @Nullable String ref, Action action) {
        Exchange exchange = new Exchange();
        try {
            String reply = replyTo(type, ref, action, exchange);
            if (reply != null) {
                outbox.reply(reply);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Throwable defect) {
            LOG.error("a connection failed", defect);
            connection.close(CloseCode.INTERNAL);
        } finally {
            exchange.end();
        }
    }

    private @Nullable String replyTo(String type, @Nullable String ref, Action action, Exchange exchange) {
        String repeated = null;
        ErrorCode error = null;
        long start = System.nanoTime();
        try {
            repeated = ref == null ? null : TextRules.check("ref", ref, 0, SocketEndpoint.LONGEST_REF);
            exchange.admit();
            Record reply = action.run(exchange);
            return reply == null ? null : services.json().text(reply);
        } catch (ChatException refusal) {
            error = refusal.code();
            return services.json().text(ErrorFrame.of(repeated, refusal));
        } catch (RuntimeException | Error defect) {
            error = ErrorCode.INTERNAL;
            LOG.error("a frame could not be carried out", defect);
            return services.json().text(ErrorFrame.defect(repeated, correlationId));
        } finally {
            services.telemetry().frameEnded(type, error, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void refuseAndClose(ChatException.Invalid notJson) {
        try {
            outbox.replyAndClose(services.json().text(ErrorFrame.of(null, notJson)), CloseCode.NOT_JSON);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection as one command sees it. */
    private final class Exchange implements Peer {
        private @Nullable Watch newWatch;
        private @Nullable Caller caller;

        /** Asked for each frame: what administrators decide counts at once. */
        void admit() {
            caller = connection.admit();
        }

        @Override
        public Caller caller() {
            return Objects.requireNonNull(caller, "nobody was let in");
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
            return connection.authenticate(token);
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
