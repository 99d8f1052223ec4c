package dev.parley.domain.feedback;

import java.util.Locale;

/** The names of a question's states. */
public enum FeedbackStatus {
    PENDING,
    ANSWERED,
    EXPIRED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
