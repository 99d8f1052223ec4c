package dev.parley.web.auth;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Instant;

/**
 * What a valid token proves.
 *
 * @param tokenRole the role that the token gives
 * @param role the one that counts; another one if an administrator assigned it
 * @param expiresAt when the token ends
 * @param key with which the token was checked
 */
public record Identity(UserId user, Role tokenRole, Role role, Instant expiresAt, TokenKey key) {
    /** From when on the token opens nothing any more: a moment after its end, as clocks differ. */
    public Instant validUntil() {
        return expiresAt.plus(TokenGate.LEEWAY);
    }

    /** Whether the token opens nothing any more: it has ended, or its key was withdrawn. Streams end then, too. */
    public boolean isOver(Instant now) {
        return !now.isBefore(validUntil()) || key.isWithdrawn();
    }

    /** Who calls, over the web, with the role that counts. */
    public Caller caller() {
        return new Caller(user, role, ChannelKind.WEB);
    }

    /** Who calls, over the web, as far as the token tells. */
    public Caller tokenCaller() {
        return new Caller(user, tokenRole, ChannelKind.WEB);
    }

    /** The same with the role that counts. */
    public Identity as(Role other) {
        return new Identity(user, tokenRole, other, expiresAt, key);
    }
}
