package dev.parley.domain.message;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.MESSAGE_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.message.MessageStatus.COMPLETED;
import static dev.parley.domain.message.MessageStatus.FAILED;
import static dev.parley.domain.message.MessageStatus.INTERRUPTED;
import static dev.parley.domain.message.MessageStatus.STOPPED;
import static dev.parley.domain.message.MessageStatus.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Records;
import dev.parley.domain.turn.TurnFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssistantMessageTest {
    private static final AssistantMessage STREAMING_ANSWER =
            AssistantMessage.streaming(MESSAGE_ID, SESSION_ID, TURN_ID, 7, START);
    private static final TurnFailure FAILURE = new TurnFailure(ErrorCode.MODEL_TIMEOUT, "Too slow.");
    private static final ToolCall CALL = new ToolCall("a", "tasks", "{\"id\":1}", "signature");
    private static final TokenUsage USAGE = new TokenUsage(30, 12);

    private static final Map<MessageStatus, Set<MessageStatus>> ALLOWED = Map.of(
            STREAMING, Set.of(COMPLETED, STOPPED, FAILED, INTERRUPTED),
            COMPLETED, Set.of(),
            STOPPED, Set.of(),
            FAILED, Set.of(),
            INTERRUPTED, Set.of());

    @ParameterizedTest
    @MethodSource("pairs")
    void statusChangesOnlyAsDrawn(MessageStatus from, MessageStatus to) {
        assertThat(from.canBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    static Stream<Arguments> pairs() {
        return statuses().flatMap(from -> statuses().map(to -> Arguments.of(from, to)));
    }

    /** A way to end an answer and what it changes. */
    private enum End {
        COMPLETE(
                answer -> answer.complete("whole", List.of(CALL), "gpt", USAGE, LATER),
                "status",
                COMPLETED,
                "text",
                "whole",
                "toolCalls",
                List.of(CALL),
                "model",
                "gpt",
                "usage",
                USAGE),
        STOP(answer -> answer.stop("part", LATER), "status", STOPPED, "text", "part"),
        FAIL(answer -> answer.fail("part", FAILURE, LATER), "status", FAILED, "text", "part", "failure", FAILURE),
        INTERRUPT(answer -> answer.interrupt("part", LATER), "status", INTERRUPTED, "text", "part");

        private final UnaryOperator<AssistantMessage> transition;
        private final Object[] changes;

        End(UnaryOperator<AssistantMessage> transition, Object... changes) {
            this.transition = transition;
            this.changes = changes;
        }
    }

    @ParameterizedTest
    @MethodSource("ends")
    void answerEndsOnceInOneOfFourWays(MessageStatus from, End end) {
        AssistantMessage answer = Records.with(STREAMING_ANSWER, "status", from);
        if (from == STREAMING) {
            assertThat(end.transition.apply(answer))
                    .isEqualTo(Records.with(Records.with(answer, end.changes), "endedAt", LATER));
        } else {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> end.transition.apply(answer))
                    .withMessageStartingWith("A message that is %s cannot become ", from.wireName())
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
        }
    }

    static Stream<Arguments> ends() {
        return statuses().flatMap(from -> Arrays.stream(End.values()).map(end -> Arguments.of(from, end)));
    }

    @Test
    void answerBeginsWithoutText() {
        assertThat(STREAMING_ANSWER)
                .isEqualTo(new AssistantMessage(
                        MESSAGE_ID,
                        SESSION_ID,
                        TURN_ID,
                        7,
                        STREAMING,
                        "",
                        List.of(),
                        null,
                        TokenUsage.NONE,
                        null,
                        START,
                        null));
    }

    @Test
    void stoppedAnswerKeepsItsText() {
        assertThat(STREAMING_ANSWER.stop("Once upon", LATER).text()).isEqualTo("Once upon");
    }

    @ParameterizedTest
    @EnumSource
    void textOfTheModelIsRepairedHoweverTheAnswerEnds(End end) {
        String spoilt = "a\u0000b\uD83Dc\uDE00 \uD83D\uDE00";
        AssistantMessage ended = switch (end) {
            case COMPLETE -> STREAMING_ANSWER.complete(spoilt, List.of(), "gpt", USAGE, LATER);
            case STOP -> STREAMING_ANSWER.stop(spoilt, LATER);
            case FAIL -> STREAMING_ANSWER.fail(spoilt, FAILURE, LATER);
            case INTERRUPT -> STREAMING_ANSWER.interrupt(spoilt, LATER);
        };

        assertThat(ended.text()).isEqualTo("a\uFFFDb\uFFFDc\uFFFD \uD83D\uDE00");
    }

    @Test
    void callOfTheModelIsRepaired() {
        assertThat(new ToolCall("a\u0000", "t\uD83D", "{\"q\":\"\uDE00\"}", null))
                .isEqualTo(new ToolCall("a\uFFFD", "t\uFFFD", "{\"q\":\"\uFFFD\"}", null));
        assertThat(new ToolCall("a", "t", "not JSON", "s").arguments()).isEqualTo("not JSON");
    }

    @Test
    void resultOfAToolIsRepaired() {
        ToolMessage result =
                new ToolMessage(MESSAGE_ID, SESSION_ID, TURN_ID, 8, "a", "tasks", "x\u0000\uD83D", false, START);

        assertThat(result.text()).isEqualTo("x\uFFFD\uFFFD");
    }

    @Test
    void callsCannotBeChangedAfterwards() {
        List<ToolCall> calls = new ArrayList<>(List.of(CALL));
        AssistantMessage answer = STREAMING_ANSWER.complete("", calls, "gpt", USAGE, LATER);
        calls.clear();

        assertThat(answer.toolCalls()).containsExactly(CALL);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> answer.toolCalls().clear());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyKindOfMessageTellsWhoSpeaks(Message message, MessageRole role, MessageStatus status, boolean ofATurn) {
        assertThat(message.role()).isEqualTo(role);
        assertThat(message.status()).isEqualTo(status);
        assertThat(message.turnId()).isEqualTo(ofATurn ? TURN_ID : null);
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        new UserMessage(MESSAGE_ID, SESSION_ID, TURN_ID, 1, ANNA, "Hi", START),
                        MessageRole.USER,
                        COMPLETED,
                        true),
                Arguments.of(STREAMING_ANSWER, MessageRole.ASSISTANT, STREAMING, true),
                Arguments.of(
                        new ToolMessage(MESSAGE_ID, SESSION_ID, TURN_ID, 1, "a", "tasks", "[]", true, START),
                        MessageRole.TOOL,
                        COMPLETED,
                        true),
                Arguments.of(
                        new SystemMessage(MESSAGE_ID, SESSION_ID, 1, "Hi", START),
                        MessageRole.SYSTEM,
                        COMPLETED,
                        false));
    }

    @Test
    void everyKindOfMessageIsCovered() {
        assertThat(messages().<Class<?>>map(row -> row.get()[0].getClass()))
                .containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
    }

    @Test
    void costIsTheSumOfWhatWasReadAndWritten() {
        assertThat(USAGE.totalTokens()).isEqualTo(42);
        assertThat(TokenUsage.NONE.totalTokens()).isZero();
    }

    private static Stream<MessageStatus> statuses() {
        return Arrays.stream(MessageStatus.values());
    }
}
