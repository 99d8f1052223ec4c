package dev.parley.memory;

import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps how people want to be reached in the memory of one process, for a limited number of them. */
final class InMemoryUserChannels implements UserChannels {
    /** How many users are held. */
    static final int MAXIMUM = 100_000;

    private static final Comparator<UserChannel> ORDER =
            Comparator.comparingInt(UserChannel::priority).thenComparing(UserChannel::kind);

    /** Of one user, over one channel. */
    private record Place(UserId user, ChannelKind kind) {}

    /** The same in whatever spelling. */
    private record Key(ChannelKind kind, String text) {
        static Key of(ChannelAddress address) {
            return new Key(address.kind(), address.key());
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UserId, Map<ChannelKind, UserChannel>> channels = new HashMap<>();
    private final Map<Key, Place> verified = new HashMap<>();

    /** In the order of their last change; the eldest make room. */
    private final Map<Place, AddressProof> proofs = new LinkedHashMap<>();

    private final int maximum;

    /** @param maximum most users to hold */
    InMemoryUserChannels(int maximum) {
        this.maximum = maximum;
    }

    @Override
    public List<UserChannel> of(UserId user) {
        return locked(() -> inOrder(user));
    }

    private List<UserChannel> inOrder(UserId user) {
        return channels.getOrDefault(user, Map.of()).values().stream()
                .sorted(ORDER)
                .toList();
    }

    @Override
    public List<UserChannel> usable(Collection<UserId> users) {
        return locked(() -> new LinkedHashSet<>(users)
                .stream()
                        .flatMap(user -> inOrder(user).stream())
                        .filter(UserChannel::isUsable)
                        .toList());
    }

    @Override
    public Optional<UserChannel> verified(ChannelAddress address) {
        return locked(() -> Optional.ofNullable(verified.get(Key.of(address)))
                .map(place -> channels.getOrDefault(place.user(), Map.of()).get(place.kind())));
    }

    @Override
    public Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change) {
        return locked(() -> {
            UserChannel before = channels.getOrDefault(user, Map.of()).get(kind);
            UserChannel after = change.apply(before);
            Place place = new Place(user, kind);
            if (after != null) {
                requireRoom(user);
                requireFree(after, place);
            }
            if (before != null && before.verifiedAt() != null) {
                verified.remove(Key.of(before.address()));
            }
            if (after == null) {
                remove(place);
            } else {
                channels.computeIfAbsent(user, added -> new EnumMap<>(ChannelKind.class))
                        .put(kind, after);
                if (after.verifiedAt() != null) {
                    verified.put(Key.of(after.address()), place);
                }
            }
            return Optional.ofNullable(after);
        });
    }

    private void remove(Place place) {
        Map<ChannelKind, UserChannel> left = channels.get(place.user());
        if (left != null) {
            left.remove(place.kind());
            if (left.isEmpty()) {
                channels.remove(place.user());
            }
        }
    }

    private void requireRoom(UserId user) {
        if (channels.size() >= maximum && !channels.containsKey(user)) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE,
                    "The server holds the channels of as many users as its memory is meant for.",
                    Duration.ofMinutes(1));
        }
    }

    private void requireFree(UserChannel channel, Place place) {
        Place owner = verified.get(Key.of(channel.address()));
        if (channel.verifiedAt() != null && owner != null && !owner.equals(place)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE, "This address is another user's, who has proved it; use another one.");
        }
    }

    @Override
    public Optional<AddressProof> changeProof(
            UserId user, ChannelKind kind, Function<@Nullable AddressProof, @Nullable AddressProof> change) {
        return locked(() -> {
            Place place = new Place(user, kind);
            AddressProof after = change.apply(proofs.get(place));
            proofs.remove(place);
            if (after != null) {
                proofs.put(place, after);
                if (proofs.size() > maximum) {
                    proofs.remove(proofs.keySet().iterator().next());
                }
            }
            return Optional.ofNullable(after);
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
