package dev.parley.web.socket;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.web.auth.Identity;
import org.jspecify.annotations.Nullable;

/** The other side of a connection, as commands see it. */
interface Peer {
    Caller caller();

    /**
     * @param id the session to watch; null for a new one
     * @throws dev.parley.domain.ChatException.Conflict if the connection watches as many sessions as allowed
     */
    void requireRoomFor(@Nullable SessionId id);

    /** Called, on any thread, when a watched session has news; does not block. */
    void onNews();

    /** Watches from the reply on, in place of an earlier watch of the same session. */
    void watch(Watch watch);

    /** Ends the watch of a session; nothing if it is not watched. */
    void leave(SessionId id);

    /**
     * Goes on with a newer token of the same user.
     *
     * @throws dev.parley.domain.ChatException if the token is not valid or another user's
     */
    Identity authenticate(String token);
}
