package dev.parley.domain.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static RetryPolicy retries(int retries) {
        return new RetryPolicy(retries, MINUTE, SECOND, MINUTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10})
    void retriesAreZeroToTen(int retries) {
        assertThat(retries(retries).retries()).isEqualTo(retries);
        assertThat(retries(retries).pauseAfter(retries, 0, null)).isEmpty();
        if (retries > 0) {
            assertThat(retries(retries).pauseAfter(retries - 1, 0, null)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 11, Integer.MAX_VALUE})
    void otherNumberOfRetriesIsRefused(int retries) {
        assertRefused("retries", () -> retries(retries));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.000000001S", "PT1S", "PT59M59.999999999S", "PT1H", "PT60M"})
    void tryTakesMoreThanNoTimeAndAtMostOneHour(Duration timeout) {
        assertThat(new RetryPolicy(0, timeout, SECOND, MINUTE).timeout()).isEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H", "PT1H0.000000001S", "PT24H"})
    void otherTimeIsRefused(Duration timeout) {
        assertRefused("timeout", () -> new RetryPolicy(0, timeout, SECOND, MINUTE));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT-1S, PT1S", "PT2S, PT1S", "PT1S, PT1H0.001S"})
    void otherPausesAreRefused(Duration first, Duration longest) {
        assertRefused("pause", () -> new RetryPolicy(0, SECOND, first, longest));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0.0, -,      PT1S",
                "1, 0.0, -,      PT2S",
                "5, 0.0, -,      PT32S",
                "6, 0.0, -,      PT1M",
                "9, 0.0, -,      PT1M",
                "0, 1.0, -,      PT0.5S",
                "5, 0.5, -,      PT24S",
                "9, 1.0, -,      PT30S",
                "0, 0.0, PT0S,   PT1S",
                "0, 0.0, PT-5S,  PT1S",
                "0, 0.0, PT7S,   PT7S",
                "5, 0.0, PT7S,   PT32S",
                "0, 0.0, PT100H, PT1M"
            })
    void pauseDoublesUpToTheLongestIsShortenedByChanceAndObeysTheOtherSideUpToTheLongest(
            int failures, double random, @Nullable Duration asked, Duration pause) {
        assertThat(retries(10).pauseAfter(failures, random, asked)).isEqualTo(Optional.of(pause));
    }

    @Test
    void defaultsAreOverInSomeMinutes() {
        RetryPolicy policy = RetryPolicy.defaults();
        Duration all = Duration.ZERO;
        for (int failures = 0; failures < policy.retries(); failures++) {
            all = all.plus(policy.pauseAfter(failures, 0, null).orElseThrow());
        }
        assertThat(all).isBetween(MINUTE, Duration.ofMinutes(10));
    }

    private static void assertRefused(String field, Runnable creation) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(creation::run)
                .returns(Map.of("field", field), ChatException::details);
    }
}
