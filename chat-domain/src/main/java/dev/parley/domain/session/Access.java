package dev.parley.domain.session;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do in a session. Each level may do all that the one before it may. */
public enum Access {
    /** Not even know that it exists. */
    NONE,
    /** Read and watch. */
    VIEWER,
    /** Also write, stop and answer. */
    EDITOR,
    /** Also change, share, end and delete. */
    OWNER;

    /** The access a participant can be given: {@code viewer} or {@code editor}. */
    public static Optional<Access> grantable(String name) {
        return switch (name) {
            case "viewer" -> Optional.of(VIEWER);
            case "editor" -> Optional.of(EDITOR);
            default -> Optional.empty();
        };
    }

    public boolean atLeast(Access other) {
        return compareTo(other) >= 0;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
