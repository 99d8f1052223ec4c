package dev.parley.channel.slack;

import java.util.ArrayList;
import java.util.List;

/** Texts as Slack wants them. Lengths are in UTF-16 code units, which are never fewer than what Slack counts. */
final class SlackText {
    private static final String ELLIPSIS = "…";

    private SlackText() {}

    /** A text that stays a text where Slack looks for mentions, links and commands; these begin with one of three characters. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The text if it is short enough, else its beginning with an ellipsis. */
    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, border(text, 0, most - 1)) + ELLIPSIS;
    }

    /** The beginning of a text, escaped, so that the whole is short enough and no entity is cut. */
    static String escapedCut(String text, int most) {
        String kept = cut(text, most);
        String escaped = escaped(kept);
        while (escaped.length() > most) {
            kept = cut(text, kept.length() - Math.max(1, (escaped.length() - most) / 5));
            escaped = escaped(kept);
        }
        return escaped;
    }

    /** The text in pieces, which together are the text; each ends behind a line where that is possible. */
    static List<String> pieces(String text, int most) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (text.length() - start > most) {
            int line = text.lastIndexOf('\n', start + most - 1);
            int end = line >= start + most / 2 ? line + 1 : border(text, start, start + most);
            pieces.add(text.substring(start, end));
            start = end;
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /** An end that does not split a surrogate pair. */
    private static int border(String text, int start, int end) {
        boolean splits = end > start + 1
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
        return splits ? end - 1 : end;
    }
}
