package dev.parley.application;

import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;

/** Lets callers through to the sessions they may see. */
final class SessionGate {
    private final SessionStore store;

    SessionGate(SessionStore store) {
        this.store = store;
    }

    /**
     * The session, if the caller has this access to it.
     *
     * @throws ChatException.NotFound if there is none, or the caller may not see it
     * @throws ChatException.Forbidden if the caller may see it, but not this
     */
    Session require(Caller caller, SessionId id, Access access) {
        return store.find(id)
                .orElseThrow(() -> new ChatException.NotFound("session"))
                .require(caller, access);
    }

    /** Whether {@link #require} would let the caller through. */
    boolean allows(Caller caller, SessionId id, Access access) {
        return store.find(id)
                .filter(session -> session.deletedAt() == null
                        && session.accessOf(caller.user()).atLeast(access))
                .isPresent();
    }
}
