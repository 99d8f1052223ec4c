package dev.parley.web.live;

import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.Identity;
import dev.parley.web.json.FrameCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of one session as server-sent events (HTML standard, 9.2), written by the thread that answers the request. Every positioned
 * frame carries its position as {@code id}; comments, at regular times, show that the stream is alive.
 */
public final class SseStream implements LiveStream {
    private static final Logger LOG = LoggerFactory.getLogger(SseStream.class);
    private static final byte[] RETRY = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final long NOT_WRITING = 0;
    private static final Duration BEFORE_RETRY = Duration.ofMillis(500);

    private final Subscription subscription;
    private final @Nullable TurnId until;
    private final Identity identity;
    private final FrameCodec codec;
    private final Timing timing;
    private final OutputStream out;
    private final Runnable abort;
    private volatile long writingUntil = NOT_WRITING;
    private volatile boolean caughtUp;
    private volatile String reasonOfEnd = CLIENT;

    /**
     * @param until the turn with whose end the stream ends; null if it lasts as long as the client stays
     * @param identity whose stream it is; it ends with their token
     * @param abort cuts the connection
     */
    public SseStream(
            Subscription subscription,
            @Nullable TurnId until,
            Identity identity,
            FrameCodec codec,
            Timing timing,
            OutputStream out,
            Runnable abort) {
        this.subscription = subscription;
        this.until = until;
        this.identity = identity;
        this.codec = codec;
        this.timing = timing;
        this.out = out;
        this.abort = abort;
    }

    /**
     * Writes until the client goes, the turn ends, or the stream is dismissed.
     *
     * @throws IOException if the client went
     */
    public void run() throws IOException, InterruptedException {
        long heartbeat = timing.heartbeat().toNanos();
        long nextHeartbeat = System.nanoTime() + heartbeat;
        write(RETRY);
        while (true) {
            List<SharedFrame> frames = next(nextHeartbeat);
            for (SharedFrame frame : frames) {
                write(frame);
                if (isLast(frame.frame())) {
                    endFor("ended");
                    return;
                }
            }
            if (subscription.isOver()) {
                endFor("ended");
                return;
            }
            if (System.nanoTime() - nextHeartbeat >= 0) {
                write(HEARTBEAT);
                nextHeartbeat += heartbeat;
            }
        }
    }

    private List<SharedFrame> next(long deadline) throws InterruptedException {
        try {
            List<SharedFrame> frames = subscription.poll();
            if (!frames.isEmpty()) {
                return frames;
            }
            caughtUp = true;
            return subscription.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (ChatException.Unavailable trouble) {
            // A reader that is cut off now would be refused when it comes back, and an EventSource gives up then.
            LOG.debug("a session cannot be read now; trying again", trouble);
            Thread.sleep(BEFORE_RETRY);
            return List.of();
        } finally {
            caughtUp = false;
        }
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public String reasonOfEnd() {
        return reasonOfEnd;
    }

    /** The first reason counts. */
    private void endFor(String reason) {
        if (reasonOfEnd.equals(CLIENT)) {
            reasonOfEnd = reason;
        }
    }

    @Override
    public void tick(Instant now) {
        long deadline = writingUntil;
        if (deadline != NOT_WRITING && System.nanoTime() - deadline > 0) {
            endFor("slow_reader");
            subscription.close();
            abort.run();
        }
        if (identity.isOver(now)) {
            endFor("unauthenticated");
            subscription.close();
        }
    }

    @Override
    public UserId user() {
        return identity.user();
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public boolean isEnding() {
        return subscription.isOver();
    }

    @Override
    public void dismiss(Farewell farewell) {
        endFor(farewell.name().toLowerCase(Locale.ROOT));
        subscription.close();
    }

    @Override
    public void expel() {
        subscription.close();
    }

    private void write(SharedFrame shared) throws IOException {
        write(codec.encode(shared, subscription.watcher()).serverSentEvent());
    }

    private void write(byte[] bytes) throws IOException {
        long deadline = System.nanoTime() + timing.patience(bytes.length).toNanos();
        writingUntil = deadline == NOT_WRITING ? 1 : deadline;
        out.write(bytes);
        out.flush();
        writingUntil = NOT_WRITING;
    }

    private boolean isLast(Frame frame) {
        if (until == null) {
            return false;
        }
        return switch (frame) {
            case Frame.EventFrame event ->
                event.event().payload() instanceof EventPayload.TurnEnded ended
                        && ended.turnId().equals(until);
            case Frame.ResetFrame reset ->
                reset.snapshot().openTurns().stream().map(Turn::id).noneMatch(until::equals);
            case Frame.DeltaFrame delta -> false;
            case Frame.TypingFrame typing -> false;
            case Frame.PresenceFrame presence -> false;
        };
    }
}
