package dev.parley.application;

import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Origin;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Going on from the history of another session. */
public final class Forks {
    /**
     * Longest history that is copied, in UTF-16 code units of what was said and called: a copy is stored as a whole, so it is in memory as a
     * whole, and several times.
     */
    static final int LONGEST = 8 << 20;

    /** What all forks that are being made on this node may copy. */
    private static final int ROOM = 2 * LONGEST;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final SessionStore store;
    private final SessionGate gate;
    private final IdSource ids;
    private final ChatLimits limits;
    private final ActiveSessions active;
    private final Semaphore room = new Semaphore(ROOM);

    Forks(SessionStore store, SessionGate gate, IdSource ids, ChatLimits limits, ActiveSessions active) {
        this.store = store;
        this.gate = gate;
        this.ids = ids;
        this.limits = limits;
        this.active = active;
    }

    /**
     * Begins a session of the caller's own with a copy of another one's history; whoever may read a session may fork it. An answer that is
     * still being streamed is left out.
     *
     * @param afterSeq the last sequence number whose message is taken over; null for all
     * @throws ChatException.Invalid if the log does not reach that far
     * @throws ChatException.Conflict with code {@code session_full} if the history is longer than can be copied
     * @throws ChatException.Unavailable if too many long histories are being copied on this node
     */
    public SessionView fork(Caller caller, SessionId sourceId, @Nullable Long afterSeq, WhenFull whenFull) {
        return fork(caller, new SessionId(ids.next()), sourceId, afterSeq, whenFull);
    }

    /** @param id of the new session, which stands for its cause; if the caller has it already, that is it */
    SessionView fork(Caller caller, SessionId id, SessionId sourceId, @Nullable Long afterSeq, WhenFull whenFull) {
        Session source = gate.require(caller, sourceId, Access.VIEWER);
        long upTo = afterSeq == null ? source.lastSeq() : afterSeq;
        if (upTo < 0 || upTo > source.lastSeq()) {
            throw ChatException.Invalid.field(
                    "after_seq", "must be 0 to " + source.lastSeq() + ", the end of the log.");
        }
        try (History history = new History()) {
            Histories.forEach(
                    query -> gate.read(caller, sourceId, session -> store.history(query)),
                    sourceId,
                    upTo + 1,
                    limits.maximumPageSize(),
                    history::add);
            Session fork = active.makingRoom(
                    whenFull,
                    () -> store.change(id, change -> {
                        if (change.exists()) {
                            return change.session().require(caller, Access.OWNER);
                        }
                        active.requireRoom(change, id, caller.user(), caller);
                        return begin(change, id, caller, source, upTo, history.messages);
                    }));
            return new SessionView(fork, fork.accessOf(caller.user()), List.of(), List.of());
        }
    }

    /** What is copied, with the room that it takes. */
    private final class History implements AutoCloseable {
        private final List<Message> messages = new ArrayList<>();
        private int held;

        void add(Message message) {
            int length = message.length();
            if (held + length > LONGEST) {
                throw new ChatException.Conflict(
                        ErrorCode.SESSION_FULL,
                        "The history is longer than can be copied; fork an earlier place, up to after_seq=%d, or start a new session."
                                .formatted(
                                        messages.isEmpty()
                                                ? 0
                                                : messages.getLast().seq()),
                        Map.of("maximum", LONGEST));
            }
            if (!room.tryAcquire(length)) {
                throw new ChatException.Unavailable(
                        ErrorCode.UNAVAILABLE,
                        "Too many long sessions are being forked at the moment; try again soon.",
                        RETRY_AFTER);
            }
            held += length;
            messages.add(message);
        }

        @Override
        public void close() {
            room.release(held);
        }
    }

    private Session begin(
            SessionChange change, SessionId id, Caller caller, Session source, long upTo, List<Message> history) {
        Session fork = change.save(Session.start(
                id,
                caller.user(),
                source.title(),
                source.metadata(),
                source.profile(),
                new Origin(source.id(), upTo),
                change.now()));
        change.emit(new EventPayload.SessionStarted(EventPayload.SessionProfile.of(fork)));
        Map<TurnId, TurnId> turns = new HashMap<>();
        boolean isToClear = source.contextAfter() > 0 && source.contextAfter() < upTo;
        for (Message message : history) {
            if (isToClear && message.seq() > source.contextAfter()) {
                isToClear = false;
                clear(change);
            }
            if (message.status() != MessageStatus.STREAMING) {
                Message copy = change.save(copy(message, id, turns, change.nextSeq()));
                change.emit(new EventPayload.MessageCreated(copy));
            }
        }
        if (isToClear) {
            clear(change);
        }
        return change.session();
    }

    /** The model sees as little of the copies as of what was copied. */
    private static void clear(SessionChange change) {
        Session cleared = change.save(change.session().clearContext(change.now()));
        change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(cleared)));
    }

    private Message copy(Message message, SessionId fork, Map<TurnId, TurnId> turns, long seq) {
        MessageId id = new MessageId(ids.next());
        return switch (message) {
            case UserMessage user ->
                new UserMessage(
                        id,
                        fork,
                        copy(user.turnId(), turns),
                        seq,
                        user.author(),
                        user.channel(),
                        user.text(),
                        user.createdAt());
            case AssistantMessage answer ->
                new AssistantMessage(
                        id,
                        fork,
                        copy(answer.turnId(), turns),
                        seq,
                        answer.status(),
                        answer.text(),
                        answer.toolCalls(),
                        answer.model(),
                        answer.usage(),
                        answer.failure(),
                        answer.createdAt(),
                        answer.endedAt());
            case ToolMessage result ->
                new ToolMessage(
                        id,
                        fork,
                        copy(result.turnId(), turns),
                        seq,
                        result.toolCallId(),
                        result.toolName(),
                        result.text(),
                        result.failed(),
                        result.createdAt());
            case SystemMessage remark -> new SystemMessage(id, fork, seq, remark.text(), remark.createdAt());
        };
    }

    private TurnId copy(TurnId turn, Map<TurnId, TurnId> turns) {
        return turns.computeIfAbsent(turn, original -> new TurnId(ids.next()));
    }
}
