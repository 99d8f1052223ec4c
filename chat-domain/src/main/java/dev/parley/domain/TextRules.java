package dev.parley.domain;

import java.util.Map;

/**
 * What text may contain: any Unicode text without U+0000 and without lone surrogates, counted in code points. Text from people is
 * rejected when it breaks a rule, never altered; text from models is {@linkplain #repaired repaired}.
 */
public final class TextRules {
    private static final char REPLACEMENT = '\uFFFD';

    private TextRules() {}

    /**
     * @param field the name of the field, for the error
     * @param minimum fewest code points
     * @param maximum most code points
     * @return the text itself
     * @throws ChatException.Invalid with code {@code invalid_content}
     */
    public static String check(String field, String text, int minimum, int maximum) {
        int bad = firstBadIndex(text);
        if (bad >= 0) {
            String what = text.charAt(bad) == 0 ? "contains U+0000" : "contains a lone surrogate";
            throw new ChatException.Invalid(
                    ErrorCode.INVALID_CONTENT,
                    "%s %s at index %d; remove it.".formatted(field, what, bad),
                    Map.of("field", field, "index", bad));
        }
        int codePoints = text.codePointCount(0, text.length());
        if (codePoints < minimum || codePoints > maximum) {
            throw new ChatException.Invalid(
                    ErrorCode.INVALID_CONTENT,
                    "%s has %d characters (Unicode code points); it must have %d to %d."
                            .formatted(field, codePoints, minimum, maximum),
                    Map.of("field", field, "code_points", codePoints, "minimum", minimum, "maximum", maximum));
        }
        return text;
    }

    /** The text with U+0000 and lone surrogates replaced by U+FFFD; the same instance if there are none. */
    public static String repaired(String text) {
        int bad = firstBadIndex(text);
        if (bad < 0) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text);
        while (bad >= 0) {
            repaired.setCharAt(bad, REPLACEMENT);
            bad = firstBadIndex(repaired, bad + 1);
        }
        return repaired.toString();
    }

    /**
     * The text if it is short enough, else its beginning with an ellipsis.
     *
     * @param most code points, at least 1
     */
    public static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static int firstBadIndex(CharSequence text) {
        return firstBadIndex(text, 0);
    }

    private static int firstBadIndex(CharSequence text, int from) {
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                return i;
            }
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
