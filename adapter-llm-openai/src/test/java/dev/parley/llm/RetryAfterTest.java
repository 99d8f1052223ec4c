package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Optional<Duration> read(String name, String value) {
        Headers headers = Headers.builder()
                .put(name.equals(RetryAfter.HEADER) ? RetryAfter.HIDDEN_HEADER : name, value)
                .build();
        return RetryAfter.in(headers, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 0, 0",
        "Retry-After, 7, 7000",
        "Retry-After, ' 7 ', 7000",
        "Retry-After, 1.5, 1500",
        "Retry-After, 61, 60000",
        "Retry-After, 99999999999999999999999999, 60000",
        "Retry-After, 'Thu, 01 Jan 2026 00:00:20 GMT', 20000",
        "Retry-After, 'Wed, 31 Dec 2025 23:00:00 GMT', 0",
        "Retry-After, 'Thu, 01 Jan 2099 00:00:00 GMT', 60000",
        "retry-after-ms, 250, 250"
    })
    void timeIsRead(String name, String value, long milliseconds) {
        assertThat(read(name, value)).contains(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "soon", "NaN", "Infinity", "1e3", "0x10", "١", "Thu, 32 Jan 2026 00:00:00 GMT"})
    void nonsenseIsNoTime(String value) {
        assertThat(read("Retry-After", value)).isEmpty();
    }

    @Test
    void noHeaderIsNoTime() {
        assertThat(RetryAfter.in(Headers.builder().build(), NOW)).isEmpty();
    }

    @Test
    void millisecondsAreMoreExact() {
        Headers headers = Headers.builder()
                .put(RetryAfter.HIDDEN_HEADER, "1")
                .put("retry-after-ms", "250")
                .build();

        assertThat(RetryAfter.in(headers, NOW)).contains(Duration.ofMillis(250));
    }
}
