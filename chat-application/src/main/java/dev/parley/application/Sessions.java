package dev.parley.application;

import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.TurnRunners.Outcome;
import dev.parley.application.feed.Drafting;
import dev.parley.application.feed.Feeds;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionCursor;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people do with whole sessions: start, find, join, change, share, pause, resume, end, delete and restore them. */
public final class Sessions {
    private final SessionStore store;
    private final FeedbackQueue questions;
    private final SessionGate gate;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final Turns turns;
    private final Feeds feeds;
    private final Profiles profiles;
    private final IdSource ids;
    private final ChatLimits limits;
    private final ActiveSessions active;

    Sessions(
            SessionStore store,
            FeedbackQueue questions,
            SessionGate gate,
            TurnRunners runners,
            TurnRules rules,
            Turns turns,
            Feeds feeds,
            Profiles profiles,
            IdSource ids,
            ChatLimits limits,
            ActiveSessions active) {
        this.store = store;
        this.questions = questions;
        this.gate = gate;
        this.runners = runners;
        this.rules = rules;
        this.turns = turns;
        this.feeds = feeds;
        this.profiles = profiles;
        this.ids = ids;
        this.limits = limits;
        this.active = active;
    }

    /**
     * Begins a session of the caller's own.
     *
     * @throws ChatException.Conflict if the caller has as many active sessions as allowed
     * @throws ChatException.Invalid if there is no such profile
     */
    public SessionView start(Caller caller, StartSession start) {
        return start(caller, new SessionId(ids.next()), start);
    }

    /** Begins a session of the caller's own under an id that stands for its cause; if the caller has it already, that is it. */
    SessionView start(Caller caller, SessionId id, StartSession start) {
        return begun(begin(caller, id, start));
    }

    /**
     * Begins a session of the caller's own and watches it.
     *
     * @param onNews called, on any thread, when there is something to poll; must not block and must not throw
     * @throws ChatException.Conflict if the caller has as many active sessions as allowed
     * @throws ChatException.Invalid if there is no such profile
     * @throws ChatException.Unavailable if this node has as many live sessions as allowed; then none is begun
     */
    public Joined startAndJoin(Caller caller, StartSession start, Runnable onNews) {
        SessionId id = new SessionId(ids.next());
        try (Drafting room = feeds.prepare(id)) {
            Session session = begin(caller, id, start);
            Position end = Position.after(session.lastSeq());
            return new Joined(begun(session), feeds.watch(session, caller.user(), end, true, onNews));
        }
    }

    private Session begin(Caller caller, SessionId id, StartSession start) {
        profiles.require(start.profile());
        return active.makingRoom(
                start.whenFull(),
                () -> store.change(id, change -> {
                    if (change.exists()) {
                        return change.session().require(caller, Access.OWNER);
                    }
                    active.requireRoom(change, id, caller.user(), caller);
                    return begin(change, id, caller.user(), start);
                }));
    }

    private static SessionView begun(Session session) {
        return new SessionView(session, Access.OWNER, List.of(), List.of());
    }

    /** The caller's own session that was used last, of those still in use. */
    public Optional<SessionId> current(Caller caller) {
        return store.currentSession(caller.user());
    }

    /** The caller's own session that was used last, of those still in use; a new one if there is none. */
    public SessionId currentOrNew(Caller caller) {
        return current(caller).orElseGet(() -> begin(caller));
    }

    private SessionId begin(Caller caller) {
        SessionId id = new SessionId(ids.next());
        // Of many who ask at the same time, one begins a session, and the others use it.
        return store.<Session>change(
                        id,
                        change -> change.sessionsInUse(caller.user()).stream()
                                .findFirst()
                                .orElseGet(() -> begin(change, id, caller.user(), StartSession.PLAIN)))
                .id();
    }

    private static Session begin(SessionChange change, SessionId id, UserId owner, StartSession start) {
        Session session = change.save(
                Session.start(id, owner, start.title(), start.metadata(), start.profile(), null, change.now()));
        change.emit(new EventPayload.SessionStarted(EventPayload.SessionProfile.of(session)));
        return change.session();
    }

