package dev.parley.application;

import java.util.Locale;
import java.util.Optional;

/** What happens when an owner who has as many active sessions as allowed wants another one. */
public enum WhenFull {
    /** It is refused, naming those there are. */
    REJECT,
    /** The one that was not active for the longest time is paused. */
    PAUSE_OLDEST;

    public static Optional<WhenFull> named(String name) {
        for (WhenFull mode : values()) {
            if (mode.wireName().equals(name)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
