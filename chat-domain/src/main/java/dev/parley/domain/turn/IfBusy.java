package dev.parley.domain.turn;

import java.util.Locale;
import java.util.Optional;

/** What happens to a message that comes while a turn runs. */
public enum IfBusy {
    /** Its turn waits in the queue. */
    ENQUEUE,
    /** It is refused. */
    REJECT,
    /** The running turn is stopped, its partial text kept, and this one comes next, before all that wait. */
    INTERRUPT;

    public static Optional<IfBusy> named(String name) {
        for (IfBusy mode : values()) {
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
