package dev.parley.application.delivery;

import dev.parley.domain.channel.ChannelKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The breakers of this node, one for each system that failed lately. Safe for many threads. */
final class Breakers {
    /** Of more systems that fail, the failures of some are forgotten. */
    private static final int MOST = 10_000;

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Breaker> breakers = new HashMap<>();

    Breakers(InstantSource time) {
        this.time = time;
    }

    /** A system that takes messages: the channel itself, or one of those that it reaches. */
    record Place(ChannelKind channel, String server) {}

    /**
     * What may be used.
     *
     * @param paused systems that must be left alone, and for how long
     * @param probes systems that may be tried once
     */
    record Admission(Map<Place, Duration> paused, Set<Place> probes) {}

    /** Somebody wants to use some systems. Those that are admitted have to be left again if they are not used. */
    Admission enter(Collection<Place> places) {
        lock.lock();
        try {
            Map<Place, Duration> paused = new HashMap<>();
            Set<Place> probes = new HashSet<>();
            for (Place place : places) {
                Breaker breaker = breakers.get(place);
                Duration pause = breaker == null ? Duration.ZERO : breaker.enter(time.instant());
                if (!pause.isZero()) {
                    paused.put(place, pause);
                } else if (breaker != null && breaker.isOpen()) {
                    probes.add(place);
                }
            }
            return new Admission(paused, probes);
        } finally {
            lock.unlock();
        }
    }

    /** A system that was entered was not used. */
    void leave(Place place) {
        with(place, Breaker::leave);
    }

    /** It took something, or refused it for a reason of its own: it works. */
    void succeeded(Place place) {
        lock.lock();
        try {
            breakers.remove(place);
        } finally {
            lock.unlock();
        }
    }

    void failed(Place place, @Nullable Duration asked) {
        lock.lock();
        try {
            if (breakers.size() >= MOST && !breakers.containsKey(place)) {
                breakers.remove(breakers.keySet().iterator().next());
            }
            breakers.computeIfAbsent(place, unknown -> new Breaker()).failed(time.instant(), asked);
        } finally {
            lock.unlock();
        }
    }

    private void with(Place place, Consumer<Breaker> work) {
        lock.lock();
        try {
            Breaker breaker = breakers.get(place);
            if (breaker != null) {
                work.accept(breaker);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many systems of each channel are given a rest because they fail. */
    Map<ChannelKind, Long> broken() {
        lock.lock();
        try {
            return breakers.entrySet().stream()
                    .filter(entry -> entry.getValue().isBroken())
                    .collect(Collectors.groupingBy(entry -> entry.getKey().channel(), Collectors.counting()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a channel as a whole is given a rest because it fails. */
    boolean isBroken(ChannelKind channel) {
        lock.lock();
        try {
            Breaker breaker = breakers.get(new Place(channel, ""));
            return breaker != null && breaker.isBroken();
        } finally {
            lock.unlock();
        }
    }
}
