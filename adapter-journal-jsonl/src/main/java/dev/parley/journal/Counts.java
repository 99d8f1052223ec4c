package dev.parley.journal;

import dev.parley.application.port.JournalStatistics;
import dev.parley.application.telemetry.DurationHistogram;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Statistics of lines, in bounded memory: of the newest days, and of as many open turns as are plausible. Safe for many threads. */
final class Counts {
    /** Turns that began and did not end yet; of more, the oldest are forgotten and their durations not counted. */
    static final int OPEN_TURNS = 20_000;

    /** Names that are counted one by one; those that come later are counted together. */
    private static final int NAMES = 200;

    private static final String OTHERS = "other";

    private final ReentrantLock lock = new ReentrantLock();
    private final int days;
    private final NavigableMap<LocalDate, Day> byDay = new TreeMap<>();
    private final Map<String, Instant> openTurns = new LinkedHashMap<>();
    private long lines;
    private long unreadable;

    /** @param days how many days are kept apart, at least 1; the oldest go first */
    Counts(int days) {
        this.days = days;
    }

    private static final class Day {
        private final SortedMap<String, Long> types = new TreeMap<>();
        private final SortedMap<String, Long> failures = new TreeMap<>();
        private final DurationHistogram turns = new DurationHistogram();
        private final DurationHistogram firstTexts = new DurationHistogram();
    }

    void add(Line line) {
        lock.lock();
        try {
            lines++;
            LocalDate date = line.at().atOffset(ZoneOffset.UTC).toLocalDate();
            Day day = byDay.computeIfAbsent(date, unused -> new Day());
            count(day.types, line.type());
            if (line.firstTextMs() != null) {
                day.firstTexts.add(line.firstTextMs());
            }
            if (line.turnId() != null) {
                follow(day, line, line.turnId());
            }
            while (byDay.size() > days) {
                byDay.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    private void follow(Day day, Line line, String turn) {
        switch (line.type()) {
            case "turn.started" -> {
                if (line.attempt() != null && line.attempt() == 1) {
                    openTurns.put(turn, line.at());
                    if (openTurns.size() > OPEN_TURNS) {
                        openTurns.remove(openTurns.keySet().iterator().next());
                    }
                }
            }
            case "turn.completed", "turn.failed", "turn.cancelled" -> {
                Instant started = openTurns.remove(turn);
                if (started != null) {
                    day.turns.add(Duration.between(started, line.at()).toMillis());
                }
                if (line.errorCode() != null) {
                    count(day.failures, line.errorCode());
                }
            }
            default -> {}
        }
    }

    private static void count(SortedMap<String, Long> counts, String name) {
        String key = counts.containsKey(name) || counts.size() < NAMES ? name : OTHERS;
        counts.merge(key, 1L, Long::sum);
    }

    void addUnreadable() {
        lock.lock();
        try {
            unreadable++;
        } finally {
            lock.unlock();
        }
    }

    long lines() {
        lock.lock();
        try {
            return lines;
        } finally {
            lock.unlock();
        }
    }

    long unreadable() {
        lock.lock();
        try {
            return unreadable;
        } finally {
            lock.unlock();
        }
    }

    /** @param dropped what the journal could not write */
    JournalStatistics statistics(long dropped) {
        lock.lock();
        try {
            SortedMap<LocalDate, SortedMap<String, Long>> events = new TreeMap<>();
            SortedMap<String, Long> failures = new TreeMap<>();
            DurationHistogram turns = new DurationHistogram();
            DurationHistogram firstTexts = new DurationHistogram();
            byDay.forEach((date, day) -> {
                events.put(date, day.types);
                day.failures.forEach((code, count) -> failures.merge(code, count, Long::sum));
                turns.add(day.turns);
                firstTexts.add(day.firstTexts);
            });
            return new JournalStatistics(events, failures, turns.summary(), firstTexts.summary(), unreadable, dropped);
        } finally {
            lock.unlock();
        }
    }
}
