package dev.parley.application;

import dev.parley.application.port.ModelDay;
import dev.parley.domain.user.UserId;
import java.time.LocalDate;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a user had of models.
 *
 * @param from the first day (UTC)
 * @param to the last day, included
 * @param days by day and model; days without an answer are left out
 */
public record UsageReport(UserId user, LocalDate from, LocalDate to, List<ModelDay> days) {
    public UsageReport {
        days = List.copyOf(days);
    }

    public long answers() {
        return sum(ModelDay::answers);
    }

    public long promptTokens() {
        return sum(ModelDay::promptTokens);
    }

    public long completionTokens() {
        return sum(ModelDay::completionTokens);
    }

    private long sum(ToLongFunction<ModelDay> number) {
        return days.stream().mapToLong(number).sum();
    }
}
