package dev.parley.domain.session;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a session stands in its life.
 *
 * <pre>
 * INITIALIZING → ACTIVE ⇄ PAUSED
 *       │           │        ↑│
 *       ├───────────┼────────┘│
 *       ├───────────┴────────┴──→ COMPLETED   ended by hand
 *       └───────────┴────────┴──→ EXPIRED     too long without activity
 * </pre>
 *
 * COMPLETED and EXPIRED are final; such sessions can be read and forked.
 */
public enum SessionStatus {
    INITIALIZING,
    ACTIVE,
    PAUSED,
    COMPLETED,
    EXPIRED;

    public boolean canBecome(SessionStatus next) {
        return switch (this) {
            case INITIALIZING -> next != this;
            case ACTIVE -> next == PAUSED || next == COMPLETED || next == EXPIRED;
            case PAUSED -> next == ACTIVE || next == COMPLETED || next == EXPIRED;
            case COMPLETED, EXPIRED -> false;
        };
    }

    public boolean isFinal() {
        return this == COMPLETED || this == EXPIRED;
    }

    /** Whether the session counts against its owner's limit of active sessions. */
    public boolean countsAsActive() {
        return this == INITIALIZING || this == ACTIVE;
    }

    public static Optional<SessionStatus> named(String name) {
        for (SessionStatus status : values()) {
            if (status.wireName().equals(name)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
