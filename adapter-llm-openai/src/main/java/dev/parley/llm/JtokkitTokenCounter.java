package dev.parley.llm;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.parley.application.port.TokenCounter;
import dev.parley.domain.TextRules;
import java.util.regex.Pattern;

/**
 * Counts tokens as OpenAI's models do; for other models the count is an estimate. Every text counts as ordinary text, also one that
 * looks like a special token. The first {@value #COUNTED} UTF-16 units are counted, and the rest of a longer text is taken to be like
 * them, so that no text takes long.
 */
public final class JtokkitTokenCounter implements TokenCounter {
    private static final int COUNTED = 1 << 16;

    /** Counting takes memory in proportion to the longest stretch without a border between words. */
    private static final int SLICE = 1 << 13;

    private static final Pattern OLDER_MODEL =
            Pattern.compile("(.*/)?(ft:)?(gpt-3\\.5|gpt-4)([-:].*)?|text-embedding-.*");

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();
    private final EncodingType type;

    /** @param model the model whose tokens are counted; any name */
    public JtokkitTokenCounter(String model) {
        type = encodingOf(model);
    }

    static EncodingType encodingOf(String model) {
        return OLDER_MODEL.matcher(model).matches() ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
    }

    @Override
    public int count(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        Encoding encoding = encodings.getEncoding(type);
        int end = Math.min(text.length(), COUNTED);
        String head = TextRules.repaired(text.substring(0, end));
        long tokens = 0;
        for (int start = 0; start < end; ) {
            int next = Math.min(start + SLICE, end);
            next -= next < end && Character.isHighSurrogate(head.charAt(next - 1)) ? 1 : 0;
            tokens += encoding.countTokensOrdinary(head.substring(start, next));
            start = next;
        }
        return (int) Math.min(Integer.MAX_VALUE, tokens * text.length() / end);
    }

    /** Loads the vocabulary, which takes a fifth of a second, before the first count needs it. */
    public void warmUp() {
        count("warm");
    }
}
