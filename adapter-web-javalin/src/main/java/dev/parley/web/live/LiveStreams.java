package dev.parley.web.live;

import dev.parley.application.port.Telemetry;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that are open on this node. One thread watches over all of them. Safe for use by many threads. */
public final class LiveStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** With the time when each was opened. */
    private final Map<LiveStream, Long> opened = new ConcurrentHashMap<>();

    private final Set<LiveStream> streams = opened.keySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("parley-streams").unstarted(task));
    private final InstantSource time;
    private final Predicate<UserId> keptOut;
    private final Telemetry telemetry;
    private volatile boolean retiring;
    private volatile boolean draining;

    /** @param keptOut whether a user may not be here; asked for each stream all the time, so it must not block */
    public LiveStreams(Timing timing, InstantSource time, Predicate<UserId> keptOut, Telemetry telemetry) {
        this.time = time;
        this.keptOut = keptOut;
        this.telemetry = telemetry;
        Duration quarter = timing.stall().dividedBy(4);
        Duration pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        var unused = watch.scheduleWithFixedDelay(
                this::tick, pause.toMillis(), Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
    }

    public void add(LiveStream stream) {
        opened.put(stream, System.nanoTime());
        telemetry.connectionOpened(stream.transport());
    }

    public void remove(LiveStream stream) {
        Long since = opened.remove(stream);
        if (since != null) {
            telemetry.connectionClosed(
                    stream.transport(), stream.reasonOfEnd(), Duration.ofNanos(System.nanoTime() - since));
        }
    }

    /** How many streams are open and not about to end. */
    public int size() {
        return (int) streams.stream().filter(stream -> !stream.isEnding()).count();
    }

    /** How many of one kind are open and not about to end. */
    public int size(Transport transport) {
        return (int) streams.stream()
                .filter(stream -> stream.transport() == transport && !stream.isEnding())
                .count();
    }

    /** The node wants no more requests, but still takes them. */
    public void retire() {
        retiring = true;
    }

    public boolean isRetiring() {
        return retiring;
    }

    /** Ends the streams of a user who may not be here any more. */
    public void expel(UserId user) {
        streams.stream().filter(stream -> user.equals(stream.user())).forEach(LiveStream::expel);
    }

    /** Lets no new streams in. */
    public void drain() {
        retiring = true;
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /**
     * Ends all streams: each as soon as its client has all there is, or when the time is over.
     *
     * @param patience for clients that have not read everything yet
     */
    public void dismissAll(Farewell farewell, Duration patience) {
        drain();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!streams.isEmpty() && System.nanoTime() - deadline < 0 && pause()) {
            streams.stream().filter(LiveStream::isCaughtUp).forEach(stream -> stream.dismiss(farewell));
        }
        streams.forEach(stream -> stream.dismiss(farewell));
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tick() {
        for (LiveStream stream : streams) {
            try {
                stream.tick(time.instant());
                UserId user = stream.user();
                if (user != null && keptOut.test(user)) {
                    // It began while its user was about to be kept out.
                    stream.expel();
                }
            } catch (RuntimeException defect) {
                LOG.error("a stream could not be looked after", defect);
            }
        }
    }
}
