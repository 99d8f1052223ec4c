package dev.parley.application.port;

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
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps sessions with their messages, turns and logs.
 *
 * <p>Callers rely on this:
 *
 * <ul>
 *   <li>{@link #change} is the only way to change a session. It locks the session, so changes of one session happen one after the other;
 *       changes of different sessions do not wait for each other. All that the work saved and emitted is stored or nothing is: nothing
 *       if the work throws. When it returns, the change is as durable as the store can make it.
 *   <li>Events have dense sequence numbers from 1 in each session and appear in their order.
 *   <li>After a change was stored, and only then, the store tells the {@link EventBus} which events it brought.
 *   <li>Queries see every change that returned before they began. They must not be called inside a change, which
 *       would wait for another lock or connection while it holds its own.
 *   <li>The same author's message id is stored once: a change that saves it in a second session fails with {@code message_id_reused}.
 *   <li>Every method may be called by many threads at once and throws {@link dev.parley.domain.ChatException.Unavailable} when the
 *       storage cannot be reached; absence is never an error of a query.
 * </ul>
 *
 * Every adapter passes {@code SessionStoreContract}.
 */
public interface SessionStore {
    /**
     * Changes one session, or begins it.
     *
     * @param work may be run more than once, of which only the last run counts; so it must have no effect but on the change it is given,
     *     must not wait for anything, and must not start another change
     * @return what the work returned
     */
    <T> T change(SessionId id, Function<? super SessionChange, ? extends T> work);

    /** The session, deleted or not. */
    Optional<Session> find(SessionId id);

    /** The turns of a session that have not ended, in the order of their execution. */
    List<Turn> openTurns(SessionId id);

    Optional<Turn> turn(SessionId sessionId, TurnId id);

    /** A page of one moment: its items and its total belong together. */
    SessionPage page(SessionQuery query);

    /** The owner's sessions that are deleted and still kept, the last deleted first. */
    Page<Session> deletedSessions(UserId owner, int limit, int offset);

    Page<Message> history(MessageQuery query);

    /** The newest messages of a session, oldest first. */
    List<Message> latestMessages(SessionId id, int limit);

    /** The newest messages behind the session's {@link Session#contextAfter()}, oldest first. */
    List<Message> contextMessages(SessionId id, int limit);

    /** The messages of one turn, oldest first. */
    List<Message> messagesOf(SessionId sessionId, TurnId turnId);

    /**
     * The log behind a sequence number. A page may end early because its events are long, but has one at least unless the log ends there.
     *
     * @param limit most events to return, at least 1
     */
    LogPage eventsAfter(SessionId id, long seq, int limit);

    /** The newest sequence numbers of several logs; sessions that do not exist are left out. */
    Map<SessionId, Long> endsOfLogs(Collection<SessionId> ids);

    /**
     * A consistent picture of a session: its messages are those as of {@link Session#lastSeq()}.
     *
     * @param messages most messages to return: the newest; 0 for none
     */
    Optional<Snapshot> snapshot(SessionId id, int messages);

    /** The owner's session that was used last, of those in use (neither final nor deleted). */
    Optional<SessionId> currentSession(UserId owner);

    /** Where an author's message went. */
    Optional<SessionId> sessionOfMessage(UserId author, MessageId id);

    /**
     * What a user had of models, by day and model in their order. It was counted by {@linkplain SessionChange#count changes} and stays
     * when their sessions are removed.
     *
     * @param to the last day, included
     */
    List<ModelDay> usage(UserId user, LocalDate from, LocalDate to);

    /** What all users together had of models, by day and model in their order, counted as for {@linkplain #usage one of them}. */
    List<ModelDay> usageOfAll(LocalDate from, LocalDate to);

    /** How many sessions that are not deleted are in each status; those of which there are none may be left out. */
    Map<SessionStatus, Long> sessionsByStatus();

    /** Sessions that count as active and had no activity for at least this long, by the clock of the storage; the longest first. */
    List<SessionId> idleFor(Duration duration, int limit);

    /**
     * Sessions in use (neither final nor deleted) without pending questions that had no activity for at least this long; the longest
     * first.
     */
    List<SessionId> overdueFor(Duration duration, int limit);

    /** Whether the storage answers now. */
    default boolean isReachable() {
        return true;
    }

    /**
     * Removes sessions for good that ended or were deleted before.
     *
     * @return how many were removed
     */
    int purge(Instant outOfUseBefore, int limit);
}
