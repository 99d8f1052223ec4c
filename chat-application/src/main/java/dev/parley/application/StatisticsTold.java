package dev.parley.application;

import dev.parley.application.journal.Journal;
import dev.parley.application.port.DurationSummary;
import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.application.port.ModelDay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Statistics for people and for programs. */
final class StatisticsTold {
    private StatisticsTold() {}

    static String text(SystemStatistics system, Optional<Journal> journal) {
        StringBuilder text = new StringBuilder("Sessions: ");
        text.append(system.sessions().entrySet().stream()
                .map(entry ->
                        Wording.number(entry.getValue()) + " " + entry.getKey().wireName())
                .collect(Collectors.joining(", ")));
        text.append("\n\n- Turns running on this node: ").append(Wording.number(system.runningTurns()));
        text.append("\n- Sessions open on this node: ").append(Wording.number(system.openFeeds()));
        if (system.connections() != null) {
            text.append("\n- Connections to this node: ").append(Wording.number(system.connections()));
        }
        if (system.today().isEmpty()) {
            text.append("\n- No answers yet today");
        }
        for (ModelDay use : system.today()) {
            text.append("\n- Today by %s: %s answers, %s tokens read, %s written"
                    .formatted(
                            Wording.plain(use.model()),
                            Wording.number(use.answers()),
                            Wording.number(use.promptTokens()),
                            Wording.number(use.completionTokens())));
        }
        text.append("\n\n");
        journal.ifPresentOrElse(
                present -> text.append(text(present.statistics())),
                () -> text.append("This server keeps no journal, so there are no statistics of events."));
        journal.flatMap(Journal::rebuilding)
                .ifPresent(rebuilding -> text.append("\n\n").append(text(rebuilding)));
        return text.toString();
    }

    private static String text(JournalStatistics statistics) {
        StringBuilder text = new StringBuilder("Journal of this node: %s events on %d days"
                .formatted(
                        Wording.number(statistics.events()),
                        statistics.eventsByDay().size()));
        if (statistics.dropped() > 0) {
            text.append(", %s missing".formatted(Wording.number(statistics.dropped())));
        }
        if (statistics.unreadable() > 0) {
            text.append(", %s unreadable lines".formatted(Wording.number(statistics.unreadable())));
        }
        text.append("\n\n- Turns: ").append(text(statistics.turns()));
        text.append("\n- First text: ").append(text(statistics.firstTexts()));
        text.append("\n- Failures: ");
        text.append(
                statistics.failures().isEmpty()
                        ? "none"
                        : statistics.failures().entrySet().stream()
                                .map(entry -> "%s `%s`".formatted(Wording.number(entry.getValue()), entry.getKey()))
                                .collect(Collectors.joining(", ")));
        statistics
                .eventsByType()
                .forEach((type, count) -> text.append("\n- `%s`: %s".formatted(type, Wording.number(count))));
        return text.toString();
    }

    private static String text(DurationSummary summary) {
        if (summary.count() == 0) {
            return "none yet";
        }
        return "%s, median %s, 95 %% within %s, 99 %% within %s, from %s to %s"
                .formatted(
                        Wording.number(summary.count()),
                        Wording.duration(summary.median()),
                        Wording.duration(summary.p95()),
                        Wording.duration(summary.p99()),
                        Wording.duration(summary.minimum()),
                        Wording.duration(summary.maximum()));
    }

    private static String text(Journal.Rebuilding rebuilding) {
        JournalProgress progress = rebuilding.progress();
        String days = progress.days() == 1 ? "today" : "the last " + progress.days() + " days";
        if (rebuilding.failure() != null) {
            return "Counting anew from %s failed: %s".formatted(days, rebuilding.failure());
        }
        if (rebuilding.isRunning()) {
            return "Counting anew from %s: %d %%, file %d of %d, %s events so far."
                    .formatted(
                            days,
                            progress.percent(),
                            Math.min(progress.filesRead() + 1, progress.files()),
                            progress.files(),
                            Wording.number(progress.events()));
        }
        return "Counted anew from %s: %s events in %d files."
                .formatted(days, Wording.number(progress.events()), progress.files());
    }

    static Map<String, Object> data(SystemStatistics system, Optional<Journal> journal) {
        Map<String, Object> data = new LinkedHashMap<>();
        Map<String, Object> sessions = new LinkedHashMap<>();
        system.sessions().forEach((status, count) -> sessions.put(status.wireName(), count));
        data.put("sessions", sessions);
        data.put("running_turns", system.runningTurns());
        data.put("open_feeds", system.openFeeds());
        if (system.connections() != null) {
            data.put("connections", system.connections());
        }
        data.put(
                "today",
                system.today().stream()
                        .map(use -> Map.of(
                                "model", use.model(),
                                "answers", use.answers(),
                                "prompt_tokens", use.promptTokens(),
                                "completion_tokens", use.completionTokens()))
                        .toList());
        journal.ifPresent(present -> data.put("journal", data(present.statistics())));
        journal.flatMap(Journal::rebuilding).ifPresent(rebuilding -> data.put("rebuild", data(rebuilding)));
        return data;
    }

    private static Map<String, Object> data(JournalStatistics statistics) {
        Map<String, Object> days = new LinkedHashMap<>();
        statistics.eventsByDay().forEach((day, types) -> days.put(day.toString(), types));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("events", statistics.events());
        data.put("events_by_type", statistics.eventsByType());
        data.put("events_by_day", days);
        data.put("failures", statistics.failures());
        data.put("turns", data(statistics.turns()));
        data.put("first_texts", data(statistics.firstTexts()));
        data.put("unreadable", statistics.unreadable());
        data.put("dropped", statistics.dropped());
        return data;
    }

    private static Map<String, Object> data(DurationSummary summary) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("count", summary.count());
        if (summary.count() > 0) {
            data.put("minimum_ms", summary.minimum().toMillis());
            data.put("median_ms", summary.median().toMillis());
            data.put("p95_ms", summary.p95().toMillis());
            data.put("p99_ms", summary.p99().toMillis());
            data.put("maximum_ms", summary.maximum().toMillis());
        }
        return data;
    }

    static Map<String, Object> data(Journal.Rebuilding rebuilding) {
        JournalProgress progress = rebuilding.progress();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("running", rebuilding.isRunning());
        data.put("days", progress.days());
        data.put("percent", rebuilding.isRunning() ? progress.percent() : 100);
        data.put("files", progress.files());
        data.put("files_read", progress.filesRead());
        data.put("events", progress.events());
        data.put("unreadable", progress.unreadable());
        if (rebuilding.failure() != null) {
            data.put("failure", rebuilding.failure());
            data.remove("percent");
        }
        return data;
    }
}
