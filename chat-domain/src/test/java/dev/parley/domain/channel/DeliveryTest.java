package dev.parley.domain.channel;

import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.channel.DeliveryStatus.FAILED;
import static dev.parley.domain.channel.DeliveryStatus.PENDING;
import static dev.parley.domain.channel.DeliveryStatus.SENT;
import static dev.parley.domain.channel.DeliveryStatus.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {
    private static final Channel CHANNEL = new Channel(ChannelKind.EMAIL, 1, 2, Duration.ofSeconds(10));

    private static final Map<DeliveryStatus, Set<DeliveryStatus>> ALLOWED = Map.of(
            PENDING, Set.of(SENT, FAILED, SUPERSEDED),
            SENT, Set.of(SUPERSEDED),
            SUPERSEDED, Set.of(),
            FAILED, Set.of());

    @ParameterizedTest
    @MethodSource("pairs")
    void statusChangesOnlyAsDrawn(DeliveryStatus from, DeliveryStatus to) {
        assertThat(from.canBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    static Stream<Arguments> pairs() {
        return all().flatMap(from -> all().map(to -> Arguments.of(from, to)));
    }

    /**
     * Two retries are allowed.
     *
     * @param attempts how often it was tried before
     */
    private record Row(Step step, int attempts, Map<DeliveryStatus, DeliveryStatus> results, int attemptsAfter) {}

    private enum Step {
        SENT(Delivery::sent),
        TRY_FAILED(Delivery::tryFailed),
        SUPERSEDE(Delivery::supersede);

        private final BiFunction<Delivery, Instant, Delivery> transition;

        Step(BiFunction<Delivery, Instant, Delivery> transition) {
            this.transition = transition;
        }
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                        new Row(Step.SENT, 0, Map.of(PENDING, SENT), 1),
                        new Row(Step.SENT, 2, Map.of(PENDING, SENT), 3),
                        new Row(Step.TRY_FAILED, 0, Map.of(PENDING, PENDING), 1),
                        new Row(Step.TRY_FAILED, 1, Map.of(PENDING, PENDING), 2),
                        new Row(Step.TRY_FAILED, 2, Map.of(PENDING, FAILED), 3),
                        new Row(Step.SUPERSEDE, 0, Map.of(PENDING, SUPERSEDED, SENT, SUPERSEDED), 0),
                        new Row(Step.SUPERSEDE, 2, Map.of(PENDING, SUPERSEDED, SENT, SUPERSEDED), 2))
                .flatMap(row -> all().map(from -> Arguments.of(from, row)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyStepFromEveryStatusGivesWhatIsDrawnOrIsRefused(DeliveryStatus from, Row row) {
        Delivery delivery = new Delivery(REQUEST_ID, CHANNEL, from, row.attempts(), START);
        DeliveryStatus result = row.results().get(from);
        if (result == null) {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> row.step().transition.apply(delivery, LATER))
                    .withMessageContaining("that is " + from.wireName())
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
        } else {
            assertThat(row.step().transition.apply(delivery, LATER))
                    .isEqualTo(new Delivery(REQUEST_ID, CHANNEL, result, row.attemptsAfter(), LATER));
        }
    }

    @Test
    void deliveryBeginsUntried() {
        assertThat(Delivery.pending(REQUEST_ID, CHANNEL, START))
                .isEqualTo(new Delivery(REQUEST_ID, CHANNEL, PENDING, 0, START));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 10})
    void deliveryFailsAfterTheFirstTryAndItsRetries(int retries) {
        Channel channel = new Channel(ChannelKind.SLACK, 1, retries, Duration.ofSeconds(1));
        Delivery delivery = Delivery.pending(REQUEST_ID, channel, START);
        for (int tries = 1; tries <= retries; tries++) {
            delivery = delivery.tryFailed(LATER);
            assertThat(delivery).isEqualTo(new Delivery(REQUEST_ID, channel, PENDING, tries, LATER));
        }

        assertThat(delivery.tryFailed(LATER)).isEqualTo(new Delivery(REQUEST_ID, channel, FAILED, retries + 1, LATER));
    }

    private static Stream<DeliveryStatus> all() {
        return Arrays.stream(DeliveryStatus.values());
    }
}
