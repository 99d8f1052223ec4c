package dev.parley.domain.session;

import java.util.Locale;

/**
 * What a session's agent is doing.
 *
 * <pre>
 * IDLE → THINKING → RESPONDING → IDLE
 *           ⇅  ↘         ↓ ↘
 *           │   IDLE  THINKING  (a tool's result is read)
 *           └→ ERROR ←┘
 *              ERROR → IDLE, ERROR → THINKING
 * </pre>
 *
 * THINKING → IDLE happens when the answer is stopped before its first token or comes at once; THINKING → THINKING when a tool was
 * called without a word.
 */
public enum AgentActivity {
    IDLE,
    THINKING,
    RESPONDING,
    ERROR;

    public boolean canBecome(AgentActivity next) {
        return switch (this) {
            case IDLE -> next == THINKING;
            case THINKING -> true;
            case RESPONDING -> next != RESPONDING;
            case ERROR -> next == IDLE || next == THINKING;
        };
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
