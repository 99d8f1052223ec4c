package dev.parley.application;

import java.time.Duration;
import java.util.Locale;

/** How commands put things into Markdown. */
final class Wording {
    private static final String MARKS = "\\`*_{}[]<>#|!~";

    private Wording() {}

    /** What somebody wrote, on one line and without any effect as Markdown. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (MARKS.indexOf(point) >= 0) {
                plain.append('\\');
            }
            plain.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
        });
        return plain.toString();
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A limit of which 0 says that there is none. */
    static String limit(long number) {
        return number == 0 ? "no limit" : number(number);
    }

    /** To three digits or so: {@code 412 ms}, {@code 3.2 s}, {@code 2 min 5 s}, {@code 1 h 30 min}, {@code 2 days}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 60) {
            return duration.toMillisPart() == 0
                    ? seconds + " s"
                    : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
        }
        if (seconds < 3_600) {
            return two(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        }
        if (seconds % 86_400 == 0) {
            return duration.toDays() == 1 ? "1 day" : number(duration.toDays()) + " days";
        }
        return two(duration.toHours(), "h", duration.toMinutesPart(), "min");
    }

    /** Never too few. */
    static long wholeSeconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        String first = number(large) + " " + largeUnit;
        return small == 0 ? first : first + " " + small + " " + smallUnit;
    }
}
