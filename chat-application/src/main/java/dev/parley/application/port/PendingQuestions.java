package dev.parley.application.port;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the questions wait that wait for an answer.
 *
 * @param byAge how many wait less than the first of the ages that were asked for, less than the second one but not less than the first,
 *     and so on; the last number is that of all others
 * @param oldest when the one was asked that waits longest; null if none waits
 * @param complete whether all are counted; if not, those that are missing came later than those that are counted
 */
public record PendingQuestions(List<Long> byAge, @Nullable Instant oldest, boolean complete) {
    public PendingQuestions {
        byAge = List.copyOf(byAge);
    }

    public long counted() {
        return byAge.stream().mapToLong(Long::longValue).sum();
    }
}
