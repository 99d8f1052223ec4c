package dev.parley.domain.session;

import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.session.AgentActivity.ERROR;
import static dev.parley.domain.session.AgentActivity.IDLE;
import static dev.parley.domain.session.AgentActivity.RESPONDING;
import static dev.parley.domain.session.AgentActivity.THINKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgentStateTest {
    private static final Map<AgentActivity, Set<AgentActivity>> ALLOWED = Map.of(
            IDLE, Set.of(THINKING),
            THINKING, Set.of(IDLE, THINKING, RESPONDING, ERROR),
            RESPONDING, Set.of(IDLE, THINKING, ERROR),
            ERROR, Set.of(IDLE, THINKING));

    @ParameterizedTest
    @MethodSource("pairs")
    void activityChangesOnlyAsDrawn(AgentActivity from, AgentActivity to) {
        assertThat(from.canBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void newActivityKeepsTheContextSizeAndEndsTheWait(AgentActivity from, AgentActivity to) {
        AgentState state = new AgentState(from, 5, 600, REQUEST_ID);
        if (ALLOWED.get(from).contains(to)) {
            assertThat(state.become(to)).isEqualTo(new AgentState(to, 5, 600, null));
        } else {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> state.become(to))
                    .withMessage("An agent that is %s cannot become %s.", from.wireName(), to.wireName())
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
        }
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(AgentActivity.values())
                .flatMap(from -> Arrays.stream(AgentActivity.values()).map(to -> Arguments.of(from, to)));
    }

    @Test
    void agentBeginsIdleWithoutContext() {
        assertThat(AgentState.INITIAL).isEqualTo(new AgentState(IDLE, 0, 0, null));
    }

    @Test
    void contextSizeAndOpenQuestionAreNotedWithoutTouchingTheRest() {
        AgentState waiting = new AgentState(THINKING, 1, 2, null).waitingFor(REQUEST_ID);

        assertThat(waiting).isEqualTo(new AgentState(THINKING, 1, 2, REQUEST_ID));
        assertThat(waiting.seeing(5, 600)).isEqualTo(new AgentState(THINKING, 5, 600, REQUEST_ID));
    }
}