    /** The session at one moment: its open turns are those as of its last event. */
    public SessionView find(Caller caller, SessionId id) {
        return gate.read(caller, id, admitted -> {
            Snapshot now = store.snapshot(id, 0).orElseThrow(() -> new ChatException.NotFound("session"));
            Session session = now.session().require(caller, Access.VIEWER);
            return new SessionView(session, session.accessOf(caller.user()), now.openTurns(), questions.open(id));
        });
    }

    /**
     * The caller's own sessions and those shared with the caller, the last active first.
     *
     * @param status only those in this status; null for any
     * @param text only those with this text in title or messages, each with where it was found; null for any
     */
    public SessionPage list(
            Caller caller, @Nullable SessionStatus status, @Nullable SearchText text, int limit, int offset) {
        return store.page(new SessionQuery(caller.user(), status, text, null, limit, offset));
    }

    /**
     * The same list from a place on, which takes no longer far down than at its beginning.
     *
     * @param after what the page before this one gave as its {@link SessionPage#next}
     */
    public SessionPage list(
            Caller caller, @Nullable SessionStatus status, @Nullable SearchText text, SessionCursor after, int limit) {
        return store.page(new SessionQuery(caller.user(), status, text, after, limit, 0));
    }

    /** The caller's own sessions that are deleted and can be {@linkplain #restore restored}, the last deleted first. */
    public Page<Session> deleted(Caller caller, int limit, int offset) {
        return store.deletedSessions(caller.user(), limit, offset);
    }

    /**
     * Begins to watch a session and, for those who may write, wakes it if it rests and there is room.
     *
     * @param position where to begin; null to begin with a snapshot
     * @param onNews called, on any thread, when there is something to poll; must not block and must not throw
     * @throws ChatException.Unavailable if nobody uses the session on this node yet, and the node has as many live sessions as allowed
     */
    public Joined join(Caller caller, SessionId id, @Nullable Position position, Runnable onNews) {
        Session session = gate.require(caller, id, Access.VIEWER);
        boolean rests = session.status() == SessionStatus.PAUSED || session.status() == SessionStatus.INITIALIZING;
        if (rests && session.accessOf(caller.user()).atLeast(Access.EDITOR)) {
            session = wakeIfRoom(caller, id);
        }
        Subscription subscription = feeds.watch(session, caller.user(), position, true, onNews);
        try {
            Session joined = session;
            return new Joined(gate.read(caller, id, now -> view(caller, joined)), subscription);
        } catch (RuntimeException refusal) {
            subscription.close();
            throw refusal;
        }
    }

    private Session wakeIfRoom(Caller caller, SessionId id) {
        try {
            return wake(caller, id).session();
        } catch (ChatException.Conflict noRoomOrEnded) {
            return gate.require(caller, id, Access.VIEWER);
        }
    }

    private SessionView wake(Caller caller, SessionId id) {
        return runners.changeIfRoom(id, change -> {
            change.session().require(caller, Access.EDITOR);
            requireInUse(change.session());
            active.activate(change, caller);
            var work = rules.startNext(change);
            return Outcome.of(view(caller, change), work);
        });
    }

