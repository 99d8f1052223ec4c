package dev.parley.domain.channel;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryTest {
    private static final DeliveryKey KEY = new DeliveryKey(REQUEST_ID, ANNA, ChannelKind.EMAIL);
    private static final UUID FIRST = uuid(100);
    private static final UUID SECOND = uuid(101);
    private static final Instant MUCH_LATER = LATER.plusSeconds(3_600);

    private static final Map<DeliveryStatus, Set<DeliveryStatus>> ALLOWED = Map.of(
            DeliveryStatus.PENDING, Set.of(DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.SUPERSEDED),
            DeliveryStatus.SENT, Set.of(DeliveryStatus.SUPERSEDED),
            DeliveryStatus.SUPERSEDED, Set.of(),
            DeliveryStatus.FAILED, Set.of());

    @ParameterizedTest
    @MethodSource("pairs")
    void statusChangesOnlyAsDrawn(DeliveryStatus from, DeliveryStatus to) {
        assertThat(from.canBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(DeliveryStatus.values())
                .flatMap(from -> Arrays.stream(DeliveryStatus.values()).map(to -> Arguments.of(from, to)));
    }

    /** Every situation that there is. */
    private enum From {
        WAITING(delivery -> delivery),
        ASKING(delivery -> delivery.begin(FIRST, LATER, START)),
        SENT(delivery -> ASKING.from.apply(delivery).sent("place", START)),
        TO_REMIND(delivery -> SENT.from.apply(delivery).reminded(START)),
        REMINDING(delivery -> TO_REMIND.from.apply(delivery).begin(FIRST, LATER, START)),
        TO_TELL(delivery -> SENT.from.apply(delivery).decided(START)),
        TELLING(delivery -> TO_TELL.from.apply(delivery).begin(FIRST, LATER, START)),
        SUPERSEDED(delivery -> delivery.decided(START)),
        FAILED(delivery -> delivery.givenUp("no", START));

        private final UnaryOperator<Delivery> from;

        From(UnaryOperator<Delivery> from) {
            this.from = from;
        }

        Delivery delivery() {
            return from.apply(Delivery.planned(KEY, START, START));
        }
    }

    private enum Step {
        BEGIN(delivery -> delivery.begin(SECOND, MUCH_LATER, LATER)),
        LOOK_INTO(delivery -> delivery.lookInto(MUCH_LATER)),
        SENT(delivery -> delivery.sent("new place", LATER)),
        FAILED(delivery -> delivery.failed("why", true, MUCH_LATER, LATER)),
        UNCLEAR(delivery -> delivery.unclear("why", MUCH_LATER, LATER)),
        GIVEN_UP(delivery -> delivery.givenUp("why", LATER)),
        POSTPONED(delivery -> delivery.postponed(MUCH_LATER)),
        REMINDED(delivery -> delivery.reminded(LATER)),
        DECIDED(delivery -> delivery.decided(LATER));

        private final UnaryOperator<Delivery> step;

        Step(UnaryOperator<Delivery> step) {
            this.step = step;
        }
    }

    /** Status, errand, and whether an attempt is in progress; {@code -} where the step is refused. */
    private static final String TABLE = """
                      BEGIN          LOOK_INTO      SENT        FAILED        UNCLEAR        GIVEN_UP    POSTPONED     REMINDED      DECIDED
            WAITING   pending:ask!   -              -           pending:ask   -              failed      pending:ask   pending:ask   superseded
            ASKING    -              pending:ask!   sent        pending:ask   pending:ask!   failed      -             pending:ask!  pending:ask!
            SENT      -              -              -           -             -              -           -             sent:remind   sent:tell
            TO_REMIND sent:remind!   -              -           sent:remind   -              sent        sent:remind   sent:remind   sent:tell
            REMINDING -              sent:remind!   sent        sent:remind   sent:remind!   sent        -             sent:remind!  sent:remind!
            TO_TELL   sent:tell!     -              -           sent:tell     -              superseded  sent:tell     sent:tell     sent:tell
            TELLING   -              sent:tell!     superseded  sent:tell     sent:tell!     superseded  -             sent:tell!    sent:tell!
            SUPERSEDED -             -              -           -             -              -           -             superseded    superseded
            FAILED    -              -              -           -             -              -           -             failed        failed
            """;

    static Stream<Arguments> cells() {
        String[] lines = TABLE.strip().split("\n");
        String[] steps = lines[0].strip().split(" +");
        return Arrays.stream(lines)
                .skip(1)
                .map(line -> line.strip().split(" +"))
                .flatMap(words -> Stream.iterate(0, i -> i < steps.length, i -> i + 1)
                        .map(i -> Arguments.of(From.valueOf(words[0]), Step.valueOf(steps[i]), words[i + 1])));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyStepFromEverySituationGivesWhatIsDrawnOrIsRefused(From from, Step step, String expected) {
        Delivery before = from.delivery();
        if (expected.equals("-")) {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> step.step.apply(before))
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
        } else {
            assertThat(told(step.step.apply(before))).isEqualTo(expected);
        }
    }

    private static String told(Delivery delivery) {
        String errand = delivery.errand() == null ? "" : ":" + delivery.errand().wireName();
        return delivery.status().name().toLowerCase(Locale.ROOT) + errand + (delivery.attempt() == null ? "" : "!");
    }

    private static Delivery delivery(
            DeliveryStatus status,
            int attempts,
            @Nullable Errand errand,
            int failures,
            @Nullable UUID attempt,
            boolean uncertain,
            @Nullable Instant dueAt,
            @Nullable String receipt,
            @Nullable String error,
            Instant updatedAt) {
        return new Delivery(
                KEY, status, attempts, errand, failures, attempt, uncertain, dueAt, receipt, error, updatedAt);
    }

    @Test
    void failuresOfAnErrandAreCountedAndForgottenOnceItIsDone() {
        Delivery failed = Delivery.planned(KEY, START, START)
                .begin(FIRST, LATER, START)
                .failed("The server is down.", false, LATER, START);
        assertThat(failed)
                .isEqualTo(delivery(
                        DeliveryStatus.PENDING,
                        1,
                        Errand.ASK,
                        1,
                        null,
                        false,
                        LATER,
                        null,
                        "The server is down.",
                        START));

        Delivery sent = failed.begin(SECOND, MUCH_LATER, LATER).sent("<1@here>", LATER);
        assertThat(sent)
                .isEqualTo(delivery(DeliveryStatus.SENT, 2, null, 0, null, false, null, "<1@here>", null, LATER));
    }

    @Test
    void tryOfWhichNobodyKnowsMakesTheNextOnesUncertain() {
        Delivery lost = Delivery.planned(KEY, START, START)
                .begin(FIRST, LATER, START)
                .failed("Nobody knows.", true, LATER, LATER);
        assertThat(lost.uncertain()).isTrue();
        assertThat(lost.begin(SECOND, MUCH_LATER, LATER)
                        .failed("Down.", false, MUCH_LATER, LATER)
                        .uncertain())
                .isTrue();
    }

    @Test
    void placeStaysKnownWhenAReminderOrAChangeNamesNone() {
        Delivery sent =
                Delivery.planned(KEY, START, START).begin(FIRST, LATER, START).sent("place", START);

        Delivery reminded =
                sent.reminded(LATER).begin(SECOND, MUCH_LATER, LATER).sent(null, LATER);

        assertThat(reminded.receipt()).isEqualTo("place");
        assertThat(reminded.attempts()).isEqualTo(1);
    }

    @Test
    void wherePlaceIsUnknownNobodyIsToldOfTheEnd() {
        Delivery sent =
                Delivery.planned(KEY, START, START).begin(FIRST, LATER, START).sent(null, START);

        assertThat(sent.decided(LATER))
                .isEqualTo(delivery(DeliveryStatus.SUPERSEDED, 1, null, 0, null, false, null, null, null, LATER));
    }

    @Test
    void deliveryIsDueFromItsTimeOn() {
        Delivery delivery = Delivery.planned(KEY, LATER, START);
        assertThat(delivery.isDue(LATER.minusNanos(1))).isFalse();
        assertThat(delivery.isDue(LATER)).isTrue();
        assertThat(From.SENT.delivery().isDue(Instant.MAX)).isFalse();
    }

    @Test
    void whatPeopleSeeHasNeitherPlaceNorAttempt() {
        Delivery failed = From.ASKING.delivery().failed("Down.", false, MUCH_LATER, LATER);
        assertThat(failed.state())
                .isEqualTo(new DeliveryState(
                        ChannelKind.EMAIL, ANNA, DeliveryStatus.PENDING, 1, LATER, "Down.", MUCH_LATER));
    }

    @Test
    void attemptWithoutAnErrandDoesNotExist() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> delivery(DeliveryStatus.SENT, 1, null, 0, FIRST, false, null, null, null, START));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> delivery(DeliveryStatus.PENDING, 0, Errand.ASK, 0, null, false, null, null, null, START));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> delivery(DeliveryStatus.SENT, 0, null, 0, null, false, START, null, null, START));
    }
}
