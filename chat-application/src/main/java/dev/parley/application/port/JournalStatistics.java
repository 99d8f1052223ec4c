package dev.parley.application.port;

import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a journal counted.
 *
 * @param eventsByDay events by day (UTC) and type
 * @param failures failed turns by the code of their failure
 * @param turns from the start of the first attempt to the end of the turn, whatever end; with the waits for people
 * @param firstTexts from the call of the model to its first text
 * @param unreadable lines that the last rebuild skipped because they are torn or broken
 * @param dropped events that were not written since the journal was opened
 */
public record JournalStatistics(
        SortedMap<LocalDate, SortedMap<String, Long>> eventsByDay,
        SortedMap<String, Long> failures,
        DurationSummary turns,
        DurationSummary firstTexts,
        long unreadable,
        long dropped) {
    public JournalStatistics {
        SortedMap<LocalDate, SortedMap<String, Long>> days = new TreeMap<>();
        eventsByDay.forEach((day, types) -> days.put(day, Collections.unmodifiableSortedMap(new TreeMap<>(types))));
        eventsByDay = Collections.unmodifiableSortedMap(days);
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }

    /** Events of all days by type. */
    public SortedMap<String, Long> eventsByType() {
        SortedMap<String, Long> types = new TreeMap<>();
        eventsByDay.values().forEach(day -> day.forEach((type, count) -> types.merge(type, count, Long::sum)));
        return types;
    }

    /** Events of all days and types. */
    public long events() {
        return eventsByType().values().stream().mapToLong(Long::longValue).sum();
    }
}
