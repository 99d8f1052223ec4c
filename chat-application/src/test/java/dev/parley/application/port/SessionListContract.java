package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the lists of {@link SessionStore} promise: whose sessions are in them, their order, their pages, and their totals. */
public interface SessionListContract extends StorageFixture {
    Duration A_MOMENT = Duration.ofMillis(5);

    private SessionStore store() {
        return storage().sessions();
    }

    private List<Session> listed(UserId user, @Nullable SessionStatus status) {
        SessionPage page = store().page(new SessionQuery(user, status, null, null, 100, 0));
        assertThat(page.total()).isEqualTo(page.items().size());
        assertThat(page.next()).isNull();
        return page.sessions();
    }

    private Session shared(Session session, UserId with, Access access) {
        return Given.changed(store(), session, change -> {
            change.save(change.session().share(with, access, ChatLimits.defaults(), change.now()));
            change.emit(new EventPayload.ParticipantJoined(with, access));
        });
    }

    @Test
    default void ownAndSharedSessionsAreListedAndNoOthers() throws InterruptedException {
        UserId user = Given.user();
        UserId friend = Given.user();
        Session own = Given.session(store(), user, "Own");
        elapse(A_MOMENT);
        Session viewed = shared(Given.session(store(), friend, "Viewed"), user, Access.VIEWER);
        elapse(A_MOMENT);
        Session edited = shared(Given.session(store(), friend, "Edited"), user, Access.EDITOR);
        elapse(A_MOMENT);
        Session foreign = Given.session(store(), friend, "Foreign");

        assertThat(listed(user, null)).containsExactly(edited, viewed, own);
        assertThat(listed(friend, null)).containsExactly(foreign, edited, viewed);

        Given.changed(store(), viewed, change -> change.save(change.session().unshare(user, change.now())));
        assertThat(listed(user, null)).containsExactly(edited, own);
    }

    @Test
    default void lastActiveSessionIsListedFirst() throws InterruptedException {
        UserId user = Given.user();
        Session one = Given.session(store(), user, "One");
        elapse(A_MOMENT);
        Session two = Given.session(store(), user, "Two");
        elapse(A_MOMENT);
        Session touched = Given.changed(
                store(), one, change -> change.save(change.session().touch(change.now())));

        assertThat(listed(user, null)).containsExactly(touched, two);
    }

    @Test
    default void deletedSessionsAreListedForTheirOwnerOnly() throws InterruptedException {
        UserId user = Given.user();
        UserId friend = Given.user();
        Session kept = Given.session(store(), user, "Kept");
        Session first = deleted(shared(Given.session(store(), user, "First"), friend, Access.EDITOR));
        elapse(A_MOMENT);
        Session second = deleted(Given.session(store(), user, "Second"));
        deleted(shared(Given.session(store(), friend, "Foreign"), user, Access.EDITOR));

        assertThat(store().deletedSessions(user, 10, 0)).isEqualTo(new Page<>(List.of(second, first), 2, 10, 0));
        assertThat(store().deletedSessions(user, 1, 1)).isEqualTo(new Page<>(List.of(first), 2, 1, 1));
        assertThat(listed(user, null)).containsExactly(kept);

        Given.changed(store(), first, change -> change.save(change.session().restore(change.now())));
        assertThat(store().deletedSessions(user, 10, 0).items()).containsExactly(second);
    }

    private Session deleted(Session session) {
        return Given.changed(store(), session, change -> {
            Session ended = change.save(change.session().end(change.now()));
            change.save(ended.delete(change.now()));
        });
    }

    @Test
    default void listIsPaged() throws InterruptedException {
        UserId user = Given.user();
        List<Session> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(Given.session(store(), user, "Session " + i));
            elapse(A_MOMENT);
        }

