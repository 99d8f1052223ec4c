package dev.parley.application;

import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator wants to change about a user.
 *
 * @param role the role that shall count; null to leave it
 * @param disabled whether the user shall be kept out; null to leave it
 */
public record UserChange(
        @Nullable RoleChoice role, @Nullable Boolean disabled) {
    public static UserChange ofRole(RoleChoice role) {
        return new UserChange(role, null);
    }

    public static UserChange ofDisabled(boolean disabled) {
        return new UserChange(null, disabled);
    }

    /** Whether everything stays as it is. */
    boolean isNone() {
        return role == null && disabled == null;
    }

    User appliedTo(User user) {
        User assigned = role == null ? user : user.assign(role);
        if (disabled == null) {
            return assigned;
        }
        return disabled ? assigned.disable() : assigned.enable();
    }
}
