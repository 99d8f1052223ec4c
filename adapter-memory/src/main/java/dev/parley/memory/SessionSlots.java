package dev.parley.memory;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All sessions of an in-memory storage, at most so many, with the indexes over them. Safe for many threads. */
final class SessionSlots {
    private static final int OWNER_LOCKS = 256;

    private final Map<SessionId, SessionSlot> slots = new ConcurrentHashMap<>();
    private final Map<UserId, Set<SessionId>> byUser = new ConcurrentHashMap<>();
    private final Map<Authored, SessionId> byMessage = new ConcurrentHashMap<>();
    private final Map<FeedbackRequestId, SessionId> byQuestion = new ConcurrentHashMap<>();
    private final ReentrantLock[] ownerLocks =
            Stream.generate(ReentrantLock::new).limit(OWNER_LOCKS).toArray(ReentrantLock[]::new);
    private final int maximum;

    /** @param maximum most sessions to keep */
    SessionSlots(int maximum) {
        this.maximum = maximum;
    }

    /** A message as its author knows it. */
    private record Authored(UserId author, MessageId id) {}

    Optional<SessionSlot> find(SessionId id) {
        return Optional.ofNullable(slots.get(id)).filter(slot -> slot.session().isPresent());
    }

    Collection<SessionSlot> all() {
        return slots.values();
    }

    /** Runs work on a locked slot, which is new and without a session if there was none. */
    <T> T locked(SessionId id, Function<SessionSlot, T> work) {
        while (true) {
            SessionSlot slot = slots.computeIfAbsent(id, SessionSlot::new);
            slot.lock.lock();
            try {
                if (slot.isRemoved()) {
                    continue;
                }
                try {
                    return work.apply(slot);
                } finally {
                    if (slot.session().isEmpty()) {
                        slot.remove();
                        slots.remove(id, slot);
                    }
                }
            } finally {
                slot.lock.unlock();
            }
        }
    }

    /** Reads from a slot under its lock; gives the other value if there is no such session. */
    <T> T read(SessionId id, T absent, Function<SessionSlot, T> work) {
        Optional<SessionSlot> slot = find(id);
        if (slot.isEmpty()) {
            return absent;
        }
        slot.get().lock.lock();
        try {
            return work.apply(slot.get());
        } finally {
            slot.get().lock.unlock();
        }
    }

    ReentrantLock ownerLock(UserId owner) {
        return ownerLocks[Math.floorMod(owner.hashCode(), OWNER_LOCKS)];
    }

    /** The sessions that a user may see. The index is only where to look: it follows a session a moment later. */
    List<Session> ofUser(UserId user) {
        return byUser.getOrDefault(user, Set.of()).stream()
                .flatMap(id -> find(id).stream())
                .flatMap(slot -> slot.session().stream())
                .filter(session -> session.accessOf(user) != Access.NONE)
                .toList();
    }

    Optional<SessionId> ofMessage(UserId author, MessageId id) {
        return Optional.ofNullable(byMessage.get(new Authored(author, id)));
    }

    /**
     * Reserves the ids of new messages.
     *
     * @throws ChatException.Unprocessable if one is taken by another session; then none is reserved
     */
    void reserve(SessionId session, List<Message> messages) {
        Set<Authored> reserved = new HashSet<>();
        for (Message message : messages) {
            if (message instanceof UserMessage user) {
                Authored key = new Authored(user.author(), user.id());
                SessionId taken = byMessage.putIfAbsent(key, session);
                if (taken == null) {
                    reserved.add(key);
                } else if (!taken.equals(session)) {
                    reserved.forEach(byMessage::remove);
                    throw new ChatException.Unprocessable(
                            ErrorCode.MESSAGE_ID_REUSED,
                            "This message_id was used in another session; make a new one for each message.",
                            Map.of("message_id", user.id().toString()));
                }
            }
        }
    }

