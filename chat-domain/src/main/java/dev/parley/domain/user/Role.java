package dev.parley.domain.user;

import java.util.Locale;
import java.util.Optional;

/** What a user may do beside using their own sessions. Each role may do all that the one before it may. */
public enum Role {
    VIEWER,
    ANALYST,
    ADMIN;

    /** The role named by the claim {@code role} of a token; empty for any other name. */
    public static Optional<Role> named(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean atLeast(Role other) {
        return compareTo(other) >= 0;
    }
}
