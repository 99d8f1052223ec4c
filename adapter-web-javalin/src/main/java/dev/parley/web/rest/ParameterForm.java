package dev.parley.web.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the value of a parameter looks like. */
public sealed interface ParameterForm {
    /** Any text. */
    ParameterForm ANY = new Text(0, Integer.MAX_VALUE, null);

    /**
     * A text.
     *
     * @param minimum fewest code points
     * @param maximum most code points; {@link Integer#MAX_VALUE} for any number
     * @param pattern what the whole text matches; null for anything
     */
    record Text(int minimum, int maximum, @Nullable String pattern) implements ParameterForm {}

    /**
     * A whole number.
     *
     * @param absent what counts if the parameter is left out; null if nothing does
     */
    record WholeNumber(long minimum, long maximum, @Nullable Long absent) implements ParameterForm {}

    /**
     * One of some words.
     *
     * @param absent what counts if the parameter is left out; null if nothing does
     */
    record Choice(List<String> words, @Nullable String absent) implements ParameterForm {
        public Choice {
            words = List.copyOf(words);
        }

        static Choice of(String... words) {
            return new Choice(List.of(words), null);
        }

        /** The constants of an enum, as the wire has them. */
        static Choice of(Class<? extends Enum<?>> type) {
            return new Choice(
                    Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                            .toList(),
                    null);
        }

        Choice and(String word) {
            return new Choice(Stream.concat(words.stream(), Stream.of(word)).toList(), absent);
        }

        Choice orElse(String word) {
            return new Choice(words, word);
        }
    }

    /** True or false. */
    record Truth() implements ParameterForm {}

    /** A day, such as 2026-01-31. */
    record Day() implements ParameterForm {}

    /** A UUID. */
    record Id() implements ParameterForm {}

    /** A place in a session's log. */
    record Place() implements ParameterForm {}
}
