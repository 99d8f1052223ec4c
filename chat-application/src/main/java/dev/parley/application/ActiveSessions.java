package dev.parley.application;

import dev.parley.application.agent.TurnRunners;
import dev.parley.application.port.SessionChange;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Keeps the number of active sessions of each owner within its limit. */
final class ActiveSessions {
    private static final String LISTED = "active_sessions";

    private final TurnRunners runners;
    private final ChatLimits limits;

    ActiveSessions(TurnRunners runners, ChatLimits limits) {
        this.runners = runners;
        this.limits = limits;
    }

    /**
     * Checks, inside the change that makes a session count as active, that its owner has room for it.
     *
     * @throws ChatException.Conflict with code {@code too_many_active_sessions}; to the owner it names them, the longest inactive first
     */
    void requireRoom(SessionChange change, SessionId own, UserId owner, Caller caller) {
        if (limits.activeSessionsPerUser() == 0) {
            return;
        }
        List<SessionId> active = change.sessionsInUse(owner).stream()
                .filter(session ->
                        session.status().countsAsActive() && !session.id().equals(own))
                .map(Session::id)
                .toList()
                .reversed();
        if (active.size() >= limits.activeSessionsPerUser()) {
            throw caller.user().equals(owner) ? full(active) : fullForAnother();
        }
    }

    private ChatException.Conflict full(List<SessionId> active) {
        return new ChatException.Conflict(
                ErrorCode.TOO_MANY_ACTIVE_SESSIONS,
                "You have %d active sessions, and %d are allowed; pause or end one, or ask for when_full=pause_oldest."
                        .formatted(active.size(), limits.activeSessionsPerUser()),
                Map.of(LISTED, active.stream().map(SessionId::toString).toList()));
    }

    /** Whoever may write in one session of somebody's gets to know of no others, and pauses none of them. */
    private static ChatException.Conflict fullForAnother() {
        return new ChatException.Conflict(
                ErrorCode.TOO_MANY_ACTIVE_SESSIONS,
                "The owner of this session has as many active sessions as allowed, and has to pause or end one first.");
    }

    /** Makes a session active that is not, if there is room; emits what happened. */
    void activate(SessionChange change, Caller caller) {
        Session session = change.session();
        if (session.status() == SessionStatus.PAUSED) {
            requireRoom(change, session.id(), session.owner(), caller);
            change.save(session.activate(change.now()));
            change.emit(new EventPayload.SessionResumed());
        } else if (session.status() == SessionStatus.INITIALIZING) {
            Session active = change.save(session.activate(change.now()));
            change.emit(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(active)));
        } else {
            change.save(session.touch(change.now()));
        }
    }

    /** Tries something that needs room; makes room by pausing the oldest session if that is wanted. */
    <T> T makingRoom(WhenFull whenFull, Supplier<T> attempt) {
        for (int tries = 1; ; tries++) {
            try {
                return attempt.get();
            } catch (ChatException.Conflict full) {
                boolean helps = full.code() == ErrorCode.TOO_MANY_ACTIVE_SESSIONS
                        && whenFull == WhenFull.PAUSE_OLDEST
                        && full.details().containsKey(LISTED)
                        && tries <= 2 * limits.activeSessionsPerUser();
                if (!helps) {
                    throw full;
                }
                pauseOldest(full);
            }
        }
    }

    private void pauseOldest(ChatException.Conflict full) {
        List<?> listed = (List<?>) Objects.requireNonNull(full.details().get(LISTED));
        SessionId oldest = SessionId.parse(listed.getFirst().toString());
        runners.change(oldest, change -> {
            if (change.session().status().countsAsActive()) {
                pause(change, EventPayload.PauseReason.MADE_ROOM);
            }
            return TurnRunners.Outcome.of(oldest);
        });
    }

    static void pause(SessionChange change, EventPayload.PauseReason reason) {
        change.save(change.session().pause(change.now()));
        change.emit(new EventPayload.SessionPaused(reason));
    }
}
