package dev.parley.web.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media types a client takes (RFC 9110, 12.5.1).
 *
 * @param ranges in the order of the header
 */
record Accepts(List<Range> ranges) {
    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,9})?|1(\\.0{0,9})?");

    /** One media range with its weight. */
    record Range(String type, double weight) {}

    /** @param header the value of {@code Accept}; null accepts anything */
    static Accepts of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return new Accepts(List.of(new Range("*/*", 1)));
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] pieces = part.split(";");
            double weight = 1;
            for (int i = 1; i < pieces.length; i++) {
                String parameter = pieces[i].strip();
                if (parameter.startsWith("q=")) {
                    weight = weight(parameter.substring(2));
                }
            }
            ranges.add(new Range(pieces.length == 0 ? "" : pieces[0].strip(), weight));
        }
        return new Accepts(ranges);
    }

    boolean allows(String type) {
        return weightOf(type) > 0;
    }

    /** Whether the client names this type itself and wants it at least as much as the other one. */
    boolean prefers(String type, String other) {
        boolean named = ranges.stream().anyMatch(range -> range.type().equals(type));
        return named && allows(type) && weightOf(type) >= weightOf(other);
    }

    /** The most specific range decides. */
    private double weightOf(String type) {
        String group = type.substring(0, type.indexOf('/')) + "/*";
        for (String candidate : List.of(type, group, "*/*")) {
            for (Range range : ranges) {
                if (range.type().equals(candidate)) {
                    return range.weight();
                }
            }
        }
        return 0;
    }

    private static double weight(String text) {
        return WEIGHT.matcher(text).matches() ? Double.parseDouble(text) : 0;
    }
}
