package dev.parley.application;

import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.util.function.Function;

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

    /**
     * What the caller, who may read the session, reads of it. Others may lose their access between the check and the reading; so it is checked
     * once more, and who lost it gets nothing. The owner, whom nobody can remove, is checked once.
     *
     * @throws ChatException.NotFound if there is none, or the caller may not see it
     */
    <T> T read(Caller caller, SessionId id, Function<Session, T> reading) {
        Session session = require(caller, id, Access.VIEWER);
        T read = reading.apply(session);
        if (session.accessOf(caller.user()) != Access.OWNER) {
            require(caller, id, Access.VIEWER);
        }
        return read;
    }

    /** Whether {@link #require} would let the caller through. */
    boolean allows(Caller caller, SessionId id, Access access) {
        return store.find(id)
                .filter(session -> session.allows(caller.user(), access))
                .isPresent();
    }
}
