package dev.parley.domain.search;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * A piece of a longer text with something found in it, letter for letter as it is there.
 *
 * @param text at most {@value #CODE_POINTS} code points, unless the finding alone has more; cut between characters as people see them, as
 *     long as these are not longer than a piece
 * @param start where the finding begins in it, in UTF-16 code units
 * @param length of the finding, in UTF-16 code units
 * @param moreBefore whether the longer text has something before this piece
 * @param moreAfter whether it has something after it
 */
public record Snippet(String text, int start, int length, boolean moreBefore, boolean moreAfter) {
    static final int CODE_POINTS = 160;

    /** How much before a cut is looked at to see where characters begin: more than any row of flags, which are told apart by counting. */
    private static final int SEEN_BEFORE = 2_000;

    /** How much behind a cut is looked at: more than any character that people write. */
    private static final int SEEN_AFTER = 64;

    /** The piece around a part of a text: a third of what there is room for comes before it. */
    static Snippet around(String whole, int index, int length) {
        int end = index + length;
        int room = Math.max(0, CODE_POINTS - whole.codePointCount(index, end));
        int before = whole.codePointCount(0, index);
        int after = whole.codePointCount(end, whole.length());
        int takenAfter = Math.min(after, room - Math.min(before, room / 3));
        int takenBefore = Math.min(before, room - takenAfter);
        int from = cutBefore(whole, whole.offsetByCodePoints(index, -takenBefore), index);
        int to = cutAfter(whole, end, whole.offsetByCodePoints(end, takenAfter));
        return new Snippet(whole.substring(from, to), index - from, length, from > 0, to < whole.length());
    }

    /** The first border between characters in a range; the range's begin if there is none. */
    private static int cutBefore(String whole, int from, int upTo) {
        if (from == 0) {
            return 0;
        }
        Surroundings near = Surroundings.of(whole, from, upTo);
        int border = near.isBorder(from) ? from : near.borderAfter(from);
        return border <= upTo ? border : from;
    }

    /** The last border between characters in a range; the range's end if there is none. */
    private static int cutAfter(String whole, int from, int upTo) {
        if (upTo == whole.length()) {
            return upTo;
        }
        Surroundings near = Surroundings.of(whole, from, upTo);
        int border = near.isBorder(upTo) ? upTo : near.borderBefore(upTo);
        return border >= from ? border : upTo;
    }

    /** The characters (grapheme clusters) of a part of a text. */
    private record Surroundings(BreakIterator characters, int offset) {
        static Surroundings of(String whole, int from, int to) {
            int begin = Math.max(0, from - SEEN_BEFORE);
            int end = Math.min(whole.length(), to + SEEN_AFTER);
            BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
            characters.setText(whole.substring(begin, end));
            return new Surroundings(characters, begin);
        }

        boolean isBorder(int index) {
            return characters.isBoundary(index - offset);
        }

        int borderAfter(int index) {
            return offset + characters.following(index - offset);
        }

        int borderBefore(int index) {
            return offset + characters.preceding(index - offset);
        }
    }
}
