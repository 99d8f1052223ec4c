package dev.parley.domain.channel;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The question waits for an hour, from 03:04:05. */
class DeliveryPlanTest {
    private static final FeedbackRequest QUESTION = FeedbackRequest.ask(
            REQUEST_ID,
            SESSION_ID,
            null,
            "Sure?",
            FeedbackKind.FreeText.any(),
            Set.of(ANNA),
            null,
            START,
            Duration.ofHours(1),
            Duration.ofMinutes(10));

    /** The channels are written as {@code email slack webhook}, with {@code ~} behind one that is paused. */
    private static List<UserChannel> channels(String words, @Nullable QuietHours quietOfEmail) {
        List<UserChannel> channels = new ArrayList<>();
        for (String word : words.split(" ")) {
            ChannelKind kind = ChannelKind.valueOf(word.replace("~", "").toUpperCase(Locale.ROOT));
            String address = switch (kind) {
                case EMAIL -> "anna@example.com";
                case SLACK -> "U024BE7LH";
                case WEBHOOK, WEB -> "https://example.com/hook";
            };
            channels.add(new UserChannel(
                    ANNA,
                    new ChannelAddress(kind, address),
                    1,
                    kind == ChannelKind.EMAIL ? quietOfEmail : null,
                    true,
                    START));
        }
        return channels;
    }

    /** What was delivered, as {@code email:waiting slack:failed}. */
    private static List<Delivery> deliveries(@Nullable String words) {
        return words == null
                ? List.of()
                : Arrays.stream(words.split(" "))
                        .map(DeliveryPlanTest::delivery)
                        .toList();
    }

    private static Delivery delivery(String word) {
        String[] parts = word.split(":");
        DeliveryKey key = new DeliveryKey(REQUEST_ID, ANNA, ChannelKind.valueOf(parts[0].toUpperCase(Locale.ROOT)));
        Delivery waiting = Delivery.planned(key, START, START);
        return switch (parts[1]) {
            case "waiting" -> waiting;
            case "putoff" -> Delivery.planned(key, LATER, START);
            case "asking" -> waiting.begin(uuid(9), LATER, START);
            case "late" -> waiting.begin(uuid(9), START, START);
            case "sent" -> waiting.begin(uuid(9), LATER, START).sent("there", START);
            case "failed" -> waiting.givenUp("no", START);
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static String next(DeliveryMode mode, String channels, @Nullable String known, @Nullable QuietHours quiet) {
        Set<String> paused = Arrays.stream(channels.split(" "))
                .filter(word -> word.endsWith("~"))
                .map(word -> word.replace("~", ""))
                .collect(Collectors.toSet());
        return new DeliveryPlan(QUESTION, mode)
                        .next(
                                channels(channels, quiet),
                                deliveries(known),
                                channel -> paused.contains(channel.kind().wireName()),
                                START)
                        .stream()
                        .map(delivery -> delivery.key().channel().wireName() + ":"
                                + delivery.status().wireName())
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "email               | -                             | email:pending",
                "email slack         | -                             | email:pending slack:pending",
                "email~ slack        | -                             | email:pending slack:pending",
                "email slack         | email:failed                  | slack:pending",
                "email slack         | email:sent slack:waiting      | ''",
            })
    void inParallelEveryChannelIsUsedOnce(String channels, @Nullable String known, String next) {
        assertThat(next(DeliveryMode.PARALLEL, channels, known, null)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "email slack          | -                             | email:pending",
                "slack email          | -                             | slack:pending",
                "email slack          | email:waiting                 | ''",
                "email slack          | email:asking                  | ''",
                "email slack          | email:putoff                  | ''",
                "email slack          | email:sent                    | ''",
                "email slack          | email:failed                  | slack:pending",
                "email slack          | email:failed slack:waiting    | ''",
                "email slack webhook  | email:failed slack:failed     | webhook:pending",
                "email                | email:failed                  | ''",
                "slack                | email:waiting                 | ''",
                // A channel that does not work is passed over, and waited for if there is no other.
                "email~ slack         | -                             | email:failed slack:pending",
                "email~ slack~ webhook| -                             | email:failed slack:failed webhook:pending",
                "email~ slack~        | -                             | email:pending",
                "email~ slack         | email:waiting                 | email:failed slack:pending",
                "email~ slack~        | email:waiting                 | ''",
                "email~ slack         | email:putoff                  | ''",
                "email~ slack         | email:asking                  | ''",
                "email~ slack         | email:late                    | ''",
                "email~ slack         | email:sent                    | ''",
                "email~               | email:waiting                 | ''",
                "slack~               | email:failed                  | slack:pending",
            })
    void withFallbackTheNextChannelIsUsedOnceTheOneBeforeFailed(String channels, @Nullable String known, String next) {
        assertThat(next(DeliveryMode.FALLBACK, channels, known, null)).isEqualTo(next);
    }

    @Test
    void firstSendIsPutOffToTheEndOfQuietHours() {
        QuietHours quiet = new QuietHours(LocalTime.of(22, 0), LocalTime.of(3, 30), ZoneOffset.UTC);
        List<Delivery> begun = new DeliveryPlan(QUESTION, DeliveryMode.PARALLEL)
                .next(channels("email slack", quiet), List.of(), channel -> false, START);

        assertThat(begun)
                .extracting(Delivery::dueAt)
                .containsExactly(START.plus(Duration.ofMinutes(25).plusSeconds(55)), START);
    }

    @ParameterizedTest
    @CsvSource({
        "PARALLEL, email:failed slack:pending",
        "FALLBACK, email:failed slack:pending",
    })
    void whoIsNotToBeDisturbedUntilTheEndIsAskedOverAnotherChannel(DeliveryMode mode, String next) {
        QuietHours quiet = new QuietHours(LocalTime.of(22, 0), LocalTime.of(4, 4, 5), ZoneOffset.UTC);

        assertThat(next(mode, "email slack", null, quiet)).isEqualTo(next);
        assertThat(new DeliveryPlan(QUESTION, mode).next(channels("email", quiet), List.of(), channel -> false, START))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
                    assertThat(delivery.error()).contains("does not want to be disturbed");
                });
    }
}
