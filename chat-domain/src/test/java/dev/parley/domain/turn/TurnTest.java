package dev.parley.domain.turn;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.MESSAGE_ID;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TurnTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final NodeId NODE = new NodeId(uuid(21));
    private static final NodeId OTHER_NODE = new NodeId(uuid(22));
    private static final Lease NEW_LEASE = new Lease(OTHER_NODE, LATER.plus(LEASE));
    private static final TurnFailure FAILURE = new TurnFailure(ErrorCode.MODEL_UNAVAILABLE, "The model failed.");

    /** Every state; a running turn's lease matters too. All are seen at the instant LATER. */
    private enum State {
        QUEUED(new TurnState.Queued(), TurnStatus.QUEUED),
        RUNNING(new TurnState.Running(new Lease(NODE, LATER.plusNanos(1))), TurnStatus.RUNNING),
        RUNNING_EXPIRED(new TurnState.Running(new Lease(NODE, LATER)), TurnStatus.RUNNING),
        RUNNING_RELEASED(new TurnState.Running(Lease.released(NODE)), TurnStatus.RUNNING),
        AWAITING(new TurnState.AwaitingFeedback(REQUEST_ID), TurnStatus.AWAITING_FEEDBACK),
        COMPLETED(new TurnState.Completed(START), TurnStatus.COMPLETED),
        FAILED(new TurnState.Failed(START, FAILURE), TurnStatus.FAILED),
        CANCELLED(new TurnState.Cancelled(START, CancelReason.INTERRUPTED), TurnStatus.CANCELLED);

        private static final Set<State> HAVE_NOT_ENDED = EnumSet.range(QUEUED, AWAITING);
        private static final Set<State> CURRENT = EnumSet.range(RUNNING, AWAITING);
        private static final Set<State> ARE_RUNNING = EnumSet.range(RUNNING, RUNNING_RELEASED);

        private final TurnState state;
        private final TurnStatus status;

        State(TurnState state, TurnStatus status) {
            this.state = state;
            this.status = status;
        }

        /** A turn in its third attempt, or before its first. */
        private Turn turn() {
            return this == QUEUED
                    ? Records.with(queued(), "priority", 1, "queuedAhead", 2)
                    : Records.with(queued(), "state", state, "attempt", 3, "crashes", 1, "startedAt", START);
        }
    }

    /** A step, from where it is allowed, and what it changes. */
    private enum Step {
        START_NEXT_ATTEMPT(
                turn -> turn.start(NEW_LEASE, LATER),
                EnumSet.of(State.QUEUED, State.RUNNING_EXPIRED, State.RUNNING_RELEASED, State.AWAITING),
                "state",
                new TurnState.Running(NEW_LEASE)),
        RENEW(turn -> turn.renew(NEW_LEASE), State.ARE_RUNNING, "state", new TurnState.Running(NEW_LEASE)),
        AWAIT(turn -> turn.await(REQUEST_ID), State.ARE_RUNNING, "state", new TurnState.AwaitingFeedback(REQUEST_ID)),
        COMPLETE(turn -> turn.complete(LATER), State.ARE_RUNNING, "state", new TurnState.Completed(LATER)),
        FAIL(turn -> turn.fail(FAILURE, LATER), State.CURRENT, "state", new TurnState.Failed(LATER, FAILURE)),
        CANCEL(
                turn -> turn.cancel(CancelReason.STOPPED, LATER),
                State.HAVE_NOT_ENDED,
                "state",
                new TurnState.Cancelled(LATER, CancelReason.STOPPED)),
        REQUEST_STOP(
                turn -> turn.requestStop(CancelReason.STOPPED), State.CURRENT, "stopRequested", CancelReason.STOPPED);

        private final UnaryOperator<Turn> transition;
        private final Set<State> allowedFrom;
        private final Object[] changes;

        Step(UnaryOperator<Turn> transition, Set<State> allowedFrom, Object... changes) {
            this.transition = transition;
            this.allowedFrom = allowedFrom;
            this.changes = changes;
        }

        private Turn applied(State from) {
            Turn changed = Records.with(from.turn(), changes);
            if (this != START_NEXT_ATTEMPT) {
                return changed;
            }
            return Records.with(
                    changed,
                    "attempt",
                    from.turn().attempt() + 1,
                    "crashes",
                    from.turn().crashes() + (from == State.RUNNING_EXPIRED ? 1 : 0),
                    "startedAt",
                    from == State.QUEUED ? LATER : START);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyStepFromEveryStateGivesWhatIsDrawnOrIsRefused(State from, Step step) {
        Turn turn = from.turn();
        if (step.allowedFrom.contains(from)) {
            assertThat(step.transition.apply(turn)).isEqualTo(step.applied(from));
        } else {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> step.transition.apply(turn))
                    .withMessageStartingWith("A turn that is %s cannot ", from.status.wireName())
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
        }
    }

    static Stream<Arguments> steps() {
        return Arrays.stream(State.values())
                .flatMap(from -> Arrays.stream(Step.values()).map(step -> Arguments.of(from, step)));
    }

    @Test
    void everyStateIsCovered() {
        assertThat(Arrays.stream(State.values()).map(state -> state.status).distinct())
                .containsExactly(TurnStatus.values());
    }

    @ParameterizedTest
    @EnumSource
    void stateHasItsNameAndIsQueuedCurrentOrEnded(State state) {
        Turn turn = state.turn();

        assertThat(turn.status()).isEqualTo(state.status);
        assertThat(turn.isCurrent()).isEqualTo(State.CURRENT.contains(state));
        assertThat(turn.isEnded()).isEqualTo(!State.HAVE_NOT_ENDED.contains(state));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheNodeThatRunsTheLatestAttemptMayWrite(State state) {
        Turn turn = state.turn();

        assertThat(turn.isHeldBy(turn.attempt())).isEqualTo(State.ARE_RUNNING.contains(state));
        assertThat(turn.isHeldBy(turn.attempt() - 1)).isFalse();
        assertThat(turn.isHeldBy(turn.attempt() + 1)).isFalse();
    }

    @Test
    void acceptedTurnWaitsUntouched() {
        assertThat(Turn.queued(TURN_ID, SESSION_ID, MESSAGE_ID, ANNA, 5, 2, 1, START))
                .isEqualTo(new Turn(
                        TURN_ID,
                        SESSION_ID,
                        MESSAGE_ID,
                        ANNA,
                        5,
                        2,
                        1,
                        0,
                        0,
                        new TurnState.Queued(),
                        null,
                        START,
                        null));
    }

    @Test
    void pausedNodeThatWakesUpAfterATakeoverMayNotWrite() {
        Turn first = queued().start(new Lease(NODE, START.plus(LEASE)), START);
        int heldByTheFirstNode = first.attempt();
        Turn second = first.start(new Lease(OTHER_NODE, LATER.plus(LEASE)), LATER);

        assertThat(first.isHeldBy(heldByTheFirstNode)).isTrue();
        assertThat(second.isHeldBy(heldByTheFirstNode)).isFalse();
        assertThat(second.isHeldBy(second.attempt())).isTrue();
    }

    @Test
    void nodeThatSuspendedATurnMayNotWriteAfterItGoesOnElsewhere() {
        Turn first = queued().start(new Lease(NODE, START.plus(LEASE)), START);
        Turn suspended = first.await(REQUEST_ID);
        Turn second = suspended.start(NEW_LEASE, LATER);

        assertThat(suspended.isHeldBy(first.attempt())).isFalse();
        assertThat(second.isHeldBy(first.attempt())).isFalse();
        assertThat(second.startedAt()).isEqualTo(START);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true"})
    void leaseEndsAtItsInstant(long nanosAfter, boolean expired) {
        assertThat(new Lease(NODE, LATER).isExpired(LATER.plusNanos(nanosAfter)))
                .isEqualTo(expired);
    }

    @Test
    void firstReasonToStopStays() {
        Turn stopping = State.RUNNING.turn().requestStop(CancelReason.INTERRUPTED);

        assertThat(stopping.requestStop(CancelReason.STOPPED)).isEqualTo(stopping);
    }

    @Test
    void wishToStopOutlivesATakeover() {
        Turn stopping = State.RUNNING_EXPIRED.turn().requestStop(CancelReason.STOPPED);

        assertThat(stopping.start(NEW_LEASE, LATER).stopRequested()).isEqualTo(CancelReason.STOPPED);
        assertThat(stopping.await(REQUEST_ID).stopRequested()).isEqualTo(CancelReason.STOPPED);
    }

    /** Whatever happens to a turn: each begin gets a token no earlier one had, and only the newest token ever counts. */
    @ParameterizedTest
    @MethodSource("seeds")
    void tokensOnlyGrowAndAtMostTheNewestCounts(long seed) {
        Random random = new Random(seed);
        Turn turn = queued();
        Set<Integer> tokens = new HashSet<>();
        Instant now = START;
        for (int i = 0; i < 50; i++) {
            now = now.plusSeconds(random.nextInt(20));
            int before = turn.attempt();
            Instant at = now;
            Turn current = turn;
            turn = unlessRefused(
                    turn,
                    switch (random.nextInt(10)) {
                        case 0, 1, 2, 3, 4 -> () -> current.start(new Lease(NODE, at.plus(LEASE)), at);
                        case 5, 6, 7 -> () -> current.await(REQUEST_ID);
                        case 8 -> () -> current.requestStop(CancelReason.STOPPED);
                        default -> () -> random.nextInt(5) == 0 ? current.complete(at) : current;
                    });
            assertThat(turn.attempt()).isBetween(before, before + 1);
            if (turn.attempt() > before) {
                assertThat(tokens.add(turn.attempt())).isTrue();
            }
            Set<Integer> counting = turn.status() == TurnStatus.RUNNING ? Set.of(turn.attempt()) : Set.of();
            assertThat(tokens.stream().filter(turn::isHeldBy)).containsExactlyElementsOf(counting);
        }
        assertThat(tokens).isNotEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static Turn unlessRefused(Turn turn, Supplier<Turn> step) {
        try {
            return step.get();
        } catch (ChatException.Conflict refused) {
            return turn;
        }
    }

    private static Turn queued() {
        return Turn.queued(TURN_ID, SESSION_ID, MESSAGE_ID, ANNA, 5, 0, 0, START);
    }
}
