package dev.parley.domain.user;

import dev.parley.domain.channel.ChannelKind;

/**
 * Who calls a use case, as proved at the edge.
 *
 * @param channel the way the call came in
 */
public record Caller(UserId user, Role role, ChannelKind channel) {
    /** A user with the least role who comes over the web. */
    public static Caller of(String user) {
        return new Caller(new UserId(user), Role.VIEWER, ChannelKind.WEB);
    }
}
