package dev.parley.domain.channel;

import java.util.Locale;

/** What became of a try to send something. */
public enum SendOutcome {
    /** The channel took it. */
    SENT,
    /** The channel will never take it. */
    REFUSED,
    /** The channel did not take it this time. */
    UNAVAILABLE,
    /** It may have been taken; nobody knows. */
    UNKNOWN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
