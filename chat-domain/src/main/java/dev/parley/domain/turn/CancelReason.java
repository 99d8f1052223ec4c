package dev.parley.domain.turn;

import java.util.Locale;

/** Why a turn was cancelled. */
public enum CancelReason {
    /** Somebody stopped it while it ran, or withdrew it while it waited. */
    STOPPED,
    /** A newer message took its place. */
    INTERRUPTED,
    /** Its session ended or was deleted. */
    SESSION_ENDED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
