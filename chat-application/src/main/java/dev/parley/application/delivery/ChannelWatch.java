package dev.parley.application.delivery;

import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether the channels of this node work, for those who run it. Each is looked at when the node comes up and, while something is wrong, every
 * minute; what is sent meanwhile shows it, too. What is wrong is told in the log once, and as long as it lasts to whoever asks. Safe for many
 * threads.
 */
final class ChannelWatch {
    static final Duration AGAIN = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(ChannelWatch.class.getName());

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ChannelKind, State> states = new EnumMap<>(ChannelKind.class);

    ChannelWatch(Collection<ChannelKind> channels, InstantSource time) {
        this.time = time;
        channels.forEach(kind -> states.put(kind, new State()));
    }

    /**
     * Something is wrong with a channel.
     *
     * @param reason a sentence without secrets
     */
    record Trouble(String reason, Instant since) {}

    private static final class State {
        /** What kept the last look from its end; null if nothing did. */
        private @Nullable String seen;

        /** Why nothing was taken at last; null if something was. */
        private @Nullable String met;

        private @Nullable Trouble told;
        private Instant nextLook = Instant.MIN;

        @Nullable
        String reason() {
            return seen != null ? seen : met;
        }
    }

    /** The channels that have to be looked at now; whoever asks does so. */
    List<ChannelKind> due() {
        lock.lock();
        try {
            Instant now = time.instant();
            List<ChannelKind> due = states.entrySet().stream()
                    .filter(entry -> !entry.getValue().nextLook.isAfter(now))
                    .map(Map.Entry::getKey)
                    .toList();
            due.forEach(kind -> state(kind).nextLook = Instant.MAX);
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** Looks at a channel that is due. */
    void look(MessageChannel channel) throws InterruptedException {
        String seen = null;
        try {
            channel.check();
        } catch (UndeliveredException trouble) {
            seen = String.valueOf(trouble.getMessage());
        } catch (RuntimeException defect) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "could not look at the channel " + channel.kind().wireName(),
                    defect);
            seen = "it failed unexpectedly";
        }
        saw(channel.kind(), seen);
    }

    private void saw(ChannelKind kind, @Nullable String seen) {
        lock.lock();
        try {
            State state = state(kind);
            state.seen = seen;
            state.met = seen == null ? null : state.met;
            tell(kind, state);
        } finally {
            lock.unlock();
        }
    }

    /** It took something, or refused it for a reason of its own. */
    void worked(ChannelKind kind) {
        met(kind, null);
    }

    /** @param reason as in {@link Trouble} */
    void failed(ChannelKind kind, String reason) {
        met(kind, reason);
    }

    private void met(ChannelKind kind, @Nullable String reason) {
        lock.lock();
        try {
            State state = state(kind);
            state.met = reason;
            tell(kind, state);
        } finally {
            lock.unlock();
        }
    }

    private State state(ChannelKind kind) {
        return Objects.requireNonNull(states.get(kind), "no such channel");
    }

    /** In the log what is new. */
    private void tell(ChannelKind kind, State state) {
        String reason = state.reason();
        Trouble told = state.told;
        Instant now = time.instant();
        state.nextLook = reason == null ? Instant.MAX : now.plus(AGAIN);
        if (reason == null && told != null) {
            LOG.log(System.Logger.Level.INFO, "the channel {0} works again", kind.wireName());
            state.told = null;
        } else if (reason != null && (told == null || !told.reason().equals(reason))) {
            LOG.log(System.Logger.Level.WARNING, "the channel {0} does not work: {1}", kind.wireName(), reason);
            state.told = new Trouble(reason, told == null ? now : told.since());
        }
    }

    Optional<Trouble> trouble(ChannelKind kind) {
        lock.lock();
        try {
            return Optional.ofNullable(state(kind).told);
        } finally {
            lock.unlock();
        }
    }
}
