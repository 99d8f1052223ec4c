package dev.parley.domain.message;

import dev.parley.domain.TextRules;
import dev.parley.domain.limit.ChatLimits;

/**
 * What a person says in one message: not empty, within the limit, free of characters that are never stored.
 *
 * @param value the text exactly as it was sent
 */
public record UserText(String value) {
    /**
     * @throws dev.parley.domain.ChatException.Invalid with code {@code invalid_content} if the text has no code point or more than
     *     {@link ChatLimits#userMessageCodePoints()}, or contains U+0000 or a lone surrogate
     */
    public static UserText parse(String text, ChatLimits limits) {
        return new UserText(TextRules.check("content", text, 1, limits.userMessageCodePoints()));
    }
}
