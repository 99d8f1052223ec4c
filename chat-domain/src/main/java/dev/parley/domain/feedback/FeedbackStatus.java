package dev.parley.domain.feedback;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The names of a question's states. */
public enum FeedbackStatus {
    PENDING,
    ANSWERED,
    EXPIRED,
    CANCELLED;

    /** The status of this name, as {@link #wireName} gives it. */
    public static Optional<FeedbackStatus> named(String name) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(name))
                .findFirst();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
