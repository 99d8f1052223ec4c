package dev.parley.llm;

import com.openai.core.http.Headers;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads how long a server wants to be left alone: {@code Retry-After} in seconds or as a date (RFC 9110, section 10.2.3), or OpenAI's
 * {@code retry-after-ms}. Some servers send nonsense, so whatever is not a time is ignored and no time is longer than
 * {@link #LONGEST}.
 */
final class RetryAfter {
    static final Duration LONGEST = Duration.ofSeconds(60);
    static final String HEADER = "Retry-After";

    /** Where the header's value is on its way through the HTTP client. */
    static final String HIDDEN_HEADER = "Parley-Retry-After";

    private static final String MILLISECONDS_HEADER = "retry-after-ms";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,40}(\\.\\d{0,40})?");

    private RetryAfter() {}

    /** @return zero to {@link #LONGEST}; empty if the server did not say */
    static Optional<Duration> in(Headers headers, Instant now) {
        return first(headers, MILLISECONDS_HEADER, text -> number(text, 1))
                .or(() -> first(headers, HIDDEN_HEADER, text -> number(text, 1000)))
                .or(() -> first(headers, HIDDEN_HEADER, text -> date(text, now)));
    }

    private static Optional<Duration> first(
            Headers headers, String name, Function<String, Optional<Duration>> meaning) {
        return headers.values(name).stream()
                .map(String::strip)
                .flatMap(text -> meaning.apply(text).stream())
                .findFirst();
    }

    private static Optional<Duration> number(String text, int milliseconds) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal all = new BigDecimal(text).multiply(BigDecimal.valueOf(milliseconds));
        return Optional.of(Duration.ofMillis(
                all.min(BigDecimal.valueOf(LONGEST.toMillis())).longValue()));
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, then);
            if (wait.isNegative()) {
                return Optional.of(Duration.ZERO);
            }
            return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        } catch (DateTimeException | ArithmeticException noDate) {
            return Optional.empty();
        }
    }
}
