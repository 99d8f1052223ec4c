package dev.parley.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(400, new ChatException.Invalid(ErrorCode.INVALID_REQUEST, "x")),
                Arguments.of(400, new ChatException.Invalid(ErrorCode.INVALID_POSITION, "x")),
                Arguments.of(405, new ChatException.Invalid(ErrorCode.METHOD_NOT_ALLOWED, "x")),
                Arguments.of(406, new ChatException.Invalid(ErrorCode.NOT_ACCEPTABLE, "x")),
                Arguments.of(413, new ChatException.Invalid(ErrorCode.TOO_LARGE, "x")),
                Arguments.of(415, new ChatException.Invalid(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "x")),
                Arguments.of(401, new ChatException.Unauthenticated("x")),
                Arguments.of(403, new ChatException.Forbidden("x")),
                Arguments.of(404, new ChatException.NotFound("x")),
                Arguments.of(409, new ChatException.Conflict(ErrorCode.SESSION_BUSY, "x")),
                Arguments.of(410, new ChatException.Gone(ErrorCode.EXPIRED, "x", Map.of())),
                Arguments.of(422, new ChatException.Unprocessable(ErrorCode.MESSAGE_ID_REUSED, "x", Map.of())),
                Arguments.of(429, limited(ErrorCode.RATE_LIMITED, Duration.ZERO)),
                Arguments.of(413, limited(ErrorCode.TOO_LARGE, Duration.ZERO)),
                Arguments.of(503, new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "x", Duration.ZERO)),
                Arguments.of(504, new ChatException.TimedOut("x", Map.of())));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalHasItsStatus(int status, ChatException refusal) {
        assertThat(Refusals.status(refusal)).isEqualTo(status);
        assertThat(Refusals.envelope(refusal, "id").error().statusCode()).isEqualTo(status);
        assertThat(Refusals.envelope(refusal, "id").error().errorCode())
                .isEqualTo(refusal.code().code());
    }

    @Test
    void tellsWhenToTryAgainInWholeSeconds() {
        assertThat(Refusals.headers(limited(ErrorCode.RATE_LIMITED, Duration.ofMillis(1))))
                .isEqualTo(retryAfter("1"));
        assertThat(Refusals.headers(limited(ErrorCode.RATE_LIMITED, Duration.ofMillis(2001))))
                .isEqualTo(retryAfter("3"));
        assertThat(Refusals.headers(limited(ErrorCode.RATE_LIMITED, Duration.ofSeconds(2))))
                .isEqualTo(retryAfter("2"));
        assertThat(Refusals.headers(limited(ErrorCode.RATE_LIMITED, Duration.ZERO)))
                .isEmpty();
        assertThat(Refusals.headers(new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "x", Duration.ofSeconds(5))))
                .isEqualTo(retryAfter("5"));
    }

    private static Map<String, String> retryAfter(String seconds) {
        return Map.of("Retry-After", seconds);
    }

    private static ChatException.Limited limited(ErrorCode code, Duration wait) {
        return new ChatException.Limited(code, "x", wait, Map.of());
    }
}
