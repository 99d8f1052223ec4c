package dev.parley.memory;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.FoundSession;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionCursor;
import dev.parley.application.port.SessionMatch;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps sessions in the memory of one process, each with the newest {@value SessionSlot#LOG_TAIL} events of its log. */
final class InMemorySessionStore implements SessionStore {
    private static final Comparator<SessionCursor> TOWARDS_THE_PAST = Comparator.comparing(SessionCursor::lastActiveAt)
            .thenComparing(place -> place.id().value())
            .reversed();

    private static final Comparator<Session> LAST_ACTIVE_FIRST =
            Comparator.comparing(SessionCursor::behind, TOWARDS_THE_PAST);

    private static final Comparator<Session> LAST_DELETED_FIRST = Comparator.comparing(
                    (Session session) -> Objects.requireNonNull(session.deletedAt()))
            .thenComparing(session -> session.id().value())
            .reversed();

    private final SessionSlots slots;
    private final UsageCounts usage = new UsageCounts(UsageCounts.MAXIMUM);
    private final EventBus bus;
    private final IdSource ids;
    private final InstantSource time;

    InMemorySessionStore(SessionSlots slots, EventBus bus, IdSource ids, InstantSource time) {
        this.slots = slots;
        this.bus = bus;
        this.ids = ids;
        this.time = time;
    }

    @Override
    public <T> T change(SessionId id, Function<? super SessionChange, ? extends T> work) {
        Changed<T> changed = slots.locked(id, slot -> {
            SlotRows rows = new SlotRows(slot);
            try {
                SessionChange change = new SessionChange(id, rows, ids);
                T result = work.apply(change);
                SessionChange.Writes writes = change.writes();
                store(slot, writes, rows.now());
                return new Changed<>(result, writes.events());
            } finally {
                rows.unlockOwner();
            }
        });
        if (!changed.events.isEmpty()) {
            bus.committed(id, changed.events);
        }
        return changed.result;
    }

    private record Changed<T>(T result, List<Event> events) {}

    private void store(SessionSlot slot, SessionChange.Writes writes, Instant now) {
        Session before = slot.session().orElse(null);
        Session after = writes.session();
        if (before == null && after != null) {
            slots.makeRoom();
        }
        slots.reserve(slot.id, writes.messages());
        slots.reserveQuestions(slot.id, writes.questions());
        slot.apply(writes, now);
        slots.release(slot.id, slot.forgetOldQuestions());
        usage.add(writes.uses());
        if (after != null) {
            slots.index(before, after);
        }
    }

    @Override
    public Optional<Session> find(SessionId id) {
        return slots.find(id).flatMap(SessionSlot::session);
    }

    @Override
    public List<Turn> openTurns(SessionId id) {
        return slots.read(id, List.of(), SessionSlot::openTurns);
    }

    @Override
    public Optional<Turn> turn(SessionId sessionId, TurnId id) {
        return slots.read(sessionId, Optional.empty(), slot -> slot.turn(id));
    }

    @Override
    public SessionPage page(SessionQuery query) {
        List<Session> all = slots.ofUser(query.user()).stream()
                .filter(session -> session.deletedAt() == null)
                .filter(session -> query.status() == null || session.status() == query.status())
                .filter(session -> query.text() == null || matchIn(session, query) != null)
                .sorted(LAST_ACTIVE_FIRST)
                .toList();
        List<FoundSession> reached = all.stream()
                .filter(session -> query.after() == null
                        || TOWARDS_THE_PAST.compare(query.after(), SessionCursor.behind(session)) < 0)
                .skip(query.offset())
                .limit(query.limit() + 1L)
                .map(session -> new FoundSession(session, matchIn(session, query)))
                .toList();
        return SessionPage.of(query, reached, all.size());
    }

    /** Nothing is shown to who lost access since the sessions were looked up. */
    private @Nullable SessionMatch matchIn(Session session, SessionQuery query) {
        SearchText text = query.text();
        if (text == null) {
            return null;
        }
        return slots.<Optional<SessionMatch>>read(
                        session.id(),
                        Optional.empty(),
                        slot -> slot.session()
                                .filter(now -> now.deletedAt() == null && now.accessOf(query.user()) != Access.NONE)
                                .flatMap(now -> matchIn(slot, text)))
                .or(() -> SessionMatch.inTitle(session, text))
                .orElse(null);
    }

    private static Optional<SessionMatch> matchIn(SessionSlot slot, SearchText text) {
        return slot.messages().descendingMap().values().stream()
                .flatMap(message -> SessionMatch.inMessage(message, text).stream())
                .findFirst();
    }

    @Override
    public List<ModelDay> usageOfAll(LocalDate from, LocalDate to) {
        return usage.ofAll(from, to);
    }

    @Override
    public Map<SessionStatus, Long> sessionsByStatus() {
        return slots.all().stream()
                .flatMap(slot -> slot.session().stream())
                .filter(session -> session.deletedAt() == null)
                .collect(Collectors.groupingBy(Session::status, Collectors.counting()));
    }

    @Override
    public List<ModelDay> usage(UserId user, LocalDate from, LocalDate to) {
        return usage.of(user, from, to);
    }

    @Override
    public Page<Session> deletedSessions(UserId owner, int limit, int offset) {
        List<Session> deleted = slots.ofUser(owner).stream()
                .filter(session -> session.owner().equals(owner) && session.deletedAt() != null)
                .sorted(LAST_DELETED_FIRST)
                .toList();
        return page(deleted.stream(), deleted.size(), limit, offset);
    }

    @Override
    public Page<Message> history(MessageQuery query) {
        return slots.read(query.sessionId(), page(Stream.empty(), 0, query.limit(), query.offset()), slot -> {
            int total = slot.messages().size();
            if (query.after() >= query.before()) {
                return page(Stream.empty(), total, query.limit(), query.offset());
            }
            NavigableMap<Long, Message> within = slot.messages().subMap(query.after(), false, query.before(), false);
            NavigableMap<Long, Message> ordered = query.ascending() ? within : within.descendingMap();
            return page(ordered.values().stream(), total, query.limit(), query.offset());
        });
    }

    private static <T> Page<T> page(Stream<T> all, long total, int limit, int offset) {
        return new Page<>(all.skip(offset).limit(limit).toList(), total, limit, offset);
    }

    @Override
    public List<Message> latestMessages(SessionId id, int limit) {
        return slots.read(id, List.of(), slot -> slot.latest(limit));
    }

    @Override
    public List<Message> contextMessages(SessionId id, int limit) {
        return slots.read(
                id,
                List.of(),
                slot -> slot.session()
                        .map(session -> slot.latest(limit).stream()
                                .filter(message -> message.seq() > session.contextAfter())
                                .toList())
                        .orElse(List.of()));
    }

    @Override
    public List<Message> messagesOf(SessionId sessionId, TurnId turnId) {
        return slots.read(sessionId, List.of(), slot -> slot.messagesOf(turnId));
    }

    @Override
    public LogPage eventsAfter(SessionId id, long seq, int limit) {
        return slots.<LogPage>read(id, new LogPage.Events(List.of()), slot -> slot.eventsAfter(seq, limit));
    }

    @Override
    public Map<SessionId, Long> endsOfLogs(Collection<SessionId> sessions) {
        Map<SessionId, Long> ends = new HashMap<>();
        sessions.forEach(id -> find(id).ifPresent(session -> ends.put(id, session.lastSeq())));
        return ends;
    }

    @Override
    public Optional<Snapshot> snapshot(SessionId id, int messages) {
        return slots.read(
                id, Optional.empty(), slot -> slot.session().map(session -> slot.snapshot(session, messages)));
    }

    @Override
    public Optional<SessionId> currentSession(UserId owner) {
        return inUseBy(owner).findFirst().map(Session::id);
    }

    private Stream<Session> inUseBy(UserId owner) {
        return slots.ofUser(owner).stream()
                .filter(session -> session.owner().equals(owner) && isInUse(session))
                .sorted(LAST_ACTIVE_FIRST);
    }

    @Override
    public Optional<SessionId> sessionOfMessage(UserId author, MessageId id) {
        return slots.ofMessage(author, id);
    }

    @Override
    public List<SessionId> idleFor(Duration duration, int limit) {
        return inactiveFor(duration, limit, session -> session.status().countsAsActive());
    }

    @Override
    public List<SessionId> overdueFor(Duration duration, int limit) {
        return inactiveFor(
                duration,
                limit,
                session -> isInUse(session)
                        && slots.read(
                                session.id(), true, slot -> slot.openQuestions().isEmpty()));
    }

    private List<SessionId> inactiveFor(Duration duration, int limit, Predicate<Session> wanted) {
        Instant latest = time.instant().minus(duration);
        return slots.all().stream()
                .flatMap(slot -> slot.session().stream())
                .filter(session -> wanted.test(session)
                        && session.deletedAt() == null
                        && !session.lastActiveAt().isAfter(latest))
                .sorted(Comparator.comparing(Session::lastActiveAt))
                .limit(limit)
                .map(Session::id)
                .toList();
    }

    @Override
    public int purge(Instant outOfUseBefore, int limit) {
        return slots.purge(outOfUseBefore, limit);
    }

    private static boolean isInUse(Session session) {
        return !session.status().isFinal() && session.deletedAt() == null;
    }

    /** What a change sees of its locked slot. */
    private final class SlotRows implements SessionChange.Rows {
        private final SessionSlot slot;
        private final Instant now = time.instant();
        private @Nullable ReentrantLock ownerLock;

        SlotRows(SessionSlot slot) {
            this.slot = slot;
        }

        void unlockOwner() {
            if (ownerLock != null) {
                ownerLock.unlock();
            }
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Optional<Session> session() {
            return slot.session();
        }

        @Override
        public Optional<Message> message(MessageId id) {
            return slot.message(id);
        }

        @Override
        public List<Message> messagesOf(TurnId id) {
            return slot.messagesOf(id);
        }

        @Override
        public Optional<Turn> turn(TurnId id) {
            return slot.turn(id);
        }

        @Override
        public Optional<Turn> turnAnswering(MessageId id) {
            return slot.turnAnswering(id);
        }

        @Override
        public List<Turn> openTurns() {
            return slot.openTurns();
        }

        @Override
        public String draftOf(MessageId id) {
            return slot.draft(id);
        }

        @Override
        public List<Session> sessionsInUse(UserId owner) {
            if (ownerLock == null) {
                ReentrantLock lock = slots.ownerLock(owner);
                lock.lock();
                ownerLock = lock;
            }
            return inUseBy(owner).toList();
        }

        @Override
        public Optional<FeedbackRequest> question(FeedbackRequestId id) {
            return slot.question(id);
        }

        @Override
        public List<FeedbackRequest> questionsOf(TurnId id) {
            return slot.questions().stream()
                    .filter(question -> id.equals(question.turnId()))
                    .toList();
        }

        @Override
        public List<FeedbackRequest> openQuestions() {
            return slot.openQuestions();
        }

        @Override
        public Optional<Dispatch> dispatch(FeedbackRequestId id) {
            return slot.dispatch(id);
        }

        @Override
        public List<ChannelReply> repliesOf(TurnId id) {
            return slot.repliesOf(id);
        }

        @Override
        public List<Delivery> deliveriesOf(FeedbackRequestId id) {
            return slot.deliveriesOf(id);
        }

        @Override
        public List<EventPayload.ToolCalled> toolsCalled(long afterSeq) {
            return slot.toolsCalled(afterSeq);
        }

        @Override
        public boolean isUsed(MessageId id, UserId author) {
            return slot.message(id).isPresent() || slots.ofMessage(author, id).isPresent();
        }
    }
}
