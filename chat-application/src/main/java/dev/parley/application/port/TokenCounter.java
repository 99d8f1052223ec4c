package dev.parley.application.port;

/**
 * Counts or estimates a model's tokens.
 *
 * <p>Callers rely on this: the count is the same for the same text, 0 for the empty one, never fails for any text, and may be asked by
 * many threads at once. Every adapter passes {@code TokenCounterContract}.
 */
@FunctionalInterface
public interface TokenCounter {
    int count(String text);

    /** An estimate that needs no vocabulary: a token for every four bytes of UTF-8, at least one for a text that is not empty. */
    static TokenCounter estimating() {
        return text -> {
            int bytes = 0;
            for (int i = 0; i < text.length(); i++) {
                char unit = text.charAt(i);
                bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
            }
            return (bytes + 3) / 4;
        };
    }
}
