package dev.parley.web.json;

import dev.parley.application.UsageReport;
import dev.parley.application.port.ModelDay;
import java.time.LocalDate;
import java.util.List;

/** What a user had of models in some days. */
public record UsageReportJson(String userId, LocalDate from, LocalDate to, List<ItemJson> items, TotalsJson totals) {
    /** What it was on one day (UTC) of one model. */
    public record ItemJson(LocalDate day, String model, long answers, long promptTokens, long completionTokens) {
        static ItemJson from(ModelDay day) {
            return new ItemJson(day.day(), day.model(), day.answers(), day.promptTokens(), day.completionTokens());
        }
    }

    /** What it was in all. */
    public record TotalsJson(long answers, long promptTokens, long completionTokens) {}

    public static UsageReportJson from(UsageReport report) {
        return new UsageReportJson(
                report.user().toString(),
                report.from(),
                report.to(),
                report.days().stream().map(ItemJson::from).toList(),
                new TotalsJson(report.answers(), report.promptTokens(), report.completionTokens()));
    }
}
