package dev.parley.memory;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.event.Event;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps sessions in the memory of one process, each with the newest {@value SessionSlot#LOG_TAIL} events of its log. */
final class InMemorySessionStore implements SessionStore {
    private final SessionSlots slots;
    private final SessionLists lists;
    private final UsageCounts usage = new UsageCounts(UsageCounts.MAXIMUM);
    private final EventBus bus;
    private final IdSource ids;
    private final InstantSource time;

    InMemorySessionStore(SessionSlots slots, EventBus bus, IdSource ids, InstantSource time) {
        this.slots = slots;
        this.lists = new SessionLists(slots);
        this.bus = bus;
        this.ids = ids;
        this.time = time;
    }

    @Override
    public <T> T change(SessionId id, Function<? super SessionChange, ? extends T> work) {
        Changed<T> changed = slots.locked(id, slot -> {
            SlotRows rows = new SlotRows(slot, slots, lists, time.instant());
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
        return lists.page(query);
    }

    @Override
    public Page<Session> deletedSessions(UserId owner, int limit, int offset) {
        return lists.deleted(owner, limit, offset);
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
        return lists.inUseBy(owner).findFirst().map(Session::id);
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
                session -> SessionLists.isInUse(session)
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
}
