package dev.parley.application.telemetry;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells what the events say that this node commits: how turns end, and what becomes of questions. Safe for many threads. */
public final class EventTelemetry implements EventBus.Listener, AutoCloseable {
    /** Turns that began here and did not end yet; of more, the oldest are not timed. */
    private static final int OPEN_TURNS = 20_000;

    private final Telemetry telemetry;
    private final EventBus.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TurnId, Instant> begun = new LinkedHashMap<>();

    public EventTelemetry(Telemetry telemetry, EventBus bus) {
        this.telemetry = telemetry;
        this.registration = bus.listen(this);
    }

    @Override
    public void onEvents(SessionId id, long upTo, List<Event> known) {
        known.forEach(this::hear);
    }

    @Override
    public void onSignal(Signal signal) {}

    private void hear(Event event) {
        switch (event.payload()) {
            case EventPayload.TurnStarted started -> begin(started, event.timestamp());
            case EventPayload.TurnCompleted completed ->
                end(completed.turnId(), TurnStatus.COMPLETED, event.timestamp());
            case EventPayload.TurnFailed failed -> end(failed.turnId(), TurnStatus.FAILED, event.timestamp());
            case EventPayload.TurnCancelled cancelled ->
                end(cancelled.turnId(), TurnStatus.CANCELLED, event.timestamp());
            case EventPayload.FeedbackRequested asked -> {
                forget(asked.request().turnId());
                telemetry.questionAsked();
            }
            case EventPayload.FeedbackExpired expired -> telemetry.questionExpired();
            case EventPayload.FeedbackCancelled cancelled -> telemetry.questionCancelled();
            case EventPayload other -> {}
        }
    }

    private void begin(EventPayload.TurnStarted started, Instant at) {
        if (started.attempt() != 1) {
            return;
        }
        lock.lock();
        try {
            begun.put(started.turnId(), at);
            if (begun.size() > OPEN_TURNS) {
                begun.remove(begun.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(TurnId turn, TurnStatus status, Instant at) {
        Instant start = forget(turn);
        telemetry.turnEnded(status, start == null ? null : Duration.between(start, at));
    }

    private @Nullable Instant forget(@Nullable TurnId turn) {
        lock.lock();
        try {
            return begun.remove(turn);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        registration.close();
    }
}
