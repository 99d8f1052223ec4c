package dev.parley.benchmarks.stub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of every answer: numbered tokens of equal width, so that a piece of it is checked and counted by its place alone. */
public final class Tokens {
    /** Bytes and characters of a token. */
    public static final int WIDTH = 6;

    /** Most tokens of an answer. */
    public static final int MOST = 50_000;

    private static final byte[] TEXT = text();

    private Tokens() {}

    private static byte[] text() {
        StringBuilder text = new StringBuilder(MOST * WIDTH);
        for (int token = 0; token < MOST; token++) {
            text.append(' ').append(100_000 + token).deleteCharAt(text.length() - WIDTH);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes one token. */
    static void write(int token, byte[] target, int at) {
        System.arraycopy(TEXT, token * WIDTH, target, at, WIDTH);
    }

    /** Whether bytes are the text at this place. */
    public static boolean match(byte[] bytes, int from, int length, int place) {
        return Arrays.equals(bytes, from, from + length, TEXT, place, place + length);
    }
}
