package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What every {@link TurnQueue} promises. */
public interface TurnQueueContract extends StorageFixture {
    /** Longer than any test takes. */
    Duration LONG = Duration.ofMinutes(5);

    Duration SHORT = Duration.ofMillis(60);

    /** More sessions than tests leave behind. */
    int ALL = 100_000;

    private Session session() {
        return Given.activeSession(storage().sessions(), Given.user());
    }

    private Turn running(NodeId node, Duration lease) {
        return Given.runningTurn(storage().sessions(), session(), node, lease);
    }

    private Turn changed(Turn turn, UnaryOperator<Turn> work) {
        return storage().sessions().change(turn.sessionId(), change -> change.save(work.apply(change.turn(turn.id()))));
    }

    private Turn stored(Turn turn) {
        return storage().sessions().turn(turn.sessionId(), turn.id()).orElseThrow();
    }

    private static Instant leasedUntil(Turn turn) {
        if (turn.state() instanceof TurnState.Running running) {
            return running.lease().until();
        }
        throw new AssertionError("not running: " + turn);
    }

    private Instant now(Turn turn) {
        return storage().sessions().change(turn.sessionId(), SessionChange::now);
    }

    private boolean isAbandoned(SessionId id) {
        return storage().turns().abandoned(ALL).contains(id);
    }

    @Test
    default void renewedLeaseLastsFromNowOn() throws InterruptedException {
        NodeId node = Given.node();
        Turn held = running(node, LONG);
        elapse(SHORT);
        Instant before = now(held);

        List<Turn> kept = storage().turns().renew(node, List.of(held), LONG);

        assertThat(kept).containsExactly(stored(held));
        assertThat(leasedUntil(stored(held)))
                .isAfterOrEqualTo(before.plus(LONG))
                .isBeforeOrEqualTo(now(held).plus(LONG));
        assertThat(stored(held)).isEqualTo(held.renew(new Lease(node, leasedUntil(stored(held)))));
    }

    @Test
    default void expiredLeaseIsRenewedWhileNobodyTookOver() throws InterruptedException {
        NodeId node = Given.node();
        Turn held = running(node, SHORT);
        elapse(SHORT);

        assertThat(storage().turns().renew(node, List.of(held), LONG)).containsExactly(stored(held));
        assertThat(isAbandoned(held.sessionId())).isFalse();
    }

    @Test
    default void onlyWhatIsStillHeldIsRenewed() throws InterruptedException {
        NodeId node = Given.node();
        NodeId other = Given.node();
        Turn held = running(node, LONG);
        Turn completed = running(node, LONG);
        Turn cancelled = running(node, LONG);
        Turn awaiting = running(node, LONG);
        Turn queued = Given.question(storage().sessions(), session(), "Later?");
        Turn ofOther = running(other, LONG);
        Turn takenOver = running(node, SHORT);
        Turn takenAgain = running(node, SHORT);
        Turn unknown = running(node, LONG);
        elapse(SHORT);
        Turn theirs = Given.started(storage().sessions(), takenOver, other, LONG);
        Turn ours = Given.started(storage().sessions(), takenAgain, node, LONG);
        changed(completed, turn -> turn.complete(turn.createdAt()));
        changed(cancelled, turn -> turn.cancel(CancelReason.STOPPED, turn.createdAt()));
        Turn waits = changed(awaiting, turn -> turn.await(new FeedbackRequestId(Given.IDS.next())));
        Turn elsewhere = new Turn(
                unknown.id(),
                Given.sessionId(),
                unknown.messageId(),
                unknown.author(),
                unknown.acceptedSeq(),
                unknown.queuedAhead(),
                unknown.priority(),
                unknown.attempt(),
                unknown.crashes(),
                unknown.state(),
                null,
                unknown.createdAt(),
                unknown.startedAt());

        List<Turn> kept = storage()
                .turns()
                .renew(
                        node,
                        List.of(
                                completed,
                                cancelled,
                                awaiting,
                                queued,
                                ofOther,
                                takenOver,
                                takenAgain,
                                elsewhere,
                                held),
                        LONG.plusMinutes(1));

        assertThat(kept).containsExactly(stored(held));
        assertThat(stored(theirs)).isEqualTo(theirs);
        assertThat(stored(ours)).isEqualTo(ours);
        assertThat(stored(waits)).isEqualTo(waits);
        assertThat(stored(queued)).isEqualTo(queued);
        assertThat(stored(ofOther)).isEqualTo(ofOther);
    }

