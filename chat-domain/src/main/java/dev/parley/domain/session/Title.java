package dev.parley.domain.session;

import dev.parley.domain.TextRules;
import dev.parley.domain.limit.ChatLimits;

/**
 * The name people see for a session; may be empty.
 *
 * @param value the text
 */
public record Title(String value) {
    public static final Title NONE = new Title("");

    /** @throws dev.parley.domain.ChatException.Invalid if it is too long or contains characters that are never stored */
    public static Title parse(String text, ChatLimits limits) {
        return new Title(TextRules.check("title", text, 0, limits.titleCodePoints()));
    }

    @Override
    public String toString() {
        return value;
    }
}
