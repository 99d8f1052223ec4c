package dev.parley.application.delivery;

import dev.parley.application.delivery.Breakers.Admission;
import dev.parley.application.delivery.Breakers.Place;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Over what people can be reached at one moment. Confined to one thread.
 *
 * @param channels the usable channels of people, by priority
 * @param places which system takes what is sent there
 * @param kinds the channels of this node
 * @param used systems over which something is being sent now
 */
record Reach(
        List<UserChannel> channels,
        Map<UserChannel, Place> places,
        Set<ChannelKind> kinds,
        Admission admission,
        Set<Place> used) {
    Reach(List<UserChannel> channels, Map<UserChannel, Place> places, Set<ChannelKind> kinds, Admission admission) {
        this(channels, places, kinds, admission, new HashSet<>());
    }

    /** What may be used for a person. */
    List<UserChannel> of(UserId person, Dispatch dispatch) {
        return channels.stream()
                .filter(channel -> channel.user().equals(person)
                        && kinds.contains(channel.kind())
                        && dispatch.allows(channel.kind()))
                .toList();
    }

    Optional<UserChannel> of(UserId person, ChannelKind kind) {
        return channels.stream()
                .filter(channel -> channel.user().equals(person) && channel.kind() == kind)
                .findFirst();
    }

    /** How long a channel must be left alone; zero if it may be used. A system that is only probed is used once. */
    Duration pause(UserChannel channel) {
        Place place = places.get(channel);
        if (place == null) {
            return Duration.ZERO;
        }
        Duration pause = admission.paused().getOrDefault(place, Duration.ZERO);
        return pause.isZero() && admission.probes().contains(place) && used.contains(place)
                ? Breaker.FIRST_PAUSE
                : pause;
    }

    boolean isPaused(UserChannel channel) {
        return !pause(channel).isZero();
    }

    void use(UserChannel channel) {
        Place place = places.get(channel);
        if (place != null) {
            used.add(place);
        }
    }

    /** Systems that may be used and are not. */
    Set<Place> unused() {
        Set<Place> left = new HashSet<>(admission.probes());
        left.removeAll(used);
        return left;
    }
}
