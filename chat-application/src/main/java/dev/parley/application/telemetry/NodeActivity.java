package dev.parley.application.telemetry;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in bounded memory what a node did, minute by minute for the last hour and in all. It is told at once and by many threads, and
 * holds each of them for a few additions only. Of several nodes on one in-memory storage each hears how the turns and questions of all go.
 * Safe for many threads.
 */
public final class NodeActivity implements Telemetry {
    /** Minutes that are remembered, with the present one. */
    public static final int MINUTES = 60;

    private static final long MINUTE_SECONDS = 60;
    private static final int GATEWAY_TIMEOUT = 504;

    private final InstantSource time;
    private final Instant since;
    private final ReentrantLock lock = new ReentrantLock();
    private final Tally.Running total = new Tally.Running();
    /** Those in which something was done, the oldest first. */
    private final Deque<Minute> minutes = new ArrayDeque<>();

    public NodeActivity(InstantSource time) {
        this.time = time;
        this.since = time.instant();
    }

    private record Minute(long number, Tally.Running tally) {}

    /**
     * What was done in one minute.
     *
     * @param at its beginning
     */
    public record MinuteTally(Instant at, Tally tally) {}

    /**
     * What was done so far.
     *
     * @param since when the node began to count
     * @param total since then
     * @param hour in the minutes
     * @param minutes each of the last {@value #MINUTES}, the oldest first; the last one is not over yet
     */
    public record Report(Instant since, Tally total, Tally hour, List<MinuteTally> minutes) {
        public Report {
            minutes = List.copyOf(minutes);
        }
    }

    public Report report() {
        lock.lock();
        try {
            long now = minuteNow();
            forget(now);
            Tally.Running hour = new Tally.Running();
            Map<Long, Tally> known = new HashMap<>();
            minutes.forEach(minute -> {
                hour.add(minute.tally());
                known.put(minute.number(), minute.tally().now());
            });
            Tally nothing = new Tally.Running().now();
            List<MinuteTally> all = new ArrayList<>();
            for (long number = now - MINUTES + 1; number <= now; number++) {
                all.add(new MinuteTally(
                        Instant.ofEpochSecond(number * MINUTE_SECONDS), known.getOrDefault(number, nothing)));
            }
            return new Report(since, total.now(), hour.now(), all);
        } finally {
            lock.unlock();
        }
    }

    /** A clock that is put back finds no minute that has gone by. */
    private long minuteNow() {
        long number = Math.floorDiv(time.instant().getEpochSecond(), MINUTE_SECONDS);
        Minute newest = minutes.peekLast();
        return newest == null ? number : Math.max(number, newest.number());
    }

    private void forget(long now) {
        while (!minutes.isEmpty() && minutes.getFirst().number() <= now - MINUTES) {
            minutes.removeFirst();
        }
    }

    private void note(Consumer<Tally.Running> what) {
        lock.lock();
        try {
            long now = minuteNow();
            Minute newest = minutes.peekLast();
            if (newest == null || newest.number() != now) {
                forget(now);
                newest = new Minute(now, new Tally.Running());
                minutes.addLast(newest);
            }
            what.accept(newest.tally());
            what.accept(total);
        } finally {
            lock.unlock();
        }
    }

    private void count(Deed deed) {
        note(tally -> tally.count(deed, 1));
    }

    /** A client that was told to come back for an answer that takes longer has met no error. */
    @Override
    public void requestEnded(String operation, int status, Duration took) {
        if (status >= 500 && status != GATEWAY_TIMEOUT) {
            count(Deed.SERVER_ERROR);
        }
    }

    @Override
    public void frameEnded(String type, @Nullable ErrorCode refusal, Duration took) {
        if (refusal == ErrorCode.INTERNAL || refusal == ErrorCode.UNAVAILABLE) {
            count(Deed.SERVER_ERROR);
        }
    }

    @Override
    public void streamResumed(Transport transport) {
        count(
                switch (transport) {
                    case WEBSOCKET -> Deed.WEBSOCKET_RESUMED;
                    case SSE -> Deed.SSE_RESUMED;
                });
    }

    /** A call that nobody wanted any more has not failed. */
    @Override
    public void modelCallEnded(ModelCallReport call) {
        boolean failed = call.error() != null && !call.error().equals(ModelCallReport.CANCELLED);
        Duration firstText = call.firstChunk();
        note(tally -> {
            tally.count(Deed.MODEL_CALL, 1);
            tally.count(Deed.MODEL_CALL_FAILED, failed ? 1 : 0);
            tally.count(Deed.PROMPT_TOKEN, call.usage().promptTokens());
            tally.count(Deed.COMPLETION_TOKEN, call.usage().completionTokens());
            if (firstText != null) {
                tally.timeFirstText(firstText.toMillis());
            }
        });
    }

    @Override
    public void turnEnded(TurnStatus status, @Nullable Duration took) {
        Deed deed = switch (status) {
            case COMPLETED -> Deed.TURN_COMPLETED;
            case FAILED -> Deed.TURN_FAILED;
            case CANCELLED -> Deed.TURN_CANCELLED;
            case QUEUED, RUNNING, AWAITING_FEEDBACK -> null;
        };
        if (deed == null) {
            return;
        }
        note(tally -> {
            tally.count(deed, 1);
            if (took != null) {
                tally.timeTurn(took.toMillis());
            }
        });
    }

    @Override
    public void toolCallEnded(String tool, boolean failed, Duration took) {
        note(tally -> {
            tally.count(Deed.TOOL_CALL, 1);
            tally.count(Deed.TOOL_CALL_FAILED, failed ? 1 : 0);
        });
    }

    @Override
    public void questionAsked() {
        count(Deed.QUESTION_ASKED);
    }

    @Override
    public void questionAnswered(ChannelKind channel, Duration waited) {
        count(Deed.QUESTION_ANSWERED);
    }

    @Override
    public void questionExpired() {
        count(Deed.QUESTION_EXPIRED);
    }

    @Override
    public void questionCancelled() {
        count(Deed.QUESTION_CANCELLED);
    }

    @Override
    public void sweepFailed() {
        count(Deed.SWEEP_FAILED);
    }

    @Override
    public void rateLimited(String bucket) {
        count(Deed.RATE_LIMITED);
    }

    @Override
    public void authenticationRefused() {
        count(Deed.AUTHENTICATION_REFUSED);
    }
}
