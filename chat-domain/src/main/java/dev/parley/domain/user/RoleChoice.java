package dev.parley.domain.user;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an administrator decides about a user's role: one of the roles, or that of the user's tokens. */
public enum RoleChoice {
    VIEWER(Role.VIEWER),
    ANALYST(Role.ANALYST),
    ADMIN(Role.ADMIN),
    /** Whatever the user's tokens say. */
    TOKEN(null);

    private final @Nullable Role role;

    RoleChoice(@Nullable Role role) {
        this.role = role;
    }

    /** The choice of that name; empty for any other name. */
    public static Optional<RoleChoice> named(String name) {
        for (RoleChoice choice : values()) {
            if (choice.wireName().equals(name)) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that is assigned; empty if that of the tokens counts. */
    public Optional<Role> role() {
        return Optional.ofNullable(role);
    }
}
