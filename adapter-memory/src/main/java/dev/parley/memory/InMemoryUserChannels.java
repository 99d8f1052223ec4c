package dev.parley.memory;

import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps in memory how people want to be reached. Safe for many threads. */
final class InMemoryUserChannels implements UserChannels {
    private static final Comparator<UserChannel> BY_PRIORITY =
            Comparator.comparingInt(UserChannel::priority).thenComparing(UserChannel::kind);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, UserChannel> channels = new LinkedHashMap<>();

    private record Place(UserId user, ChannelKind kind) {}

    @Override
    public List<UserChannel> of(UserId user) {
        return all(channel -> channel.user().equals(user));
    }

    @Override
    public List<UserChannel> usable(Collection<UserId> users) {
        return all(channel -> channel.isUsable() && users.contains(channel.user()));
    }

    @Override
    public Optional<UserChannel> verified(ChannelAddress address) {
        return all(channel -> channel.verifiedAt() != null && channel.address().equals(address)).stream()
                .findFirst();
    }

    private List<UserChannel> all(Predicate<UserChannel> wanted) {
        lock.lock();
        try {
            return channels.values().stream().filter(wanted).sorted(BY_PRIORITY).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change) {
        Place place = new Place(user, kind);
        lock.lock();
        try {
            UserChannel changed = change.apply(channels.get(place));
            if (changed == null) {
                channels.remove(place);
                return Optional.empty();
            }
            if (changed.verifiedAt() != null) {
                requireOwn(changed);
            }
            channels.put(place, changed);
            return Optional.of(changed);
        } finally {
            lock.unlock();
        }
    }

    private void requireOwn(UserChannel changed) {
        boolean foreign = verified(changed.address())
                .filter(known -> !known.user().equals(changed.user()))
                .isPresent();
        if (foreign) {
            throw new ChatException.Conflict(ErrorCode.INVALID_STATE, "This address belongs to somebody else already.");
        }
    }
}
