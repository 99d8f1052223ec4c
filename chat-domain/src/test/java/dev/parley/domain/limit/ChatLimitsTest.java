package dev.parley.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Records;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatLimitsTest {
    /**
     * One limit.
     *
     * @param normal its documented default
     * @param minimum the smallest value allowed
     */
    private record Limit(String name, Object normal, Object minimum) {}

    static final List<Limit> LIMITS = List.of(
            new Limit("userMessageCodePoints", 5_000, 1),
            new Limit("titleCodePoints", 200, 1),
            new Limit("metadataBytes", 16_384, 2),
            new Limit("customPayloadBytes", 16_384, 2),
            new Limit("activeSessionsPerUser", 3, 0),
            new Limit("liveSessions", 1_000, 0),
            new Limit("messagesPerSession", 10_000, 0),
            new Limit("queuedTurns", 10, 0),
            new Limit("participants", 50, 0),
            new Limit("idleUntilPaused", Duration.ofMinutes(30), Duration.ofNanos(1)),
            new Limit("inactiveUntilExpired", Duration.ofHours(24), Duration.ofNanos(1)),
            new Limit("retention", Duration.ofDays(30), Duration.ofNanos(1)),
            new Limit("feedbackLifetime", Duration.ofHours(48), Duration.ofNanos(1)),
            new Limit("feedbackReminder", Duration.ofHours(4), Duration.ofNanos(1)),
            new Limit("contextMessages", 20, 1),
            new Limit("contextTokens", 2_000, 1),
            new Limit("userRequestsPerMinute", 30, 0),
            new Limit("sessionRequestsPerMinute", 10, 0),
            new Limit("channelRequestsPerMinute", 20, 0),
            new Limit("userReadsPerMinute", 600, 0),
            new Limit("customEventsPerMinute", 1_000, 0),
            new Limit("connectionsPerIp", 5, 0),
            new Limit("httpConnectionsPerIp", 1_000, 0),
            new Limit("connections", 20_000, 0),
            new Limit("pageSize", 20, 1),
            new Limit("maximumPageSize", 100, 20),
            new Limit("chatWait", Duration.ofSeconds(5), Duration.ofNanos(1)),
            new Limit("modelConnect", Duration.ofSeconds(10), Duration.ofNanos(1)),
            new Limit("modelStall", Duration.ofSeconds(30), Duration.ofNanos(1)),
            new Limit("modelAnswer", Duration.ofMinutes(10), Duration.ofNanos(1)),
            new Limit("toolCall", Duration.ofSeconds(30), Duration.ofNanos(1)),
            new Limit("toolRounds", 16, 0),
            new Limit("toolResultCodePoints", 8_000, 1),
            new Limit("lease", Duration.ofSeconds(15), Duration.ofNanos(1)),
            new Limit("turnAttempts", 3, 1));

    @Test
    void everyLimitIsCovered() {
        assertThat(LIMITS.stream().map(Limit::name)).containsExactlyElementsOf(Records.names(ChatLimits.class));
    }

    @ParameterizedTest
    @FieldSource("LIMITS")
    void defaultIsTheDocumentedOne(Limit limit) throws ReflectiveOperationException {
        assertThat(ChatLimits.class.getMethod(limit.name()).invoke(ChatLimits.defaults()))
                .isEqualTo(limit.normal());
    }

    @ParameterizedTest
    @FieldSource("LIMITS")
    void smallestValueIsAccepted(Limit limit) throws ReflectiveOperationException {
        assertThat(built(limit.name(), limit.minimum()))
                .isEqualTo(Records.with(ChatLimits.defaults(), limit.name(), limit.minimum()));
    }

    @ParameterizedTest
    @MethodSource("tooSmall")
    void smallerValueIsRefusedByTheNameOfTheLimit(String name, Object value) {
        String field = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);

        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> built(name, value))
                .withMessageStartingWith(field + " must be")
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", field), ChatException::details);
    }

    static Stream<Arguments> tooSmall() {
        return LIMITS.stream()
                .flatMap(limit -> limit.minimum() instanceof Integer minimum
                        ? Stream.of(
                                Arguments.of(limit.name(), minimum - 1), Arguments.of(limit.name(), Integer.MIN_VALUE))
                        : Stream.of(
                                Arguments.of(limit.name(), Duration.ZERO),
                                Arguments.of(limit.name(), Duration.ofNanos(-1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"userMessageCodePoints", "titleCodePoints", "metadataBytes", "customPayloadBytes"})
    void textsOfAnyLengthAreNotAllowed(String name) throws ReflectiveOperationException {
        built(name, 1_000_000);

        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> built(name, 1_000_001))
                .withMessageContaining("must be at most 1000000, but is 1000001.");
    }

    @ParameterizedTest
    @MethodSource("components")
    void builderChangesOneLimitAndLeavesTheOthers(String name, Class<?> type) throws ReflectiveOperationException {
        Object value = type == int.class ? 777 : Duration.ofSeconds(777);
        ChatLimits limits =
                ChatLimits.defaults().toBuilder().maximumPageSize(1_000).build();
        ChatLimits.Builder builder = limits.toBuilder();

        assertThat(ChatLimits.Builder.class.getMethod(name, type).invoke(builder, value))
                .isSameAs(builder);
        assertThat(builder.build()).isEqualTo(Records.with(limits, name, value));
    }

    static Stream<Arguments> components() {
        return Arrays.stream(ChatLimits.class.getRecordComponents())
                .map((RecordComponent component) -> Arguments.of(component.getName(), component.getType()));
    }

    @Test
    void pageIsNeverLargerThanTheLargest() {
        assertThat(ChatLimits.defaults().toBuilder().pageSize(100).build().pageSize())
                .isEqualTo(100);
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(
                        () -> ChatLimits.defaults().toBuilder().pageSize(101).build())
                .returns(Map.of("field", "maximum_page_size"), ChatException::details);
    }

    @Test
    void leaseIsRenewedThreeTimesInItsLength() {
        assertThat(ChatLimits.defaults().leaseRenewal()).isEqualTo(Duration.ofSeconds(5));
    }

    private static ChatLimits built(String name, Object value) throws ReflectiveOperationException {
        ChatLimits.Builder builder = ChatLimits.defaults().toBuilder();
        Class<?> type = value instanceof Integer ? int.class : Duration.class;
        ChatLimits.Builder.class.getMethod(name, type).invoke(builder, value);
        return builder.build();
    }
}