        for (int limit = 1; limit <= 6; limit++) {
            for (int offset = 0; offset <= 6; offset++) {
                SessionPage page = store().page(new SessionQuery(user, null, null, null, limit, offset));
                List<Session> expected =
                        newestFirst.stream().skip(offset).limit(limit).toList();
                assertThat(page.sessions()).isEqualTo(expected);
                assertThat(page.items())
                        .allSatisfy(found -> assertThat(found.match()).isNull());
                assertThat(page.total()).isEqualTo(5);
                assertThat(page.limit()).isEqualTo(limit);
                assertThat(page.offset()).isEqualTo(offset);
                assertThat(page.next()).isEqualTo(offset + limit < 5 ? SessionCursor.behind(expected.getLast()) : null);
            }
        }
    }

    /** All of a list, by cursor, from a place on. */
    private List<Session> walked(
            UserId user,
            @Nullable SessionStatus status,
            @Nullable SearchText text,
            @Nullable SessionCursor from,
            int limit) {
        List<Session> all = new ArrayList<>();
        SessionCursor after = from;
        do {
            SessionPage page = store().page(new SessionQuery(user, status, text, after, limit, 0));
            assertThat(page.items()).hasSizeBetween(after == from ? 0 : 1, limit);
            all.addAll(page.sessions());
            after = page.next();
        } while (after != null);
        return all;
    }

    @Test
    default void cursorsGoOverTheWholeListOnce() throws InterruptedException {
        UserId user = Given.user();
        UserId friend = Given.user();
        for (int i = 0; i < 9; i++) {
            switch (i % 3) {
                case 0 -> Given.session(store(), user, "Own " + i);
                case 1 -> shared(Given.session(store(), friend, "Shared " + i), user, Access.VIEWER);
                default ->
                    Given.changed(
                            store(),
                            Given.session(store(), user, "Paused " + i),
                            change -> change.save(change.session().pause(change.now())));
            }
            if (i % 2 == 0) {
                elapse(A_MOMENT);
            }
        }
        List<Session> all = listed(user, null);
        assertThat(all).hasSize(9);

        for (int limit = 1; limit <= 10; limit++) {
            assertThat(walked(user, null, null, null, limit)).isEqualTo(all);
            assertThat(walked(user, SessionStatus.PAUSED, null, null, limit))
                    .isEqualTo(listed(user, SessionStatus.PAUSED));
            assertThat(walked(user, null, new SearchText("shared"), null, limit))
                    .isEqualTo(all.stream()
                            .filter(session -> session.owner().equals(friend))
                            .toList());
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(walked(user, null, null, SessionCursor.behind(all.get(i)), 4))
                    .isEqualTo(all.subList(i + 1, all.size()));
        }
        assertThat(store().page(new SessionQuery(user, null, null, SessionCursor.behind(all.get(3)), 2, 0))
                        .total())
                .isEqualTo(9);
    }

    @Test
    default void nothingComesTwiceWhileSessionsAreUsed() throws InterruptedException {
        UserId user = Given.user();
        List<Session> newestFirst = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            newestFirst.addFirst(Given.session(store(), user, "Session " + i));
            elapse(A_MOMENT);
        }
        SessionPage page = store().page(new SessionQuery(user, null, null, null, 2, 0));

        for (int used : new int[] {1, 3}) {
            Given.changed(
                    store(),
                    newestFirst.get(used),
                    change -> change.save(change.session().touch(change.now())));
        }
        Given.changed(
                store(),
                newestFirst.get(4),
                change -> change.save(change.session().delete(change.now())));

        assertThat(page.sessions()).isEqualTo(newestFirst.subList(0, 2));
        assertThat(ids(walked(user, null, null, page.next(), 2)))
                .containsExactly(newestFirst.get(2).id(), newestFirst.get(5).id());
    }

    @Test
    default void anyPlaceCanBeAskedFor() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);

        assertThat(walked(user, null, null, cursor("9999-12-31T23:59:59.999999999Z"), 10))
                .containsExactly(session);
        assertThat(walked(user, null, null, cursor("0000-01-01T00:00:00Z"), 10)).isEmpty();
    }

    private static SessionCursor cursor(String at) {
        return SessionCursor.parse("cursor", at + "_ffffffff-ffff-ffff-ffff-ffffffffffff");
    }

    @Test
    default void removedSessionsAreNotCountedAnyMore() throws InterruptedException {
        UserId user = Given.user();
        UserId friend = Given.user();
        Session kept = shared(Given.session(store(), user, "Kept"), friend, Access.VIEWER);
        Session ended = shared(Given.session(store(), user, "Ended"), friend, Access.VIEWER);
        Given.changed(store(), ended, change -> change.save(change.session().end(change.now())));
        Session deleted = shared(Given.session(store(), user, "Deleted"), friend, Access.VIEWER);
        Given.changed(store(), deleted, change -> change.save(change.session().delete(change.now())));
        assertThat(ids(listed(user, null))).containsExactlyInAnyOrder(kept.id(), ended.id());
        assertThat(ids(listed(friend, null))).containsExactlyInAnyOrder(kept.id(), ended.id());
        elapse(A_MOMENT);

        store().purge(store().change(Given.sessionId(), SessionChange::now), 1_000_000);

        assertThat(store().find(ended.id())).isEmpty();
        assertThat(ids(listed(user, null))).containsExactly(kept.id());
        assertThat(ids(listed(friend, null))).containsExactly(kept.id());
    }

    @Test
    default void changeThatFailsCountsNoSession() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        SessionId never = Given.sessionId();

        assertThatThrownBy(() -> store().change(never, change -> {
                    Given.begin(change, never, user, "");
                    throw new IllegalStateException("as the test wants it");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store().change(session.id(), change -> {
                    change.save(change.session().delete(change.now()));
                    throw new IllegalStateException("as the test wants it");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(listed(user, null)).containsExactly(session);
    }

    @Test
    default void totalIsExactHoweverSessionsComeAndGo() {
        long seed = System.nanoTime();
        System.out.println("totalIsExactHoweverSessionsComeAndGo: seed " + seed);
        List<UserId> users = List.of(Given.user(), Given.user());
        List<Session> begun = users.stream()
                .flatMap(user -> IntStream.range(0, 4).mapToObj(i -> Given.session(store(), user)))
                .toList();
        Together.results(8, number -> {
            Random random = new Random(seed + number);
            for (int i = 0; i < 40; i++) {
                comeOrGo(begun.get(random.nextInt(begun.size())), users, random.nextInt(7));
            }
            return number;
        });

        for (UserId user : users) {
            List<Session> all = walked(user, null, null, null, 100);
            assertThat(all).isNotEmpty().doesNotHaveDuplicates();
            assertThat(store().page(new SessionQuery(user, null, null, null, 1, 0))
                            .total())
                    .isEqualTo(all.size());
        }
    }

    private void comeOrGo(Session session, List<UserId> users, int what) {
        UserId other = users.get(session.owner().equals(users.getFirst()) ? 1 : 0);
        try {
            switch (what) {
                case 0, 1 ->
                    change(session, (now, time) -> now.deletedAt() == null ? now.delete(time) : now.restore(time));
                case 2 -> change(session, (now, time) -> now.share(other, Access.EDITOR, ChatLimits.defaults(), time));
                case 3 -> change(session, (now, time) -> now.unshare(other, time));
                case 4 -> change(session, (now, time) -> now.status().isFinal() ? now : now.end(time));
                case 5 -> Given.session(store(), session.owner());
                default -> store().purge(store().change(Given.sessionId(), SessionChange::now), 2);
            }
        } catch (ChatException.NotFound removed) {
            Given.session(store(), other);
        }
    }

    private void change(Session session, BiFunction<Session, Instant, Session> transition) {
        Given.changed(store(), session, change -> change.save(transition.apply(change.session(), change.now())));
    }

    @Test
    default void deletedSessionsAreNotListed() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        Session deleted = Given.changed(
                store(), session, change -> change.save(change.session().delete(change.now())));

        assertThat(listed(user, null)).isEmpty();
        assertThat(store().find(session.id())).contains(deleted);

        Session restored = Given.changed(
                store(), session, change -> change.save(change.session().restore(change.now())));
        assertThat(listed(user, null)).containsExactly(restored);
    }

    @Test
    default void listCanBeLimitedToAStatus() {
        UserId user = Given.user();
        Session initializing = Given.session(store(), user);
        Session active = Given.activeSession(store(), user);
        Session paused = Given.changed(
                store(),
                Given.session(store(), user),
                change -> change.save(change.session().pause(change.now())));
        Session completed = Given.changed(
                store(),
                Given.session(store(), user),
                change -> change.save(change.session().end(change.now())));
        Session expired = Given.changed(
                store(),
                Given.session(store(), user),
                change -> change.save(change.session().expire(change.now())));

        assertThat(listed(user, SessionStatus.INITIALIZING)).containsExactly(initializing);
        assertThat(listed(user, SessionStatus.ACTIVE)).containsExactly(active);
        assertThat(listed(user, SessionStatus.PAUSED)).containsExactly(paused);
        assertThat(listed(user, SessionStatus.COMPLETED)).containsExactly(completed);
        assertThat(listed(user, SessionStatus.EXPIRED)).containsExactly(expired);
        assertThat(listed(user, null)).hasSize(5);
    }

    private static List<SessionId> ids(List<Session> sessions) {
        return sessions.stream().map(Session::id).toList();
    }

    @Test
    default void listMissesNothingWhileSessionsComeAndGo() {
        for (int round = 0; round < 30; round++) {
            UserId user = Given.user();
            UserId friend = Given.user();
            Session leaving = shared(Given.session(store(), friend), user, Access.VIEWER);
            List<SessionId> begun = Together.results(4, number -> {
                if (number == 0) {
                    Given.changed(
                            store(),
                            leaving,
                            change -> change.save(change.session().unshare(user, change.now())));
                    return leaving.id();
                }
                return Given.session(store(), user).id();
            });

            assertThat(ids(listed(user, null))).containsExactlyInAnyOrderElementsOf(begun.subList(1, begun.size()));
        }
    }
}
