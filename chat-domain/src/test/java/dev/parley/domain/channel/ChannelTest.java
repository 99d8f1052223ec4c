package dev.parley.domain.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void priorityIsOneToThree(int priority) {
        assertThat(new Channel(ChannelKind.WEB, priority, 0, MINUTE).priority()).isEqualTo(priority);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, Integer.MAX_VALUE})
    void otherPriorityIsRefused(int priority) {
        assertRefused("priority", priority, 0, MINUTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10})
    void retriesAreZeroToTen(int retries) {
        assertThat(new Channel(ChannelKind.WEB, 1, retries, MINUTE).retries()).isEqualTo(retries);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 11, Integer.MAX_VALUE})
    void otherNumberOfRetriesIsRefused(int retries) {
        assertRefused("retries", 1, retries, MINUTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.000000001S", "PT1S", "PT59M59.999999999S", "PT1H", "PT60M"})
    void timeoutIsAboveZeroAndAtMostOneHour(Duration timeout) {
        assertThat(new Channel(ChannelKind.WEB, 1, 0, timeout).timeout()).isEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H", "PT1H0.000000001S", "PT24H"})
    void otherTimeoutIsRefused(Duration timeout) {
        assertRefused("timeout", 1, 0, timeout);
    }

    @ParameterizedTest
    @CsvSource({"0, 11, priority", "1, 11, retries"})
    void firstValueOutOfRangeIsNamed(int priority, int retries, String field) {
        assertRefused(field, priority, retries, Duration.ZERO);
    }

    @Test
    void channelsAreTriedByPriorityAndAmongEqualsInTheOrderGiven() {
        Channel slack = new Channel(ChannelKind.SLACK, 2, 0, MINUTE);
        Channel email = new Channel(ChannelKind.EMAIL, 1, 0, MINUTE);
        Channel web = new Channel(ChannelKind.WEB, 2, 0, MINUTE);
        Channel last = new Channel(ChannelKind.WEB, 3, 0, MINUTE);

        assertThat(Channel.byPriority(List.of(last, slack, web, email))).containsExactly(email, slack, web, last);
        assertThat(Channel.byPriority(List.of(web, slack, last, email))).containsExactly(email, web, slack, last);
        assertThat(Channel.byPriority(List.of())).isEmpty();
    }

    private static void assertRefused(String field, int priority, int retries, Duration timeout) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new Channel(ChannelKind.WEB, priority, retries, timeout))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", field), ChatException::details);
    }
}
