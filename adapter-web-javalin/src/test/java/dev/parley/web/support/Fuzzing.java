package dev.parley.web.support;

import dev.parley.domain.ChatException;
import dev.parley.domain.NaughtyStrings;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What fuzz tests have in common. */
public final class Fuzzing {
    private Fuzzing() {}

    /**
     * What is read of an input; empty if it is refused, which is the only other end there may be. A refusal may repeat a piece of the
     * input, and says nothing of how it was found out.
     */
    public static <T> Optional<T> read(String input, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ChatException.Invalid | ChatException.Unauthenticated refusal) {
            boolean leaks = refusal.sentence().contains("Exception") && !input.contains("Exception");
            if (refusal.sentence().isBlank() || leaks) {
                throw new AssertionError("refused with: " + refusal.sentence());
            }
            return Optional.empty();
        }
    }

    /** Bytes as a program sees them that came in a text frame or a body. */
    public static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bytes as a program sees them that came in a header or a request line. */
    public static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Texts that have broken software before. */
    public static void forEachNaughtyString(Consumer<byte[]> target) {
        NaughtyStrings.all().forEach(text -> target.accept(text.getBytes(StandardCharsets.UTF_8)));
    }
}
