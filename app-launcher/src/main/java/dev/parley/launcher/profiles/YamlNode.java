package dev.parley.launcher.profiles;

import java.util.List;
import java.util.regex.Pattern;

/** A part of a YAML document that knows its line, counted from 1. */
sealed interface YamlNode {
    int line();

    /** What people call such a part. */
    String kind();

    /** Keys with values, in the order of the file; a key may occur twice. */
    record Mapping(List<Entry> entries, int line) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a section";
        }
    }

    /** A key with its value. */
    record Entry(String key, int line, YamlNode value) {}

    /** Elements in their order. */
    record Sequence(List<YamlNode> elements, int line) implements YamlNode {
        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A single value.
     *
     * @param plain whether it is written without quotes and not as a block, so that it may be something else than a text
     */
    record Scalar(String value, boolean plain, int line) implements YamlNode {
        private static final Pattern NUMBER = Pattern.compile(
                "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

        boolean isNothing() {
            return plain && (value.isEmpty() || value.equals("~") || value.equalsIgnoreCase("null"));
        }

        boolean isFlag() {
            return plain && (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"));
        }

        boolean isText() {
            return !plain
                    || (!isNothing() && !isFlag() && !NUMBER.matcher(value).matches());
        }

        @Override
        public String kind() {
            return isText() ? "a text" : isFlag() ? "true or false" : isNothing() ? "nothing" : "a number";
        }
    }

    /** A part of which it was already told what is wrong. */
    record Broken(int line) implements YamlNode {
        @Override
        public String kind() {
            return "something else";
        }
    }
}
