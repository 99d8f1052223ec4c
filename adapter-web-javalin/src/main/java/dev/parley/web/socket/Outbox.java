package dev.parley.web.socket;

import dev.parley.application.feed.SharedFrame;
import dev.parley.domain.ChatException;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.live.Timing;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a connection. It sends replies and notices first, then what the watched sessions have, frame by frame: the next one when the
 * client's side has taken the last. It has a thread only while there is something to send.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MAXIMUM_REPLIES = 32;

    private final Session session;
    private final Watches watches;
    private final FrameCodec codec;
    private final Timing timing;
    private final Executor executor;
    private final Consumer<CloseCode> close;
    private final BlockingQueue<Reply> replies = new ArrayBlockingQueue<>(MAXIMUM_REPLIES);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean troubled;

    /**
     * What waits to be sent.
     *
     * @param last why the connection is closed after it; null if it is not
     */
    private record Reply(String frame, @Nullable CloseCode last) {}

    /** @param close called when the client does not read or something breaks */
    Outbox(
            Session session,
            Watches watches,
            FrameCodec codec,
            Timing timing,
            Executor executor,
            Consumer<CloseCode> close) {
        this.session = session;
        this.watches = watches;
        this.codec = codec;
        this.timing = timing;
        this.executor = executor;
        this.close = close;
    }

    /** Sends a reply; waits while too many others wait. */
    void reply(String frame) throws InterruptedException {
        enqueue(new Reply(frame, null));
    }

    /** Sends a reply and closes the connection behind it. */
    void replyAndClose(String frame, CloseCode code) throws InterruptedException {
        enqueue(new Reply(frame, code));
    }

    private void enqueue(Reply reply) throws InterruptedException {
        while (!closed) {
            if (replies.offer(reply, timing.stall().toMillis(), TimeUnit.MILLISECONDS)) {
                wake();
                return;
            }
        }
    }

    /** Sends what concerns the user, unless too much else waits; never blocks. */
    void notice(String frame) {
        if (!closed && replies.offer(new Reply(frame, null))) {
            wake();
        }
    }

    /** Looks for something to send; never blocks. */
    void wake() {
        if (!closed && calls.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** Tries again what the storage could not give before. */
    void retry() {
        if (troubled) {
            troubled = false;
            wake();
        }
    }

    boolean isIdle() {
        return calls.get() == 0 && replies.isEmpty();
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
        replies.clear();
    }

    private void run() {
        try {
            int seen = calls.get();
            while (seen != 0) {
                sendAll();
                seen = calls.addAndGet(-seen);
            }
        } catch (ReaderGoneException gone) {
            LOG.debug("the reader of a connection went", gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Throwable defect) {
            LOG.error("a connection's writer failed", defect);
            close.accept(CloseCode.INTERNAL);
        }
    }

    private void sendAll() throws InterruptedException, ReaderGoneException {
        boolean more = true;
        while (more && !closed) {
            sendReplies();
            more = false;
            for (Watch watch : watches.all()) {
                more |= sendNews(watch);
            }
        }
    }

    private void sendReplies() throws InterruptedException, ReaderGoneException {
        for (Reply reply = replies.poll(); reply != null; reply = replies.poll()) {
            send(reply.frame());
            if (reply.last() != null) {
                close.accept(reply.last());
            }
        }
    }

    private boolean sendNews(Watch watch) throws InterruptedException, ReaderGoneException {
        List<SharedFrame> frames = newsOf(watch);
        for (SharedFrame frame : frames) {
            sendReplies();
            if (!watches.contains(watch)) {
                return true;
            }
            send(codec.encode(frame, watch.subscription().watcher()).json());
        }
        if (watch.isOver()) {
            watches.drop(watch);
        }
        return !frames.isEmpty();
    }

    private List<SharedFrame> newsOf(Watch watch) {
        try {
            return watch.next();
        } catch (ChatException.NotFound gone) {
            watches.drop(watch);
            return List.of();
        } catch (ChatException.Unavailable trouble) {
            LOG.warn("a session cannot be read now; trying again: {}", trouble.sentence());
            troubled = true;
            return List.of();
        }
    }

    /** Waits until the frame has left for the client; a client that does not take it in time is sent away. */
    private void send(String frame) throws InterruptedException, ReaderGoneException {
        if (closed) {
            return;
        }
        Callback.Completable taken = new Callback.Completable();
        session.sendText(frame, taken);
        try {
            taken.get(timing.patience(frame.length()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            close.accept(CloseCode.SLOW_READER);
            throw new ReaderGoneException(slow);
        } catch (ExecutionException gone) {
            close.accept(CloseCode.INTERNAL);
            throw new ReaderGoneException(gone);
        }
    }

    /** The client cannot be sent anything any more. */
    private static final class ReaderGoneException extends Exception {
        private static final long serialVersionUID = 1;

        ReaderGoneException(Throwable cause) {
            super(cause);
        }
    }
}
