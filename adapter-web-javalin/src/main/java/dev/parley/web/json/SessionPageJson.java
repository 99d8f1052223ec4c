package dev.parley.web.json;

import dev.parley.application.port.FoundSession;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionPage;
import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some of a user's sessions.
 *
 * @param nextCursor where to go on; null if nothing follows
 */
public record SessionPageJson(
        List<SessionJson> items,
        long total,
        int limit,
        int offset,
        @Nullable String nextCursor) {
    /** A page of sessions that have no place in the list of those that are in use. */
    public static SessionPageJson from(Page<Session> page, UserId caller) {
        return new SessionPageJson(
                page.items().stream()
                        .map(session -> SessionJson.from(new FoundSession(session, null), caller))
                        .toList(),
                page.total(),
                page.limit(),
                page.offset(),
                null);
    }

    public static SessionPageJson from(SessionPage page, UserId caller) {
        return new SessionPageJson(
                page.items().stream()
                        .map(found -> SessionJson.from(found, caller))
                        .toList(),
                page.total(),
                page.limit(),
                page.offset(),
                Objects.toString(page.next(), null));
    }
}