    @Test
    default void nothingIsRenewedForANodeThatHoldsNothing() {
        assertThat(storage().turns().renew(Given.node(), List.of(), LONG)).isEmpty();
    }

    @Test
    default void renewedTurnTellsThatItShallStop() {
        NodeId node = Given.node();
        Turn held = running(node, LONG);
        changed(held, turn -> turn.requestStop(CancelReason.INTERRUPTED));

        assertThat(storage().turns().renew(node, List.of(held), LONG))
                .extracting(Turn::stopRequested)
                .containsExactly(CancelReason.INTERRUPTED);
    }

    @Test
    default void renewalIsNoEventAndNoActivity() throws InterruptedException {
        NodeId node = Given.node();
        Turn held = running(node, LONG);
        Session before = storage().sessions().find(held.sessionId()).orElseThrow();
        elapse(SHORT);
        storage().turns().renew(node, List.of(held), LONG);
        storage().turns().release(node);

        assertThat(storage().sessions().find(held.sessionId())).contains(before);
    }

    @Test
    default void renewalAndTakeoverNeverBothSucceed() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            NodeId node = Given.node();
            NodeId other = Given.node();
            Turn held = running(node, Duration.ofMillis(1));
            elapse(Duration.ofMillis(2));

            List<Outcome<Boolean>> outcomes = Together.outcomes(2, number -> {
                if (number == 0) {
                    return !storage().turns().renew(node, List.of(held), LONG).isEmpty();
                }
                Given.started(storage().sessions(), held, other, LONG);
                return true;
            });
            boolean renewed = Boolean.TRUE.equals(outcomes.get(0).value());
            boolean takenOver = Boolean.TRUE.equals(outcomes.get(1).value());

