package dev.parley.web.auth;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Instant;

/**
 * What a valid token proves.
 *
 * @param expiresAt when the token ends
 */
public record Identity(UserId user, Role role, Instant expiresAt) {
    /** From when on the token opens nothing any more: a moment after its end, as clocks differ. */
    public Instant validUntil() {
        return expiresAt.plus(TokenGate.LEEWAY);
    }

    /** Who calls, over the web. */
    public Caller caller() {
        return new Caller(user, role, ChannelKind.WEB);
    }
}
