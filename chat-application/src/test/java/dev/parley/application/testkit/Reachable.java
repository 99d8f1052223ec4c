package dev.parley.application.testkit;

import dev.parley.application.port.Storage;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gives people channels. */
public final class Reachable {
    private Reachable() {}

    /** A person can be reached over a channel. */
    public static UserChannel over(Storage storage, UserId user, ChannelKind kind, int priority) {
        return over(storage, new UserChannel(user, address(kind, user), priority, null, true, Instant.EPOCH));
    }

    public static UserChannel over(
            Storage storage, UserId user, ChannelKind kind, int priority, @Nullable QuietHours quiet) {
        return over(storage, new UserChannel(user, address(kind, user), priority, quiet, true, Instant.EPOCH));
    }

    public static UserChannel over(Storage storage, UserChannel channel) {
        return storage.channels()
                .change(channel.user(), channel.kind(), before -> channel)
                .orElseThrow();
    }

    public static void notAnyMore(Storage storage, UserId user, ChannelKind kind) {
        storage.channels().change(user, kind, before -> null);
    }

    public static ChannelAddress address(ChannelKind kind, UserId user) {
        return new ChannelAddress(
                kind,
                switch (kind) {
                    case EMAIL -> user.value() + "@example.com";
                    case SLACK ->
                        "U" + user.value().replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
                    case WEBHOOK, WEB -> "https://example.com/" + user.value();
                });
    }
}
