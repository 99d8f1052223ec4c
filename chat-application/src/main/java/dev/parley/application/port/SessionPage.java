package dev.parley.application.port;

import dev.parley.domain.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of sessions.
 *
 * @param total how many there are in all, wherever the part begins
 * @param limit most items that were asked for
 * @param offset how many were left out before the first item
 * @param next where to go on; null if nothing follows
 */
public record SessionPage(
        List<FoundSession> items,
        long total,
        int limit,
        int offset,
        @Nullable SessionCursor next) {
    public SessionPage {
        items = List.copyOf(items);
    }

    /**
     * The answer to a query.
     *
     * @param found what the page holds and, if there is more, at least one session behind it
     */
    public static SessionPage of(SessionQuery query, List<FoundSession> found, long total) {
        boolean more = found.size() > query.limit();
        List<FoundSession> items = more ? found.subList(0, query.limit()) : found;
        SessionCursor next =
                more && !items.isEmpty() ? SessionCursor.behind(items.getLast().session()) : null;
        return new SessionPage(items, total, query.limit(), query.offset(), next);
    }

    /** The items without where the text was found. */
    public List<Session> sessions() {
        return items.stream().map(FoundSession::session).toList();
    }
}
