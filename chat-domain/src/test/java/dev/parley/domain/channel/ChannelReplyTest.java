package dev.parley.domain.channel;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelReplyTest {
    private static final UUID FIRST = uuid(100);
    private static final UUID SECOND = uuid(101);
    private static final ReplyPath PATH =
            ReplyPath.begin(new ChannelAddress(ChannelKind.EMAIL, "anna@example.com"), null, "Tea");

    /** Every situation that there is. */
    private enum From {
        WAITING(reply -> reply),
        SENDING(reply -> reply.begin(FIRST, LATER, START)),
        RETRYING(reply -> SENDING.from.apply(reply).failed("no", LATER, START)),
        SENT(reply -> SENDING.from.apply(reply).sent("place", START)),
        FAILED(reply -> reply.givenUp("no", START));

        private final UnaryOperator<ChannelReply> from;

        From(UnaryOperator<ChannelReply> from) {
            this.from = from;
        }

        ChannelReply reply() {
            return from.apply(ChannelReply.awaited(new ReplyKey(TURN_ID, ANNA, ChannelKind.EMAIL), PATH, START));
        }
    }

    private enum Step {
        BEGIN(reply -> reply.begin(SECOND, LATER, START)),
        LOOK_INTO(reply -> reply.lookInto(LATER)),
        SENT(reply -> reply.sent("there", START)),
        FAILED(reply -> reply.failed("why", LATER, START)),
        UNCLEAR(reply -> reply.unclear("why", LATER, START)),
        GIVEN_UP(reply -> reply.givenUp("why", START)),
        POSTPONED(reply -> reply.postponed(LATER)),
        AGAIN(reply -> reply.again(LATER));

        private final UnaryOperator<ChannelReply> step;

        Step(UnaryOperator<ChannelReply> step) {
            this.step = step;
        }
    }

    private static final Map<From, Set<Step>> ALLOWED = Map.of(
            From.WAITING, Set.of(Step.BEGIN, Step.FAILED, Step.GIVEN_UP, Step.POSTPONED),
            From.RETRYING, Set.of(Step.BEGIN, Step.FAILED, Step.GIVEN_UP, Step.POSTPONED),
            From.SENDING, Set.of(Step.LOOK_INTO, Step.SENT, Step.FAILED, Step.UNCLEAR, Step.GIVEN_UP),
            From.SENT, Set.of(Step.AGAIN),
            From.FAILED, Set.of(Step.AGAIN));

    static Stream<Arguments> steps() {
        return Arrays.stream(From.values())
                .flatMap(from -> Arrays.stream(Step.values()).map(step -> Arguments.of(from, step)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void onlyTheStepsThatAreDrawnAreTaken(From from, Step step) {
        if (ALLOWED.get(from).contains(step)) {
            assertThat(step.step.apply(from.reply())).isNotNull();
        } else {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> step.step.apply(from.reply()))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_STATE));
        }
    }

    @Test
    void waitsForItsTurnsEndAndThenForItsTime() {
        assertThat(From.WAITING.reply().isDue(false, Instant.MAX)).isFalse();
        assertThat(From.WAITING.reply().isDue(true, START)).isTrue();
        assertThat(From.RETRYING.reply().isDue(true, LATER.minusNanos(1))).isFalse();
        assertThat(From.RETRYING.reply().isDue(true, LATER)).isTrue();
        assertThat(From.SENT.reply().isDue(true, Instant.MAX)).isFalse();
        assertThat(From.FAILED.reply().isDue(true, Instant.MAX)).isFalse();
    }

    @Test
    void triesAreCountedAndFailuresForgottenWhenItIsSent() {
        ChannelReply again = From.RETRYING.reply().begin(SECOND, LATER, START);
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.failures()).isEqualTo(1);

        ChannelReply sent = again.sent("there", LATER);
        assertThat(sent.failures()).isZero();
        assertThat(sent.receipt()).isEqualTo("there");
        assertThat(sent.state())
                .isEqualTo(new DeliveryState(ChannelKind.EMAIL, ANNA, DeliveryStatus.SENT, 2, LATER, null, null));
    }

    @Test
    void whatIsSentAgainStaysInItsThread() {
        assertThat(From.SENT.reply().again(LATER).path().thread()).isEqualTo("place");
        assertThat(From.FAILED.reply().again(LATER).path()).isEqualTo(PATH);
        ReplyPath inThread = new ReplyPath(PATH.to(), PATH.to(), "first", "said", "Tea");
        ReplyKey key = new ReplyKey(TURN_ID, ANNA, ChannelKind.EMAIL);
        ChannelReply sent = ChannelReply.awaited(key, inThread, START)
                .begin(FIRST, LATER, START)
                .sent("place", START);
        assertThat(sent.again(LATER)).isEqualTo(ChannelReply.awaited(key, inThread, LATER));
    }

    @Test
    void whatIsUnclearStaysTheSameAttempt() {
        ChannelReply unclear = From.SENDING.reply().unclear("why", LATER, START);

        assertThat(unclear.attempt()).isEqualTo(FIRST);
        assertThat(unclear.dueAt()).isEqualTo(LATER);
        assertThat(unclear.error()).isEqualTo("why");
    }

    @Test
    void impossibleStatesAreNotMade() {
        ReplyKey key = new ReplyKey(TURN_ID, ANNA, ChannelKind.EMAIL);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new ChannelReply(key, PATH, DeliveryStatus.SENT, 1, 0, null, LATER, null, null, START));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ChannelReply(key, PATH, DeliveryStatus.PENDING, 1, 0, FIRST, null, null, null, START));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReplyPath(PATH.to(), PATH.to(), "x".repeat(1_001), null, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplyPath(PATH.to(), PATH.to(), null, "", ""));
    }
}
