package dev.parley.memory;

import dev.parley.application.port.FoundSession;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionCursor;
import dev.parley.application.port.SessionMatch;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of users' sessions: which ones, in which order, and where a text occurs in them. Safe for many threads. */
final class SessionLists {
    private static final Comparator<SessionCursor> TOWARDS_THE_PAST = Comparator.comparing(SessionCursor::lastActiveAt)
            .thenComparing(place -> place.id().value())
            .reversed();

    private static final Comparator<Session> LAST_ACTIVE_FIRST =
            Comparator.comparing(SessionCursor::behind, TOWARDS_THE_PAST);

    private static final Comparator<Session> LAST_DELETED_FIRST = Comparator.comparing(
                    (Session session) -> Objects.requireNonNull(session.deletedAt()))
            .thenComparing(session -> session.id().value())
            .reversed();

    private final SessionSlots slots;

    SessionLists(SessionSlots slots) {
        this.slots = slots;
    }

    SessionPage page(SessionQuery query) {
        List<Session> all = slots.ofUser(query.user()).stream()
                .filter(session -> session.deletedAt() == null)
                .filter(session -> query.status() == null || session.status() == query.status())
                .filter(session -> query.text() == null || matchIn(session, query) != null)
                .sorted(LAST_ACTIVE_FIRST)
                .toList();
        List<FoundSession> reached = all.stream()
                .filter(session -> query.after() == null
                        || TOWARDS_THE_PAST.compare(query.after(), SessionCursor.behind(session)) < 0)
                .skip(query.offset())
                .limit(query.limit() + 1L)
                .map(session -> new FoundSession(session, matchIn(session, query)))
                .toList();
        return SessionPage.of(query, reached, all.size());
    }

    /** Nothing is shown to who lost access since the sessions were looked up. */
    private @Nullable SessionMatch matchIn(Session session, SessionQuery query) {
        SearchText text = query.text();
        if (text == null) {
            return null;
        }
        return slots.<Optional<SessionMatch>>read(
                        session.id(),
                        Optional.empty(),
                        slot -> slot.session()
                                .filter(now -> now.deletedAt() == null && now.accessOf(query.user()) != Access.NONE)
                                .flatMap(now -> matchIn(slot, text)))
                .or(() -> SessionMatch.inTitle(session, text))
                .orElse(null);
    }

    private static Optional<SessionMatch> matchIn(SessionSlot slot, SearchText text) {
        return slot.messages().descendingMap().values().stream()
                .flatMap(message -> SessionMatch.inMessage(message, text).stream())
                .findFirst();
    }

    /** Those that an owner deleted, the last one first. */
    Page<Session> deleted(UserId owner, int limit, int offset) {
        List<Session> deleted = slots.ofUser(owner).stream()
                .filter(session -> session.owner().equals(owner) && session.deletedAt() != null)
                .sorted(LAST_DELETED_FIRST)
                .toList();
        return new Page<>(deleted.stream().skip(offset).limit(limit).toList(), deleted.size(), limit, offset);
    }

    /** Those of an owner that are neither over nor deleted. */
    Stream<Session> inUseBy(UserId owner) {
        return slots.ofUser(owner).stream()
                .filter(session -> session.owner().equals(owner) && isInUse(session))
                .sorted(LAST_ACTIVE_FIRST);
    }

    static boolean isInUse(Session session) {
        return !session.status().isFinal() && session.deletedAt() == null;
    }
}
