package dev.parley.application.answer;

import java.util.Locale;
import java.util.Optional;

/** Bytes as letters and digits that mean the same in lower and in upper case (RFC 4648, 6), without padding. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte each : bytes) {
            held = (held << Byte.SIZE) | (each & 0xFF);
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt((held >> bits) & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((held << (BITS - bits)) & 31));
        }
        return text.toString();
    }

    /** The bytes; empty if the text is not what {@link #encode} makes of some, in whatever case. */
    static Optional<byte[]> decode(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        byte[] bytes = new byte[lower.length() * BITS / Byte.SIZE];
        int held = 0;
        int bits = 0;
        int place = 0;
        for (int i = 0; i < lower.length(); i++) {
            int value = ALPHABET.indexOf(lower.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            held = (held << BITS) | value;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[place++] = (byte) (held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return encode(bytes).equals(lower) ? Optional.of(bytes) : Optional.empty();
    }
}
