package dev.parley.domain.session;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.BEN;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.MESSAGE_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.Samples.uuid;
import static dev.parley.domain.session.SessionStatus.ACTIVE;
import static dev.parley.domain.session.SessionStatus.COMPLETED;
import static dev.parley.domain.session.SessionStatus.EXPIRED;
import static dev.parley.domain.session.SessionStatus.INITIALIZING;
import static dev.parley.domain.session.SessionStatus.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.Records;
import dev.parley.domain.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
    private static final OpenAnswer OPEN_ANSWER = new OpenAnswer(MESSAGE_ID, TURN_ID, 3);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** A step in a session's life, from where it is allowed, and what it changes beside {@code updatedAt}. */
    private enum Step {
        ACTIVATE(Session::activate, Set.of(INITIALIZING, PAUSED), "status", ACTIVE, "lastActiveAt", LATER),
        PAUSE(Session::pause, Set.of(INITIALIZING, ACTIVE), "status", PAUSED),
        END(Session::end, Set.of(INITIALIZING, ACTIVE, PAUSED), "status", COMPLETED, "endedAt", LATER),
        EXPIRE(Session::expire, Set.of(INITIALIZING, ACTIVE, PAUSED), "status", EXPIRED, "endedAt", LATER);

        private final BiFunction<Session, Instant, Session> transition;
        private final Set<SessionStatus> allowedFrom;
        private final Object[] changes;

        Step(BiFunction<Session, Instant, Session> transition, Set<SessionStatus> allowedFrom, Object... changes) {
            this.transition = transition;
            this.allowedFrom = allowedFrom;
            this.changes = changes;
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyStepFromEveryStatusGivesWhatIsDrawnOrIsRefused(SessionStatus from, Step step) {
        Session session = session(from);
        if (step.allowedFrom.contains(from)) {
            assertThat(step.transition.apply(session, LATER))
                    .isEqualTo(Records.with(Records.with(session, step.changes), "updatedAt", LATER));
        } else {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> step.transition.apply(session, LATER))
                    .withMessageContaining("that is " + from.wireName())
                    .returns(ErrorCode.INVALID_STATE, ChatException::code)
                    .returns(Map.of("status", from.wireName()), ChatException::details);
        }
    }

    static Stream<Arguments> steps() {
        return Arrays.stream(SessionStatus.values())
                .flatMap(from -> Arrays.stream(Step.values()).map(step -> Arguments.of(from, step)));
    }

    /** A change that leaves the status as it is, and what it changes. */
    private enum Change {
        TOUCH(session -> session.touch(LATER), "lastActiveAt", LATER, "updatedAt", LATER),
        RENAME(session -> session.rename(new Title("Milk"), LATER), "title", new Title("Milk"), "updatedAt", LATER),
        DESCRIBE(
                session -> session.describe(new Metadata(new JsonText("{\"a\":1}")), LATER),
                "metadata",
                new Metadata(new JsonText("{\"a\":1}")),
                "updatedAt",
                LATER),
        DELETE(session -> session.delete(LATER), "deletedAt", LATER, "updatedAt", LATER),
        RESTORE(session -> session.restore(LATER), "deletedAt", null, "updatedAt", LATER),
        AGENT(
                session -> session.withAgent(AgentState.INITIAL.become(AgentActivity.THINKING)),
                "agent",
                new AgentState(AgentActivity.THINKING, 0, 0, null)),
        OPEN(session -> session.withOpenAnswer(OPEN_ANSWER), "openAnswer", OPEN_ANSWER),
        CLOSE(session -> session.withOpenAnswer(null), "openAnswer", null),
        CLEAR(
                session -> session.grown(7, 4).clearContext(LATER),
                "lastSeq",
                7L,
                "messageCount",
                4,
                "contextAfter",
                7L,
                "updatedAt",
                LATER),
        GROW(session -> session.grown(7, 4), "lastSeq", 7L, "messageCount", 4);

        private final UnaryOperator<Session> method;
        private final Object[] changes;

        Change(UnaryOperator<Session> method, Object... changes) {
            this.method = method;
            this.changes = changes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void changeTouchesNothingElse(Change change) {
        Session session = Records.with(
                session(ACTIVE),
                "participants",
                Map.of(BEN, Access.EDITOR),
                "origin",
                new Origin(new SessionId(uuid(8)), 5),
                "openAnswer",
                new OpenAnswer(MESSAGE_ID, TURN_ID, 2),
                "deletedAt",
                START);

        assertThat(change.method.apply(session)).isEqualTo(Records.with(session, change.changes));
    }

    @Test
    void sessionStartsEmptyAndWaitsForItsFirstMessage() {
        Origin origin = new Origin(new SessionId(uuid(8)), 5);

        assertThat(Session.start(
                        SESSION_ID, ANNA, new Title("Tea"), Metadata.NONE, new ProfileName("sales"), origin, START))
                .isEqualTo(new Session(
                        SESSION_ID,
                        ANNA,
                        new Title("Tea"),
                        Metadata.NONE,
                        new ProfileName("sales"),
                        INITIALIZING,
                        Map.of(),
                        AgentState.INITIAL,
                        null,
                        0,
                        0,
                        0,
                        origin,
                        START,
                        START,
                        START,
                        null,
                        null));
    }

    @ParameterizedTest
    @EnumSource
    void sessionGetsIdleWhileItCountsAsActive(SessionStatus status) {
        Session session = session(status);

        assertThat(session.isIdle(LIMIT, START.plus(LIMIT).minusNanos(1))).isFalse();
        assertThat(session.isIdle(LIMIT, START.plus(LIMIT))).isEqualTo(status.countsAsActive());
        assertThat(session.withOpenAnswer(OPEN_ANSWER).isIdle(LIMIT, START.plus(LIMIT)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sessionIsOverdueUntilItReachesAFinalStatus(SessionStatus status) {
        Session session = session(status);

        assertThat(session.isOverdue(LIMIT, START.plus(LIMIT).minusNanos(1))).isFalse();
        assertThat(session.isOverdue(LIMIT, START.plus(LIMIT))).isEqualTo(!status.isFinal());
        assertThat(session.withOpenAnswer(OPEN_ANSWER).isOverdue(LIMIT, START.plus(LIMIT)))
                .isFalse();
    }

    @Test
    void activityPutsOffBothPauseAndExpiry() {
        Session session = session(ACTIVE).touch(LATER);

        assertThat(session.isIdle(LIMIT, START.plus(LIMIT))).isFalse();
        assertThat(session.isOverdue(LIMIT, START.plus(LIMIT))).isFalse();
        assertThat(session.isIdle(LIMIT, LATER.plus(LIMIT))).isTrue();
        assertThat(session.isOverdue(LIMIT, LATER.plus(LIMIT))).isTrue();
    }

    @Test
    void pausingIsNoActivity() {
        assertThat(session(ACTIVE).pause(LATER).lastActiveAt()).isEqualTo(START);
    }

    @Test
    void sessionIsOutOfUseSinceItWasDeletedOrElseEnded() {
        Session session = session(ACTIVE);

        assertThat(session.outOfUseSince()).isEmpty();
        assertThat(session.pause(START).outOfUseSince()).isEmpty();
        assertThat(session.end(START).outOfUseSince()).contains(START);
        assertThat(session.expire(START).outOfUseSince()).contains(START);
        assertThat(session.end(START).delete(LATER).outOfUseSince()).contains(LATER);
        assertThat(session.end(START).delete(LATER).restore(LATER).outOfUseSince())
                .contains(START);
        assertThat(session.delete(LATER).restore(LATER).outOfUseSince()).isEmpty();
    }

    private static Session session(SessionStatus status) {
        return Records.with(Samples.session(), "status", status);
    }
}
