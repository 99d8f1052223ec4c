package dev.parley.channel.slack;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket to Slack. Each envelope is given to the inbox in its turn, so many at a time at most, and acknowledged on a thread of its own when
 * that has taken it; what is not acknowledged Slack sends again.
 */
final class SocketConnection implements WebSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int LARGEST_MESSAGE = 1 << 20;
    private static final int MOST_ENVELOPES = SlackInbox.MOST_AT_ONCE;
    private static final Duration SENDING = Duration.ofSeconds(5);

    private static final Pattern REASON = Pattern.compile("[a-z_]{1,60}");

    private final SlackInbox inbox;
    private final Runnable greeting;
    private final StringBuilder text = new StringBuilder();
    private final Semaphore envelopes = new Semaphore(MOST_ENVELOPES);
    private final ReentrantLock sending = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long heard = System.nanoTime();
    private volatile boolean greeted;
    private volatile @Nullable String farewell;

    /** @param greeting is run when Slack greets */
    SocketConnection(SlackInbox inbox, Runnable greeting) {
        this.inbox = inbox;
        this.greeting = greeting;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        heard = System.nanoTime();
        if (text.length() + part.length() > LARGEST_MESSAGE) {
            LOG.warn("Slack sent a message of more than {} characters; the socket is given up.", LARGEST_MESSAGE);
            ended.countDown();
            return null;
        }
        text.append(part);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            Payload.parse(whole).ifPresent(message -> take(socket, message));
        }
        socket.request(1);
        return null;
    }

    private void take(WebSocket socket, Payload message) {
        switch (message.text("type").orElse("")) {
            case "hello" -> {
                greeted = true;
                greeting.run();
            }
            case "disconnect" -> {
                farewell = message.text("reason")
                        .filter(reason -> REASON.matcher(reason).matches())
                        .orElse(null);
                ended.countDown();
            }
            case String type ->
                message.text("envelope_id")
                        .ifPresent(envelope -> take(
                                socket, type, envelope, message.at("payload").orElse(null)));
        }
    }

    private void take(WebSocket socket, String type, String envelope, @Nullable Payload payload) {
        if (!envelopes.tryAcquire()) {
            return;
        }
        Supplier<InboxReply> taking = payload == null ? () -> InboxReply.Taken.PLAIN : begin(type, payload);
        Thread.ofVirtual().name("parley-slack-envelope").start(() -> {
            try {
                if (taking.get() instanceof InboxReply.Taken taken) {
                    acknowledge(socket, envelope, taken);
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } finally {
                envelopes.release();
            }
        });
    }

    /** @return waits for the reply; events are in the inbox before the next ones are looked at */
    private Supplier<InboxReply> begin(String type, Payload payload) {
        return switch (type) {
            case "interactive" -> () -> inbox.interaction(payload);
            case "events_api" -> inbox.event(payload)::join;
            default -> () -> InboxReply.Taken.PLAIN;
        };
    }

    private void acknowledge(WebSocket socket, String envelope, InboxReply.Taken taken) throws InterruptedException {
        Map<String, Object> acknowledgement = new LinkedHashMap<>();
        acknowledgement.put("envelope_id", envelope);
        if (!taken.answer().isEmpty()) {
            acknowledgement.put("payload", taken.answer());
        }
        String json = BlockJson.of(acknowledgement);
        send(() -> socket.sendText(json, true).get(SENDING.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Asks whether the other side is there. */
    void ping(WebSocket socket) throws InterruptedException {
        send(() -> socket.sendPing(ByteBuffer.allocate(0)).get(SENDING.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Sends something. */
    @FunctionalInterface
    private interface Sending {
        Object run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /** One after the other; a socket that takes nothing any more is given up. */
    private void send(Sending what) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            what.run();
        } catch (ExecutionException | TimeoutException broken) {
            ended.countDown();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        heard = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        heard = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable broken) {
        LOG.debug("The socket to Slack broke: {}", broken.getClass().getSimpleName());
        ended.countDown();
    }

    boolean isGreeted() {
        return greeted;
    }

    /** Why Slack ended it, in a word of Slack's own; empty if it did not, or did not say. */
    Optional<String> farewell() {
        return Optional.ofNullable(farewell);
    }

    /** How long nothing was heard. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** @return whether it is over */
    boolean awaitEnd(Duration most) throws InterruptedException {
        return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Says farewell when what was taken is acknowledged; does not wait for that. */
    void leave(WebSocket socket) {
        Thread.ofVirtual().name("parley-slack-farewell").start(() -> {
            try {
                if (envelopes.tryAcquire(MOST_ENVELOPES, SENDING.toMillis(), TimeUnit.MILLISECONDS)) {
                    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(SENDING.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException | ExecutionException | TimeoutException hurried) {
                LOG.debug("The socket to Slack is left without a farewell.");
            }
            socket.abort();
        });
    }
}
