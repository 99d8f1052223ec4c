package dev.parley.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Several runs of the same measurement. */
public record Spread(double minimum, double median, double maximum) {
    public static Spread of(List<Double> runs) {
        List<Double> sorted = runs.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.getFirst(), median, sorted.getLast());
    }

    /** The median, and the others in brackets. */
    @Override
    public String toString() {
        return "%s (%s – %s)".formatted(number(median), number(minimum), number(maximum));
    }

    /** With three significant digits. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
