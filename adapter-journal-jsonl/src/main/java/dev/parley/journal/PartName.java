package dev.parley.journal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file: {@code events-2026-11-20.jsonl}, and {@code events-2026-11-20.1.jsonl}, {@code .2} … for what did not fit in.
 *
 * @param day (UTC) on which it was begun
 * @param part 0 for the first file of the day
 */
record PartName(LocalDate day, int part) implements Comparable<PartName> {
    private static final Pattern FORM =
            Pattern.compile("events-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\\.([1-9][0-9]{0,8}))?\\.jsonl");

    private static final Comparator<PartName> ORDER =
            Comparator.comparing(PartName::day).thenComparingInt(PartName::part);

    /** Empty if a file of this name is not the journal's. */
    static Optional<PartName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            String part = matcher.group(2);
            return Optional.of(
                    new PartName(LocalDate.parse(matcher.group(1)), part == null ? 0 : Integer.parseInt(part)));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
    }

    PartName next() {
        return new PartName(day, part + 1);
    }

    @Override
    public int compareTo(PartName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return part == 0 ? "events-%s.jsonl".formatted(day) : "events-%s.%d.jsonl".formatted(day, part);
    }
}
