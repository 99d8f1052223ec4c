package dev.parley.launcher.offline;

import java.util.stream.Collectors;

/** Puts what others said into Markdown so that it stays text. */
final class Quotes {
    private static final int SHOWN = 600;

    private Quotes() {}

    /** A block quote; a long text is cut. */
    static String block(String text) {
        return cut(text, SHOWN).lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
    }

    /** One line between quotation marks. */
    static String inline(String text, int codePoints) {
        return "“" + escaped(cut(text.replaceAll("\\s+", " ").strip(), codePoints)) + "”";
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_{}\\[\\]<>#|~])", "\\\\$1");
    }

    /** The beginning of a text, with a sign that it is only that. */
    static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints)) + "…";
    }
}
