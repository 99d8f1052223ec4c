package dev.parley.web.socket;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions that a connection watches. Safe for use by many threads. */
final class Watches {
    /** Most sessions that one connection watches. */
    static final int MAXIMUM = 100;

    private final ConcurrentHashMap<SessionId, Watch> watches = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * @param id the session to watch; null for a new one
     * @throws ChatException.Conflict if there is no room for one more
     */
    void requireRoomFor(@Nullable SessionId id) {
        boolean replaces = id != null && watches.containsKey(id);
        if (watches.size() >= MAXIMUM && !replaces) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "A connection watches at most %d sessions; leave one first.".formatted(MAXIMUM),
                    Map.of("maximum", MAXIMUM));
        }
    }

    /** Watches from now on, in place of an earlier watch of the same session. */
    synchronized void put(Watch watch) {
        if (closed) {
            watch.subscription().close();
            return;
        }
        Watch before = watches.put(watch.sessionId(), watch);
        if (before != null) {
            before.subscription().close();
        }
    }

    /** Ends a watch. */
    void leave(SessionId id) {
        Watch watch = watches.remove(id);
        if (watch != null) {
            watch.subscription().close();
        }
    }

    /** Ends a watch unless another one has taken its place. */
    void drop(Watch watch) {
        watches.remove(watch.sessionId(), watch);
        watch.subscription().close();
    }

    boolean contains(Watch watch) {
        return watches.get(watch.sessionId()) == watch;
    }

    List<Watch> all() {
        return List.copyOf(watches.values());
    }

    synchronized void close() {
        closed = true;
        all().forEach(this::drop);
    }
}
