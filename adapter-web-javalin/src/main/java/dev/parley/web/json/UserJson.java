package dev.parley.web.json;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user, for administrators.
 *
 * @param role the one that counts
 * @param tokenRole the one that their last token gave; null if none has come
 * @param assignedRole the one that an administrator gave them; null if none did
 * @param firstSeenAt when they came first; null if they never did
 * @param lastSeenAt when they came last, to some minutes; null if they never did
 */
public record UserJson(
        String userId,
        @OneOf(Role.class) String role,
        @OneOf(Role.class) @Nullable String tokenRole,
        @OneOf(Role.class) @Nullable String assignedRole,
        boolean disabled,
        @Nullable Instant firstSeenAt,
        @Nullable Instant lastSeenAt) {
    public static UserJson from(User user) {
        return new UserJson(
                user.id().toString(),
                user.role().wireName(),
                nameOf(user.tokenRole()),
                nameOf(user.assignedRole()),
                user.disabled(),
                user.firstSeen(),
                user.lastSeen());
    }

    public static List<UserJson> from(List<User> users) {
        return users.stream().map(UserJson::from).toList();
    }

    private static @Nullable String nameOf(@Nullable Role role) {
        return role == null ? null : role.wireName();
    }
}
