package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatExceptionTest {
    private static final Map<String, Object> DETAILS = Map.of("number", 3);

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalCarriesCodeSentenceAndDetails(
            ChatException refusal, ErrorCode code, String sentence, Map<String, Object> details) {
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.sentence()).isEqualTo(sentence).isEqualTo(refusal.getMessage());
        assertThat(refusal.details()).isEqualTo(details);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        new ChatException.Invalid(ErrorCode.INVALID_JSON, "No.", DETAILS),
                        ErrorCode.INVALID_JSON,
                        "No.",
                        DETAILS),
                Arguments.of(
                        new ChatException.Invalid(ErrorCode.INVALID_JSON, "No."),
                        ErrorCode.INVALID_JSON,
                        "No.",
                        Map.of()),
                Arguments.of(
                        ChatException.Invalid.field("limit", "must be a number."),
                        ErrorCode.INVALID_REQUEST,
                        "limit must be a number.",
                        Map.of("field", "limit")),
                Arguments.of(
                        new ChatException.Unprocessable(ErrorCode.INVALID_ANSWER, "No.", DETAILS),
                        ErrorCode.INVALID_ANSWER,
                        "No.",
                        DETAILS),
                Arguments.of(new ChatException.Unauthenticated("Who?"), ErrorCode.UNAUTHENTICATED, "Who?", Map.of()),
                Arguments.of(new ChatException.Forbidden("No."), ErrorCode.FORBIDDEN, "No.", Map.of()),
                Arguments.of(
                        ChatException.Forbidden.disabledUser(),
                        ErrorCode.USER_DISABLED,
                        "An administrator has disabled your access; ask them to enable it.",
                        Map.of()),
                Arguments.of(
                        new ChatException.NotFound("task"),
                        ErrorCode.NOT_FOUND,
                        "There is no such task.",
                        Map.of("what", "task")),
                Arguments.of(
                        new ChatException.Conflict(ErrorCode.SESSION_BUSY, "Busy.", DETAILS),
                        ErrorCode.SESSION_BUSY,
                        "Busy.",
                        DETAILS),
                Arguments.of(
                        new ChatException.Conflict(ErrorCode.SESSION_BUSY, "Busy."),
                        ErrorCode.SESSION_BUSY,
                        "Busy.",
                        Map.of()),
                Arguments.of(
                        new ChatException.Gone(ErrorCode.EXPIRED, "Over.", DETAILS),
                        ErrorCode.EXPIRED,
                        "Over.",
                        DETAILS),
                Arguments.of(
                        new ChatException.Limited(ErrorCode.RATE_LIMITED, "Slower.", Duration.ofSeconds(2), DETAILS),
                        ErrorCode.RATE_LIMITED,
                        "Slower.",
                        DETAILS),
                Arguments.of(
                        new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "Later.", Duration.ofSeconds(2)),
                        ErrorCode.UNAVAILABLE,
                        "Later.",
                        Map.of()),
                Arguments.of(
                        new ChatException.TimedOut("Not yet.", DETAILS), ErrorCode.TIMED_OUT, "Not yet.", DETAILS));
    }

    @Test
    void everyKindOfRefusalIsCovered() {
        assertThat(refusals().<Class<?>>map(row -> row.get()[0].getClass()).distinct())
                .containsExactlyInAnyOrder(ChatException.class.getPermittedSubclasses());
    }

    @Test
    void waitIsKept() {
        Duration wait = Duration.ofSeconds(2);

        assertThat(new ChatException.Limited(ErrorCode.RATE_LIMITED, "", wait, Map.of()).retryAfter())
                .isEqualTo(wait);
        assertThat(new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "", wait).retryAfter())
                .isEqualTo(wait);
    }

    @Test
    void detailsCannotBeChangedAfterwards() {
        Map<String, Object> details = new HashMap<>(DETAILS);
        ChatException refusal = new ChatException.TimedOut("Not yet.", details);
        details.put("number", 4);

        assertThat(refusal.details()).isEqualTo(DETAILS);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> refusal.details().put("more", 1));
    }

    @Test
    void refusalCostsNoStackTrace() {
        assertThat(new ChatException.Forbidden("No.").getStackTrace()).isEmpty();
    }
}
