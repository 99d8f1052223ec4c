package dev.parley.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a server writes pieces of an answer and its end. */
public final class Dialect {
    static final Dialect PARLEY = new Dialect(
            "{\"type\":\"delta\"",
            "\"text\":\"",
            "\"message.completed\"",
            "{\"type\":\"event\"",
            "\"turn.completed\"",
            "\"error_code\"");
    static final Dialect BARE =
            new Dialect("{\"type\":\"delta\"", "\"text\":\"", "\0", "{\"type\":\"done\"", "", "\"error\"");
    static final Dialect MODEL = new Dialect("{\"id\":", "\"content\":\"", "\0", "[DONE]", "", "\"error\":");

    private final byte[] pieceBegin;
    private final byte[] text;
    private final byte[] whole;
    private final byte[] endBegin;
    private final byte[] endMark;
    private final byte[] failure;

    /**
     * @param pieceBegin how a document with a piece begins
     * @param text what stands before a piece's text
     * @param whole what only a document with the whole text contains
     * @param endBegin how documents begin that tell of the end or bring the whole text
     * @param endMark what only the document that tells of the end contains
     * @param failure what only a document contains that tells of a failure
     */
    private Dialect(String pieceBegin, String text, String whole, String endBegin, String endMark, String failure) {
        this.pieceBegin = bytes(pieceBegin);
        this.text = bytes(text);
        this.whole = bytes(whole);
        this.endBegin = bytes(endBegin);
        this.endMark = bytes(endMark);
        this.failure = bytes(failure);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    boolean isPiece(byte[] buffer, int from, int length) {
        return startsWith(buffer, from, length, pieceBegin);
    }

    /** Whether a frame brings the whole text, of which a reader who is behind gets no more pieces. */
    boolean isWhole(byte[] buffer, int from, int length) {
        return startsWith(buffer, from, length, endBegin) && find(buffer, from, from + length, whole) >= 0;
    }

    /** Where the text of a piece begins; negative if it has none. */
    int textAt(byte[] buffer, int from, int length) {
        int at = find(buffer, from + pieceBegin.length, from + length, text);
        return at < 0 ? at : at + text.length;
    }

    boolean isEnd(byte[] buffer, int from, int length) {
        return startsWith(buffer, from, length, endBegin) && find(buffer, from, from + length, endMark) >= 0;
    }

    boolean isFailure(byte[] buffer, int from, int length) {
        return find(buffer, from, from + length, failure) >= 0;
    }

    private static boolean startsWith(byte[] buffer, int from, int length, byte[] begin) {
        return length >= begin.length && Arrays.equals(buffer, from, from + begin.length, begin, 0, begin.length);
    }

    private static int find(byte[] buffer, int from, int to, byte[] wanted) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
