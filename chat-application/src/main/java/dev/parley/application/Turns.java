package dev.parley.application;

import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.TurnRunners.Outcome;
import dev.parley.application.feed.Feeds;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stopping turns and waiting for their end. */
public final class Turns {
    /** How long the end of a session waits for its running turn to hand in its last words. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SessionStore store;
    private final SessionGate gate;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final Feeds feeds;

    Turns(SessionStore store, SessionGate gate, TurnRunners runners, TurnRules rules, Feeds feeds) {
        this.store = store;
        this.gate = gate;
        this.runners = runners;
        this.rules = rules;
        this.feeds = feeds;
    }

    public Turn find(Caller caller, SessionId sessionId, TurnId id) {
        return gate.read(
                caller,
                sessionId,
                session -> store.turn(sessionId, id).orElseThrow(() -> new ChatException.NotFound("turn")));
    }

    /**
     * Stops a turn, wherever it runs: within a second it ends as cancelled and the text so far is kept. A waiting turn is withdrawn; one that
     * has ended stays as it is.
     *
     * @param id the turn; null for the current one
     * @return the turn; empty if none was named and none is current
     */
    public Optional<TurnId> stop(Caller caller, SessionId sessionId, @Nullable TurnId id) {
        return runners.change(sessionId, change -> {
            change.session().require(caller, Access.EDITOR);
            Optional<Turn> target = id == null
                    ? change.openTurns().stream().filter(Turn::isCurrent).findFirst()
                    : Optional.of(change.turn(id));
            if (target.isEmpty()) {
                return Outcome.of(Optional.empty());
            }
            Turn turn = target.get();
            Optional<TurnId> stopped = Optional.of(turn.id());
            return switch (turn.state()) {
                case TurnState.Queued queued -> {
                    rules.withdraw(change, turn, CancelReason.STOPPED);
                    yield Outcome.of(stopped);
                }
                case TurnState.Running run ->
                    new Outcome<>(stopped, null, change.save(turn.requestStop(CancelReason.STOPPED)));
                case TurnState.AwaitingFeedback awaiting ->
                    Outcome.of(stopped, rules.cancelAwaiting(change, turn, CancelReason.STOPPED));
                case TurnState.Ended ended -> Outcome.of(stopped);
            };
        });
    }

    /** Withdraws what waits, stops what runs and waits a moment for its last words, because the session is about to end. */
    void stopForEnd(Caller caller, SessionId sessionId) {
        Optional<Turn> stopping = runners.change(sessionId, change -> {
            change.session().require(caller, Access.OWNER);
            Turn running = null;
            for (Turn turn : change.openTurns()) {
                switch (turn.state()) {
                    case TurnState.Queued queued -> rules.withdraw(change, turn, CancelReason.SESSION_ENDED);
                    case TurnState.Running run -> running = change.save(turn.requestStop(CancelReason.SESSION_ENDED));
                    case TurnState.AwaitingFeedback awaiting -> {}
                    case TurnState.Ended ended -> {}
                }
            }
            return new Outcome<>(Optional.ofNullable(running), null, running);
        });
        stopping.ifPresent(turn -> {
            try {
                awaitEnd(caller, turn, LAST_WORDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Waits for the end of a turn, or until it waits for people itself.
     *
     * @return the turn as it ended, as it waits for people, or as it is when the time is over
     */
    public Turn awaitEnd(Caller caller, Turn turn, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Session session = gate.require(caller, turn.sessionId(), Access.VIEWER);
        Position accepted = Position.after(turn.acceptedSeq());
        try (Subscription subscription = feeds.follow(session, caller.user(), accepted)) {
            while (!subscription.isOver()) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                var frames = subscription.await(left);
                if (frames.isEmpty() || frames.stream().anyMatch(shared -> mayTell(shared, turn.id()))) {
                    Turn now = latest(caller, turn);
                    if (now.isEnded() || now.status() == TurnStatus.AWAITING_FEEDBACK || frames.isEmpty()) {
                        return now;
                    }
                }
            }
        }
        return latest(caller, turn);
    }

    /** Whether a frame may tell that a turn ended or waits for people. */
    private static boolean mayTell(SharedFrame shared, TurnId id) {
        return switch (shared.frame()) {
            case Frame.ResetFrame reset -> true;
            case Frame.EventFrame frame ->
                switch (frame.event().payload()) {
                    case EventPayload.TurnEnded ended -> ended.turnId().equals(id);
                    case EventPayload.FeedbackRequested asked ->
                        id.equals(asked.request().turnId());
                    default -> false;
                };
            case Frame.DeltaFrame delta -> false;
            case Frame.TypingFrame typing -> false;
            case Frame.PresenceFrame presence -> false;
        };
    }

    private Turn latest(Caller caller, Turn turn) {
        SessionId id = turn.sessionId();
        return gate.read(caller, id, session -> store.turn(id, turn.id()).orElse(turn));
    }
}