            assertThat(renewed).isNotEqualTo(takenOver);
            assertThat(stored(held).attempt()).isEqualTo(takenOver ? 2 : 1);
            if (!takenOver) {
                assertThat(outcomes.get(1).failure()).isInstanceOf(ChatException.Conflict.class);
            }
        }
    }

    @Test
    default void releasedTurnsCanBeTakenOverAtOnce() {
        NodeId node = Given.node();
        NodeId other = Given.node();
        Turn one = running(node, LONG);
        Turn another = running(node, LONG);
        Turn ofOther = running(other, LONG);
        assertThatThrownBy(() -> Given.started(storage().sessions(), one, other, LONG))
                .isInstanceOf(ChatException.Conflict.class);

        assertThat(storage().turns().release(node)).containsExactlyInAnyOrder(one.sessionId(), another.sessionId());

        assertThat(isAbandoned(one.sessionId())).isTrue();
        assertThat(isAbandoned(another.sessionId())).isTrue();
        assertThat(isAbandoned(ofOther.sessionId())).isFalse();
        assertThat(stored(ofOther)).isEqualTo(ofOther);
        assertThat(Given.started(storage().sessions(), one, other, LONG))
                .extracting(Turn::attempt)
                .isEqualTo(2);
        assertThat(storage().turns().release(node)).containsExactly(another.sessionId());
        assertThat(isAbandoned(one.sessionId())).isFalse();
    }

    @Test
    default void releaseLeavesOtherStatesAlone() {
        NodeId node = Given.node();
        Turn awaiting = changed(running(node, LONG), turn -> turn.await(new FeedbackRequestId(Given.IDS.next())));
        Turn completed = changed(running(node, LONG), turn -> turn.complete(turn.createdAt()));
        assertThat(storage().turns().release(node)).isEmpty();
        assertThat(storage().turns().release(Given.node())).isEmpty();

        assertThat(stored(awaiting)).isEqualTo(awaiting);
        assertThat(stored(completed)).isEqualTo(completed);
    }

    @Test
    default void runningTurnIsAbandonedWhenItsLeaseHasExpired() throws InterruptedException {
        Turn expiring = running(Given.node(), SHORT);
        Turn held = running(Given.node(), LONG);
        assertThat(isAbandoned(held.sessionId())).isFalse();

        elapse(SHORT);

        assertThat(isAbandoned(expiring.sessionId())).isTrue();
        assertThat(isAbandoned(held.sessionId())).isFalse();
    }

    @Test
    default void expiredTurnIsAbandonedWhateverTheSessionIs() throws InterruptedException {
        Turn expiring = running(Given.node(), SHORT);
        storage()
                .sessions()
                .change(
                        expiring.sessionId(),
                        change -> change.save(change.session().pause(change.now())));
        elapse(SHORT);

        assertThat(isAbandoned(expiring.sessionId())).isTrue();
    }

    @Test
    default void waitingTurnIsAbandonedIfNoneIsCurrentInAnActiveSession() {
        SessionStore store = storage().sessions();
        Session active = session();
        Given.question(store, active, "One?");
        Given.question(store, active, "Two?");
        Session paused = session();
        Given.question(store, paused, "Later?");
        Given.changed(store, paused, change -> change.save(change.session().pause(change.now())));
        Turn current = running(Given.node(), LONG);
        store.change(
                current.sessionId(),
                change -> Given.question(change, current.author(), Given.messageId(), "And then?", 1));
        Turn awaiting =
                changed(running(Given.node(), LONG), turn -> turn.await(new FeedbackRequestId(Given.IDS.next())));
        store.change(
                awaiting.sessionId(),
                change -> Given.question(change, awaiting.author(), Given.messageId(), "And then?", 0));

        assertThat(isAbandoned(active.id())).isTrue();
        assertThat(isAbandoned(paused.id())).isFalse();
        assertThat(isAbandoned(current.sessionId())).isFalse();
        assertThat(isAbandoned(awaiting.sessionId())).isFalse();
    }

    @Test
    default void sessionWithoutOpenTurnsIsNotAbandoned() {
        Turn done = changed(running(Given.node(), SHORT), turn -> turn.complete(turn.createdAt()));
        Session empty = session();

        assertThat(isAbandoned(done.sessionId())).isFalse();
        assertThat(isAbandoned(empty.id())).isFalse();
    }

    @Test
    default void eachAbandonedSessionIsNamedOnce() {
        Session session = session();
        Given.question(storage().sessions(), session, "One?");
        Given.question(storage().sessions(), session, "Two?");

        assertThat(storage().turns().abandoned(ALL)).containsOnlyOnce(session.id());
    }

    @Test
    default void atMostSoManyAbandonedSessionsAreNamed() {
        for (int i = 0; i < 3; i++) {
            Given.question(storage().sessions(), session(), "Hello?");
        }

        assertThat(storage().turns().abandoned(2)).hasSize(2);
    }

    @Test
    default void turnsThatHaveNotEndedAreCountedByStatus() {
        Map<TurnStatus, Long> before = storage().turns().openByStatus();
        Given.question(storage().sessions(), session(), "Hello?");
        Turn current = running(Given.node(), LONG);
        Given.question(
                storage().sessions(),
                storage().sessions().find(current.sessionId()).orElseThrow(),
                "And?");
        changed(running(Given.node(), LONG), turn -> turn.await(new FeedbackRequestId(Given.IDS.next())));
        Turn ended = running(Given.node(), LONG);
        changed(ended, turn -> turn.complete(now(current)));

        Map<TurnStatus, Long> after = storage().turns().openByStatus();

        assertThat(added(before, after, TurnStatus.QUEUED)).isEqualTo(2);
        assertThat(added(before, after, TurnStatus.RUNNING)).isEqualTo(1);
        assertThat(added(before, after, TurnStatus.AWAITING_FEEDBACK)).isEqualTo(1);
        assertThat(after).doesNotContainKeys(TurnStatus.COMPLETED, TurnStatus.FAILED, TurnStatus.CANCELLED);
    }

    private static long added(Map<TurnStatus, Long> before, Map<TurnStatus, Long> after, TurnStatus status) {
        return after.getOrDefault(status, 0L) - before.getOrDefault(status, 0L);
    }

    /** A store must not keep a lease it was not asked to keep: the change that ends a turn wins over a renewal. */
    @Test
    default void renewalNeverBringsBackATurnThatEnded() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            NodeId node = Given.node();
            Turn held = running(node, LONG);
            Together.results(2, number -> {
                if (number == 0) {
                    return storage().turns().renew(node, List.of(held), LONG).size();
                }
                return storage().sessions().change(held.sessionId(), change -> {
                    Turn ended = change.save(change.turn(held.id()).complete(change.now()));
                    change.emit(new EventPayload.TurnCompleted(ended.id(), ended.messageId()));
                    return ended.attempt();
                });
            });

            assertThat(stored(held).isEnded()).isTrue();
            assertThat(storage().sessions().openTurns(held.sessionId())).isEmpty();
        }
    }
}
