package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import dev.parley.domain.limit.ChatLimits;
import org.jspecify.annotations.Nullable;

/**
 * How much of a session an agent's model gets to see, where that differs from the chat's limits.
 *
 * @param messages most messages, 1 to {@value #MOST_MESSAGES}; null for as many as elsewhere
 * @param tokens most tokens of these messages, 1 to {@value #MOST_TOKENS}; null for as many as elsewhere
 */
public record ContextLimits(
        @Nullable Integer messages, @Nullable Integer tokens) {
    /** As elsewhere. */
    public static final ContextLimits NONE = new ContextLimits(null, null);

    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_TOKENS = 10_000_000;

    /** @throws ChatException.Invalid naming the limit that is out of its range */
    public ContextLimits {
        requireWithin("context.messages", messages, MOST_MESSAGES);
        requireWithin("context.tokens", tokens, MOST_TOKENS);
    }

    /** The chat's limits, with these in place of those they stand for. */
    ChatLimits within(ChatLimits limits) {
        if (messages == null && tokens == null) {
            return limits;
        }
        return limits.toBuilder()
                .contextMessages(messages != null ? messages : limits.contextMessages())
                .contextTokens(tokens != null ? tokens : limits.contextTokens())
                .build();
    }

    private static void requireWithin(String field, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw ChatException.Invalid.field(field, "must be 1 to %d, but is %d.".formatted(most, value));
        }
    }
}
