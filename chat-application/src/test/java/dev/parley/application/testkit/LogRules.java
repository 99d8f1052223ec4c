package dev.parley.application.testkit;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.turn.TurnId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true of every log, whatever happened: numbers are dense, turns are never interleaved and end once, answers begin and end
 * within their turn. Takes events one after the other, from the beginning of a log or from a place between two turns.
 */
public final class LogRules {
    private final Set<EventId> ids = new HashSet<>();
    private final Map<TurnId, Integer> attempts = new HashMap<>();
    private final Set<TurnId> ended = new HashSet<>();
    private long seq = -1;
    private @Nullable TurnId current;
    private @Nullable MessageId openAnswer;
    private boolean sessionEnded;

    /** @throws AssertionError naming the first event that breaks a rule */
    public static LogRules check(List<Event> events) {
        LogRules rules = new LogRules();
        events.forEach(rules::take);
        return rules;
    }

    /** Requires that everything that was begun has ended. */
    public void requireRest() {
        if (current != null || openAnswer != null) {
            throw new AssertionError("turn " + current + " or answer " + openAnswer + " did not end");
        }
    }

    /** The turns that ended. */
    public Set<TurnId> endedTurns() {
        return Set.copyOf(ended);
    }

    public void take(Event event) {
        require(seq < 0 || event.seq() == seq + 1, "the number after " + seq, event);
        require(ids.add(event.id()), "a new id", event);
        seq = event.seq();
        switch (event.payload()) {
            case EventPayload.TurnStarted started -> start(started, event);
            case EventPayload.TurnEnded end -> end(end, event);
            case EventPayload.MessageStarted started -> {
                require(started.turnId().equals(current), "an answer of the current turn " + current, event);
                require(openAnswer == null, "no answer while one is open", event);
                openAnswer = started.messageId();
            }
            case EventPayload.AnswerEnded end -> {
                require(end.message().id().equals(openAnswer), "the end of the open answer " + openAnswer, event);
                openAnswer = null;
            }
            case EventPayload.ToolCalled called ->
                require(called.turnId().equals(current), "a tool of the current turn " + current, event);
            case EventPayload.ToolFinished finished ->
                require(finished.message().turnId().equals(current), "a tool of the current turn " + current, event);
            case EventPayload.SessionEnded end -> {
                require(!sessionEnded, "one end of the session", event);
                require(current == null, "the end of turn " + current + " first", event);
                sessionEnded = true;
            }
            default -> {}
        }
    }

    private void start(EventPayload.TurnStarted started, Event event) {
        TurnId turn = started.turnId();
        require(!sessionEnded, "no turn after the end of the session", event);
        require(current == null || current.equals(turn), "the end of turn " + current + " first", event);
        require(!ended.contains(turn), "no turn that ended", event);
        Integer before = attempts.put(turn, started.attempt());
        require(before == null || before + 1 == started.attempt(), "the attempt after " + before, event);
        current = turn;
    }

    private void end(EventPayload.TurnEnded end, Event event) {
        TurnId turn = end.turnId();
        require(ended.add(turn), "one end of each turn", event);
        if (turn.equals(current)) {
            require(openAnswer == null, "the end of answer " + openAnswer + " first", event);
            current = null;
        } else {
            require(!attempts.containsKey(turn), "the end of turn " + current + " first", event);
            require(end instanceof EventPayload.TurnCancelled, "a withdrawal of a turn that never began", event);
        }
    }

    private static void require(boolean condition, String expected, Event event) {
        if (!condition) {
            throw new AssertionError("expected " + expected + ", but got " + event);
        }
    }
}