    /**
     * Reserves the ids of questions.
     *
     * @throws ChatException.Unprocessable if one is taken by another session
     */
    void reserveQuestions(SessionId session, List<FeedbackRequest> questions) {
        for (FeedbackRequest question : questions) {
            SessionId taken = byQuestion.putIfAbsent(question.id(), session);
            if (taken != null && !taken.equals(session)) {
                throw new ChatException.Unprocessable(
                        ErrorCode.MESSAGE_ID_REUSED,
                        "This request_id was used in another session; make a new one for each question.",
                        Map.of("request_id", question.id().toString()));
            }
        }
    }

    /** Lets go of the ids of questions that a session has forgotten. */
    void release(SessionId session, List<FeedbackRequestId> questions) {
        questions.forEach(question -> byQuestion.remove(question, session));
    }

    Optional<SessionId> ofQuestion(FeedbackRequestId id) {
        return Optional.ofNullable(byQuestion.get(id));
    }

    /** Brings the index of users up to date. */
    void index(@Nullable Session before, Session after) {
        users(after).forEach(user -> addTo(user, after.id()));
        if (before != null) {
            users(before)
                    .filter(user ->
                            !user.equals(after.owner()) && !after.participants().containsKey(user))
                    .forEach(user -> dropFrom(user, after.id()));
        }
    }

    /**
     * Makes room for one more session by removing the one that is out of use for the longest time.
     *
     * @throws ChatException.Unavailable if all are in use
     */
    void makeRoom() {
        if (slots.size() <= maximum) {
            return;
        }
        SessionSlot oldest = slots.values().stream()
                .filter(slot -> outOfUseSince(slot).isPresent())
                .min(Comparator.comparing(slot -> outOfUseSince(slot).orElseThrow()))
                .orElseThrow(() -> new ChatException.Unavailable(
                        ErrorCode.UNAVAILABLE,
                        "The server holds as many sessions as its memory is meant for; try again later.",
                        Duration.ofMinutes(1)));
        // Nobody changes a session out of use for long, so the lock is free; if not, there is one more for a while.
        if (oldest.lock.tryLock()) {
            try {
                drop(oldest);
            } finally {
                oldest.lock.unlock();
            }
        }
    }

    int purge(Instant before, int limit) {
        List<SessionSlot> due = slots.values().stream()
                .filter(slot -> outOfUseSince(slot)
                        .filter(since -> since.isBefore(before))
                        .isPresent())
                .limit(limit)
                .toList();
        for (SessionSlot slot : due) {
            slot.lock.lock();
            try {
                if (outOfUseSince(slot).filter(since -> since.isBefore(before)).isPresent()) {
                    drop(slot);
                }
            } finally {
                slot.lock.unlock();
            }
        }
        return due.size();
    }

    private void drop(SessionSlot slot) {
        slot.remove();
        slots.remove(slot.id, slot);
        slot.session().stream().flatMap(SessionSlots::users).forEach(user -> dropFrom(user, slot.id));
        release(slot.id, slot.questions().stream().map(FeedbackRequest::id).toList());
        for (Message message : slot.allMessages()) {
            if (message instanceof UserMessage user) {
                byMessage.remove(new Authored(user.author(), user.id()), slot.id);
            }
        }
    }

    /** Atomic with {@link #dropFrom}, which throws an empty set away. */
    private void addTo(UserId user, SessionId id) {
        byUser.compute(user, (unused, known) -> {
            Set<SessionId> sessions = known == null ? ConcurrentHashMap.newKeySet() : known;
            sessions.add(id);
            return sessions;
        });
    }

    private void dropFrom(UserId user, SessionId id) {
        byUser.computeIfPresent(user, (unused, sessions) -> {
            sessions.remove(id);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    private static Optional<Instant> outOfUseSince(SessionSlot slot) {
        return slot.session().flatMap(Session::outOfUseSince);
    }

    private static Stream<UserId> users(Session session) {
        return Stream.concat(Stream.of(session.owner()), session.participants().keySet().stream());
    }
}
