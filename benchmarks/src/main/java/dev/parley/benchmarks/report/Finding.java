package dev.parley.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One line of a result.
 *
 * @param what was measured
 * @param goal in words
 * @param result what the goal is about: a ratio or a value, with its spread
 * @param measured what Parley did, with its unit
 * @param compared what it is compared with did; empty if with nothing
 */
public record Finding(String what, String goal, String result, String measured, String compared) {
    /**
     * A ratio of runs that took turns.
     *
     * @param unit of both
     */
    public static Finding ratio(String what, String goal, String unit, List<Double> subject, List<Double> baseline) {
        List<Double> ratios = IntStream.range(0, subject.size())
                .mapToObj(run -> subject.get(run) / baseline.get(run))
                .toList();
        return new Finding(
                what,
                goal,
                Spread.of(ratios) + " ×",
                Spread.of(subject) + " " + unit,
                Spread.of(baseline) + " " + unit);
    }

    /** What is added to something, by runs that took turns. */
    public static Finding added(String what, String goal, String unit, List<Double> subject, List<Double> baseline) {
        List<Double> differences = IntStream.range(0, subject.size())
                .mapToObj(run -> subject.get(run) - baseline.get(run))
                .toList();
        return new Finding(
                what,
                goal,
                "+ " + Spread.of(differences) + " " + unit,
                Spread.of(subject) + " " + unit,
                Spread.of(baseline) + " " + unit);
    }

    /** A value that speaks for itself. */
    public static Finding value(String what, String goal, String unit, List<Double> runs) {
        return new Finding(what, goal, Spread.of(runs) + " " + unit, "", "");
    }

    /** A row of a Markdown table. */
    public String row() {
        return "| %s | %s | %s | %s | %s |".formatted(what, goal, result, measured, compared);
    }
}
