package dev.parley.domain.user;

import dev.parley.domain.ChatException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person or program as far as Parley knows them: from their tokens, and from what administrators decided. Who they are is up to whoever
 * makes the tokens; an administrator may give them another role, or keep them out, also before they come for the first time.
 *
 * <pre>
 *              disable
 *   enabled  ───────────►  disabled
 *            ◄───────────
 *              enable
 * </pre>
 *
 * @param tokenRole the role that a token of theirs gave last; null if none has come
 * @param assignedRole the role that an administrator gave them, which counts whatever their tokens say; null if none did
 * @param disabled whether they are kept out
 * @param firstSeen when they came first; null if they never did
 * @param lastSeen when they came last, to some minutes; null if they never did
 */
public record User(
        UserId id,
        @Nullable Role tokenRole,
        @Nullable Role assignedRole,
        boolean disabled,
        @Nullable Instant firstSeen,
        @Nullable Instant lastSeen) {
    public User {
        if ((firstSeen == null) != (lastSeen == null)) {
            throw new IllegalArgumentException("who was seen was seen a first and a last time");
        }
        if (firstSeen != null && lastSeen != null && lastSeen.isBefore(firstSeen)) {
            throw new IllegalArgumentException("nobody is seen last before they are seen first");
        }
    }

    /** Somebody of whom nothing is known yet. */
    public static User unknown(UserId id) {
        return new User(id, null, null, false, null, null);
    }

    /**
     * Came with a token. Of several times that are told in another order than they happened, the first and the last count, and the
     * role that was told last.
     */
    public User seen(Role role, Instant at) {
        if (firstSeen == null || lastSeen == null) {
            return new User(id, role, assignedRole, disabled, at, at);
        }
        return at.isBefore(firstSeen)
                ? new User(id, tokenRole, assignedRole, disabled, at, lastSeen)
                : new User(
                        id,
                        at.isBefore(lastSeen) ? tokenRole : role,
                        assignedRole,
                        disabled,
                        firstSeen,
                        at.isBefore(lastSeen) ? lastSeen : at);
    }

    /** With the role that an administrator chose. */
    public User assign(RoleChoice choice) {
        return new User(id, tokenRole, choice.role().orElse(null), disabled, firstSeen, lastSeen);
    }

    /** Kept out. */
    public User disable() {
        return new User(id, tokenRole, assignedRole, true, firstSeen, lastSeen);
    }

    /** Let in. */
    public User enable() {
        return new User(id, tokenRole, assignedRole, false, firstSeen, lastSeen);
    }

    /** The role that counts when they come with a token that gives them this one. */
    public Role roleWith(Role told) {
        return assignedRole == null ? told : assignedRole;
    }

    /** The role that counts, as far as is known: the assigned one, that of the last token, or the least. */
    public Role role() {
        return roleWith(tokenRole == null ? Role.VIEWER : tokenRole);
    }

    /**
     * Lets them in.
     *
     * @throws ChatException.Forbidden with code {@code user_disabled} if they are kept out
     */
    public User requireEnabled() {
        if (disabled) {
            throw ChatException.Forbidden.disabledUser();
        }
        return this;
    }
}
