package dev.parley.domain.turn;

import java.util.Locale;

/** The names of a turn's states. */
public enum TurnStatus {
    QUEUED,
    RUNNING,
    AWAITING_FEEDBACK,
    COMPLETED,
    FAILED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
