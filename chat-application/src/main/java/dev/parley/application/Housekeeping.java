package dev.parley.application;

import dev.parley.application.agent.TurnRunners;
import dev.parley.application.feed.Feeds;
import dev.parley.domain.ChatException;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has to be done from time to time: renew leases, and see to all that is due. Several nodes may do it at once. */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

    /** How many batches of each kind one request sees to. */
    private static final int MOST_BATCHES = 50;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Sweep sweep;
    private final TurnRunners runners;
    private final Feeds feeds;
    private final RateLimits rateLimits;
    private final ChatLimits limits;
    private @Nullable Thread thread;

    Housekeeping(Sweep sweep, TurnRunners runners, Feeds feeds, RateLimits rateLimits, ChatLimits limits) {
        this.sweep = sweep;
        this.runners = runners;
        this.feeds = feeds;
        this.rateLimits = rateLimits;
        this.limits = limits;
    }

    /** Begins to do all of it, each time a third of a lease has passed, at least every five seconds. */
    void start() {
        Duration third = limits.leaseRenewal();
        Duration pause = third.compareTo(LONGEST_PAUSE) < 0 ? third : LONGEST_PAUSE;
        thread = Thread.ofVirtual().name("parley-housekeeping").start(() -> run(pause));
    }

    private void run(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                attempt("renew leases", runners::renewLeases);
                attempt("sweep", this::sweep);
                attempt("refresh feeds", feeds::refresh);
                attempt("tidy the limits up", rateLimits::tidy);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not " + what + "; trying again", trouble);
        }
    }

    /** Does everything that is due now, but for the leases, and at most a hundred of each kind. */
    public Swept sweep() {
        return sweep.run();
    }

    /**
     * Does everything that is due now, for somebody who does not want to wait until it is done by itself.
     *
     * @throws ChatException.Forbidden if the caller is no admin
     */
    public Swept sweep(Caller caller) {
        if (!caller.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Forbidden("Only admins may do that.");
        }
        Swept all = new Swept(0, 0, 0, 0);
        Swept last;
        int batches = 0;
        do {
            last = sweep();
            all = all.plus(last);
            batches++;
        } while (last.hasFullBatch() && batches < MOST_BATCHES);
        return all;
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /**
     * What a sweep did.
     *
     * @param paused idle sessions that were paused
     * @param expired sessions that expired
     * @param settled questions that expired or of which people were reminded
     * @param purged sessions out of use that were removed for good
     */
    public record Swept(int paused, int expired, int settled, int purged) {
        private Swept plus(Swept more) {
            return new Swept(
                    paused + more.paused, expired + more.expired, settled + more.settled, purged + more.purged);
        }

        /** Whether there may be more of something. */
        private boolean hasFullBatch() {
            return Math.max(Math.max(paused, expired), Math.max(settled, purged)) >= Sweep.BATCH;
        }
    }
}
