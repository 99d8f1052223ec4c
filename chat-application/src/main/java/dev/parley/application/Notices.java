package dev.parley.application;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.Notice;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells people at once of what they should know, whatever session they are looking at and whatever node they are connected to. The node that
 * stored an event finds out whom it concerns, on a thread of its own, and every node hands the notice to its listeners. What cannot be told
 * is dropped: notices are hints, and the lists of sessions and questions are the truth.
 */
public final class Notices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Notices.class.getName());
    private static final int MOST_WAITING = 10_000;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SessionStore store;
    private final FeedbackQueue questions;
    private final EventBus bus;
    private final EventBus.Registration registration;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<UserId, List<Listening>> listeners = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    Notices(Storage storage) {
        this.store = storage.sessions();
        this.questions = storage.feedback();
        this.bus = storage.bus();
        this.registration = bus.listen(new Ear());
    }

    void start() {
        thread = Thread.ofVirtual().name("parley-notices").start(this::run);
    }

    /**
     * Begins to listen to what concerns a user; closing the registration ends it.
     *
     * @param listener called on any thread; must not block and must not throw
     */
    public EventBus.Registration listen(UserId user, Consumer<Notice> listener) {
        Listening listening = new Listening(user, listener);
        listeners.merge(
                user,
                List.of(listening),
                (known, added) -> Stream.concat(known.stream(), added.stream()).toList());
        return listening;
    }

    /** How many listen. */
    public int size() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }

    /** Tells people, on this node and on others. */
    void tell(Set<UserId> users, Notice notice) {
        if (!users.isEmpty()) {
            bus.send(new Signal.Notified(users, notice));
        }
    }

    private void run() {
        try {
            while (!closed || !waiting.isEmpty()) {
                attempt(waiting.take());
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException trouble) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "people could not be told of something; they find it in their lists",
                    trouble);
        }
    }

    /** What has to be done because of an event; null if it concerns only those who watch its session. */
    private @Nullable Runnable telling(Event event) {
        SessionId id = event.sessionId();
        if (event.payload() instanceof EventPayload.ParticipantJoined(UserId user, Access access)) {
            return () -> store.find(id)
                    .ifPresent(session -> tell(
                            Set.of(user),
                            new Notice.SessionShared(id, session.title().value(), access)));
        }
        if (event.payload() instanceof EventPayload.FeedbackRequested(FeedbackRequest asked)) {
            return () -> tell(
                    asked.id(),
                    known -> new Notice.FeedbackRequested(id, known.id(), known.question(), known.expiresAt()));
        }
        if (event.payload() instanceof EventPayload.FeedbackReminder reminder) {
            return () -> tell(
                    reminder.requestId(),
                    asked -> new Notice.FeedbackReminder(id, asked.id(), asked.question(), asked.expiresAt()));
        }
        if (event.payload() instanceof EventPayload.FeedbackAnswered answered) {
            return () -> tellOfEnd(id, answered.requestId(), FeedbackStatus.ANSWERED);
        }
        if (event.payload() instanceof EventPayload.FeedbackExpired expired) {
            return () -> tellOfEnd(id, expired.requestId(), FeedbackStatus.EXPIRED);
        }
        if (event.payload() instanceof EventPayload.FeedbackCancelled cancelled) {
            return () -> tellOfEnd(id, cancelled.requestId(), FeedbackStatus.CANCELLED);
        }
        return null;
    }

    private void tellOfEnd(SessionId session, FeedbackRequestId id, FeedbackStatus status) {
        tell(id, asked -> new Notice.FeedbackEnded(session, id, status));
    }

    private void tell(FeedbackRequestId id, Function<FeedbackRequest, Notice> notice) {
        questions.find(id).ifPresent(asked -> tell(thoseAsked(asked), notice.apply(asked)));
    }

    /** The session has to be looked at only where nobody is named. */
    private Set<UserId> thoseAsked(FeedbackRequest request) {
        return request.responders().isEmpty()
                ? store.find(request.sessionId()).map(request::thoseAsked).orElse(Set.of())
                : request.responders();
    }

    /** Tells what is left and ends. */
    @Override
    public void close() {
        registration.close();
        closed = true;
        waiting.offer(() -> {}); // if there is no room, there is something that wakes the thread
        Thread running = thread;
        if (running != null) {
            try {
                running.join(LAST_WORDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hears of events that this node stored, and of notices from every node. */
    private final class Ear implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            for (Event event : known) {
                Runnable task = telling(event);
                if (task != null && !waiting.offer(task)) {
                    LOG.log(System.Logger.Level.WARNING, "too much to tell people at once; something is left out");
                }
            }
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.Notified(Set<UserId> users, Notice notice)) {
                users.forEach(user -> listeners.getOrDefault(user, List.of()).forEach(each -> each.hear(notice)));
            }
        }
    }

    /** One who listens, until it is closed. */
    private final class Listening implements EventBus.Registration {
        private final UserId user;
        private final Consumer<Notice> listener;

        Listening(UserId user, Consumer<Notice> listener) {
            this.user = user;
            this.listener = listener;
        }

        void hear(Notice notice) {
            try {
                listener.accept(notice);
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.ERROR, "a listener failed", defect);
            }
        }

        @Override
        public void close() {
            listeners.computeIfPresent(user, (id, known) -> {
                List<Listening> others =
                        known.stream().filter(each -> each != this).toList();
                return others.isEmpty() ? null : others;
            });
        }
    }
}
