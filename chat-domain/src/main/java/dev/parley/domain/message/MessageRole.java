package dev.parley.domain.message;

import java.util.Locale;

/** Who speaks in a message. */
public enum MessageRole {
    USER,
    ASSISTANT,
    SYSTEM,
    TOOL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
