package dev.parley.web.access;

import dev.parley.domain.user.Role;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Who tries something: one of the people around a session of the owner's. */
enum Kind {
    /** Owns the session. */
    OWNER(Role.VIEWER),
    /** It is shared with them to write. */
    EDITOR(Role.VIEWER),
    /** It is shared with them to read. */
    VIEWER(Role.VIEWER),
    /** Has no access, but is named in a question. */
    RESPONDER(Role.VIEWER),
    /** Has a token and nothing else. */
    STRANGER(Role.VIEWER),
    /** A stranger who is an analyst. */
    ANALYST(Role.ANALYST),
    /** A stranger who is an administrator. */
    ADMIN(Role.ADMIN),
    /** Has no token. */
    NOBODY(Role.VIEWER),
    /** The owner with a token that has expired. */
    EXPIRED(Role.VIEWER);

    private final Role role;

    Kind(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }

    boolean hasToken() {
        return this != NOBODY && this != EXPIRED;
    }

    /** Whether they take part in the session. */
    boolean takesPart() {
        return this == OWNER || this == EDITOR || this == VIEWER;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All who have a valid token. */
    static Set<Kind> known() {
        Set<Kind> known = EnumSet.allOf(Kind.class);
        known.removeIf(kind -> !kind.hasToken());
        return known;
    }
}