    /** Changes title or metadata; null leaves them as they are. */
    public SessionView update(Caller caller, SessionId id, @Nullable Title title, @Nullable Metadata metadata) {
        return change(caller, id, Access.OWNER, change -> {
            Session changed = change.session();
            if (title != null) {
                changed = changed.rename(title, change.now());
            }
            if (metadata != null) {
                changed = changed.describe(metadata, change.now());
            }
            change.save(changed);
            change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(changed)));
        });
    }

    /**
     * Lets the model see nothing of what was said up to now; the history stays as it is for people. A turn in progress keeps what belongs to
     * itself.
     *
     * @throws ChatException.Conflict if the session ended
     */
    public SessionView clearContext(Caller caller, SessionId id) {
        return change(caller, id, Access.EDITOR, change -> {
            requireInUse(change.session());
            Session cleared = change.save(change.session().clearContext(change.now()));
            change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(cleared)));
        });
    }

    /** Lets a session rest: a running turn goes on to its end, waiting ones wait until it is resumed. */
    public SessionView pause(Caller caller, SessionId id) {
        return change(caller, id, Access.EDITOR, change -> {
            if (change.session().status() != SessionStatus.PAUSED) {
                ActiveSessions.pause(change, EventPayload.PauseReason.BY_HAND);
            }
        });
    }

    /** @throws ChatException.Conflict if the session ended, or its owner has as many active sessions as allowed */
    public SessionView resume(Caller caller, SessionId id, WhenFull whenFull) {
        return active.makingRoom(whenFull, () -> wake(caller, id));
    }

    /** Ends a session for good; what runs is stopped, what waits is withdrawn. Ending it again changes nothing. */
    public SessionView end(Caller caller, SessionId id) {
        turns.stopForEnd(caller, id);
        return change(caller, id, Access.OWNER, this::end);
    }

    private void end(SessionChange change) {
        if (!change.session().status().isFinal()) {
            rules.cancelAll(change, CancelReason.SESSION_ENDED);
            Session ended = change.save(change.session().end(change.now()));
            change.emit(new EventPayload.SessionEnded(ended.status()));
        }
    }

    /** Ends and deletes a session with its messages; it can be restored within the retention. */
    public void delete(Caller caller, SessionId id) {
        turns.stopForEnd(caller, id);
        change(caller, id, Access.OWNER, change -> {
            end(change);
            Session deleted = change.save(change.session().delete(change.now()));
            change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(deleted)));
        });
    }

    /** Brings a deleted session back, ended as it is. */
    public SessionView restore(Caller caller, SessionId id) {
        return store.change(id, change -> {
            Session session = change.session().requireEvenDeleted(caller, Access.OWNER);
            if (session.deletedAt() != null) {
                Session back = change.save(session.restore(change.now()));
                change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(back)));
            }
            return view(caller, change);
        });
    }

    /** Lets somebody read ({@code viewer}) or also write ({@code editor}). */
    public SessionView share(Caller caller, SessionId id, UserId user, Access access) {
        return change(caller, id, Access.OWNER, change -> {
            change.save(change.session().share(user, access, limits, change.now()));
            change.emit(new EventPayload.ParticipantJoined(user, access));
        });
    }

    /** Ends a share; the owner may end any, participants their own. */
    public SessionView unshare(Caller caller, SessionId id, UserId user) {
        Access needed = user.equals(caller.user()) ? Access.VIEWER : Access.OWNER;
        Session before = gate.require(caller, id, needed);
        if (!before.participants().containsKey(user)) {
            throw new ChatException.NotFound("participant");
        }
        SessionView view = view(caller, before);
        store.change(id, change -> {
            Session session = change.session().require(caller, needed);
            if (session.participants().containsKey(user)) {
                change.save(session.unshare(user, change.now()));
                change.emit(new EventPayload.ParticipantLeft(user));
            }
            return change.session();
        });
        return needed == Access.OWNER ? find(caller, id) : view;
    }

    static void requireInUse(Session session) {
        if (session.status().isFinal()) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "The session is %s; start a new one or fork it."
                            .formatted(session.status().wireName()),
                    Map.of("status", session.status().wireName()));
        }
    }

    private SessionView change(Caller caller, SessionId id, Access access, Consumer<SessionChange> work) {
        return store.change(id, change -> {
            change.session().require(caller, access);
            work.accept(change);
            return view(caller, change);
        });
    }

    private SessionView view(Caller caller, Session session) {
        return new SessionView(
                session, session.accessOf(caller.user()), store.openTurns(session.id()), questions.open(session.id()));
    }

    /** As it is with the end of the change; what comes after may be none of the caller's business any more. */
    private static SessionView view(Caller caller, SessionChange change) {
        Session session = change.session();
        return new SessionView(session, session.accessOf(caller.user()), change.openTurns(), change.openQuestions());
    }

    /** A session that is being watched. */
    public record Joined(SessionView view, Subscription subscription) {}
}
