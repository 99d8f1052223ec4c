package dev.parley.application.delivery;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.delivery.Breakers.Admission;
import dev.parley.application.delivery.Breakers.Place;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings questions to people who are not looking at the chat, over the channels of this node, and tells them where they were asked how it
 * ended; and brings answers to those who wrote over a channel. The node that commits a change of a question or ends a turn sees to it at once;
 * whatever is left over, by a node that died or a channel that did not work, is found by {@link #seeToDue}. Nothing is remembered here but
 * which systems failed lately. Safe for many threads.
 *
 * <p>An attempt is stored before it is made and noted after it was made, each in a change of its own. Only the one that is stored as in
 * progress can be noted, and none is made twice: of one whose node died in between, the channel is asked what became of it.
 */
public final class Deliveries implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    /** Questions and turns that somebody on this node sees to or waits to; more are left for the next sweep. */
    private static final int MOST_WAITING = 10_000;

    private static final int LOOKING_AT_ONCE = 8;
    private static final int MOST_BEGUN = 16;
    private static final Duration FIRST_NOTING_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_NOTING_PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SessionStore store;
    private final Addressees addressees;
    private final DeliveryQueue queue;
    private final Map<ChannelKind, MessageChannel> channels;
    private final DeliverySettings settings;
    private final DeliveryRules rules;
    private final ReplyRules replyRules;
    private final Sender sender;
    private final Breakers breakers;
    private final ChannelWatch watch;
    private final Telemetry telemetry;
    private final EventBus.Registration registration;
    private final Map<DeliveryQueue.Due, Looking> looking = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore lookers = new Semaphore(LOOKING_AT_ONCE);
    private final Semaphore sends;
    private volatile boolean closed;

    /** @throws IllegalArgumentException if there are two channels of the same kind, or one for the web */
    public Deliveries(
            Storage storage,
            List<MessageChannel> channels,
            DeliverySettings settings,
            AnswerTokens tokens,
            IdSource ids,
            InstantSource time,
            Telemetry telemetry) {
        this.store = storage.sessions();
        this.addressees = new Addressees(storage);
        this.queue = storage.deliveries();
        this.channels = byKind(channels);
        this.settings = settings;
        this.rules = new DeliveryRules(settings, ids);
        this.replyRules = new ReplyRules(settings, ids, tokens);
        this.sender = new Sender(this.channels, settings.retries().timeout());
        this.breakers = new Breakers(time);
        this.watch = new ChannelWatch(this.channels.keySet(), time);
        this.telemetry = telemetry;
        this.sends = new Semaphore(settings.atOnce());
        this.registration = storage.bus().listen(new Ear(this::look));
    }

    private static Map<ChannelKind, MessageChannel> byKind(List<MessageChannel> channels) {
        Map<ChannelKind, MessageChannel> byKind = new LinkedHashMap<>();
        for (MessageChannel channel : channels) {
            if (channel.kind() == ChannelKind.WEB || byKind.put(channel.kind(), channel) != null) {
                throw new IllegalArgumentException("one channel of each kind but the web: " + channel.kind());
            }
        }
        return byKind;
    }

    /** Whether somebody looks at a question or turn, and whether something happened since. */
    private enum Looking {
        ONCE,
        AGAIN
    }

    /** Begins to see to what is due, and to channels that have to be looked at; returns before it is done. */
    public void seeToDue(int most) {
        if (!closed) {
            watch.due().forEach(kind -> start("parley-channel-look", () -> look(kind)));
        }
        queue.due(most).forEach(this::look);
    }

    private void look(ChannelKind kind) {
        try {
            watch.look(Objects.requireNonNull(channels.get(kind)));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** How the channels are. */
    public ComponentHealth health() {
        Map<ChannelKind, Long> broken = breakers.broken();
        Map<String, Object> facts = new LinkedHashMap<>();
        boolean works = true;
        for (ChannelKind kind : channels.keySet()) {
            boolean isPaused = breakers.isBroken(kind);
            Optional<ChannelWatch.Trouble> trouble = watch.trouble(kind);
            works &= !isPaused && trouble.isEmpty();
            facts.put(kind.wireName(), isPaused ? "paused" : trouble.isPresent() ? "failing" : "up");
            trouble.ifPresent(told -> {
                facts.put(kind.wireName() + "_reason", told.reason());
                facts.put(kind.wireName() + "_since", told.since().toString());
            });
            if (!isPaused && broken.containsKey(kind)) {
                facts.put(kind.wireName() + "_servers_paused", broken.get(kind));
            }
        }
        if (works) {
            return new ComponentHealth.Up(facts);
        }
        facts.put("reason", "A channel does not work; one that fails too often is paused for a while.");
        return new ComponentHealth.Degraded(facts);
    }

    private void look(DeliveryQueue.Due due) {
        if (closed || looking.size() >= MOST_WAITING) {
            return;
        }
        Looking state = looking.compute(due, (same, known) -> known == null ? Looking.ONCE : Looking.AGAIN);
        if (state == Looking.ONCE) {
            start("parley-deliveries", () -> {
                do {
                    attend(due);
                } while (looking.compute(due, (same, known) -> known == Looking.AGAIN ? Looking.ONCE : null) != null);
            });
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void attend(DeliveryQueue.Due due) {
        try {
            lookers.acquire();
            try {
                boolean more = true;
                while (more && !closed) {
                    more = advance(due);
                }
            } finally {
                lookers.release();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (ChatException.NotFound gone) {
            // Its session was removed for good, with everything that was due.
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not see to what has to be delivered; trying again", trouble);
        }
    }

    /** One step; returns whether another one has to follow. */
    private boolean advance(DeliveryQueue.Due due) throws InterruptedException {
        List<UserChannel> usable = addressees.of(due);
        Map<UserChannel, Place> places = places(usable);
        int room = room();
        int begun = 0;
        Admission admission = breakers.enter(Set.copyOf(places.values()));
        Set<Place> left = admission.probes();
        try {
            long start = System.nanoTime();
            Step step = store.<Step>change(
                    due.session(),
                    change ->
                            advance(change, due, () -> new Reach(usable, places, channels.keySet(), admission), room));
            left = step.left();
            for (Attempt attempt : step.attempts()) {
                begun++;
                start("parley-delivery", () -> make(due, attempt, places.get(attempt.to()), start));
            }
            return step.more();
        } finally {
            left.forEach(breakers::leave);
            sends.release(room - begun);
        }
    }

    private Step advance(SessionChange change, DeliveryQueue.Due due, Supplier<Reach> reach, int room) {
        return switch (due) {
            case DeliveryQueue.Due.OfQuestion(SessionId session, FeedbackRequestId question) ->
                rules.advance(change, question, reach, room);
            case DeliveryQueue.Due.OfTurn(SessionId session, TurnId turn) ->
                replyRules.advance(change, turn, reach, room);
        };
    }

    private Map<UserChannel, Place> places(List<UserChannel> usable) {
        Map<UserChannel, Place> places = new HashMap<>();
        for (UserChannel channel : usable) {
            MessageChannel sending = channels.get(channel.kind());
            if (sending != null) {
                places.put(
                        channel,
                        new Place(
                                channel.kind(), sending.server(channel.address().value())));
            }
        }
        return places;
    }

    /** Waits until something may be sent, and takes as much room as there is. */
    private int room() throws InterruptedException {
        sends.acquire();
        int room = 1;
        while (room < MOST_BEGUN && sends.tryAcquire()) {
            room++;
        }
        return room;
    }

    private void make(DeliveryQueue.Due due, Attempt attempt, @Nullable Place place, long begun) {
        try {
            long start = System.nanoTime();
            Result result =
                    isHeldUp(begun) ? new Result.Unavailable("The server was held up.", null) : sender.make(attempt);
            telemetry.deliveryTried(attempt.channel(), result.outcome(), Duration.ofNanos(System.nanoTime() - start));
            if (place != null && !attempt.lost()) {
                tellBreaker(place, result);
                tellWatch(place, result);
            }
            if (noted(due, attempt, result)) {
                look(due);
            }
        } catch (InterruptedException ended) {
            // Another node finds out what became of it.
            Thread.currentThread().interrupt();
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not note what became of a delivery", trouble);
        } finally {
            sends.release();
        }
    }

    /** Whether so much time has passed since an attempt was stored that it might belong to another node before it is noted. */
    private boolean isHeldUp(long begun) {
        return System.nanoTime() - begun > settings.margin().toNanos();
    }

    private void tellBreaker(Place place, Result result) {
        switch (result) {
            case Result.Sent sent -> breakers.succeeded(place);
            case Result.Refused refused -> breakers.succeeded(place);
            case Result.Unavailable unavailable -> breakers.failed(place, unavailable.asked());
            case Result.Unknown unknown -> breakers.failed(place, null);
            case Result.Unclear unclear -> breakers.failed(place, null);
        }
    }

    /** Of channels that lead to many servers it says nothing what one of them does. A channel that wants to be left alone works. */
    private void tellWatch(Place place, Result result) {
        if (!place.server().isEmpty()) {
            return;
        }
        switch (result) {
            case Result.Sent sent -> watch.worked(place.channel());
            case Result.Refused refused -> watch.worked(place.channel());
            case Result.Unavailable(String why, Duration asked) -> {
                if (asked == null) {
                    watch.failed(place.channel(), why);
                }
            }
            case Result.Unknown(String why) -> watch.failed(place.channel(), why);
            case Result.Unclear(String why) -> watch.failed(place.channel(), why);
        }
    }

    /** Tries for as long as nobody else may look after the attempt: what was sent and not noted might be sent again. */
    private boolean noted(DeliveryQueue.Due due, Attempt attempt, Result result) throws InterruptedException {
        long start = System.nanoTime();
        Duration pause = FIRST_NOTING_PAUSE;
        while (true) {
            try {
                return store.<Boolean>change(due.session(), change -> note(change, attempt, result));
            } catch (ChatException.NotFound gone) {
                return false;
            } catch (ChatException.Unavailable unreachable) {
                if (closed || System.nanoTime() - start > settings.margin().toNanos()) {
                    throw unreachable;
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_NOTING_PAUSE) < 0
                    ? pause.multipliedBy(2)
                    : LONGEST_NOTING_PAUSE;
        }
    }

    private boolean note(SessionChange change, Attempt attempt, Result result) {
        return switch (attempt) {
            case Attempt.OfQuestion question -> rules.note(change, question, result);
            case Attempt.OfReply reply -> replyRules.note(change, reply, result);
        };
    }

    /** Begins nothing more, gives what is being sent a moment, and leaves the rest to other nodes. */
    @Override
    public void close() {
        registration.close();
        closed = true;
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        threads.forEach(Thread::interrupt);
    }
}
