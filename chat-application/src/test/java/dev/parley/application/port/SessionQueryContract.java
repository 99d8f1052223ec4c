package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the queries of {@link SessionStore} promise. */
public interface SessionQueryContract extends StorageFixture {
    Duration A_MOMENT = Duration.ofMillis(5);

    private SessionStore store() {
        return storage().sessions();
    }

    @Test
    default void absenceIsNoError() {
        SessionId nowhere = Given.sessionId();

        assertThat(store().find(nowhere)).isEmpty();
        assertThat(store().openTurns(nowhere)).isEmpty();
        assertThat(store().turn(nowhere, Given.turnId())).isEmpty();
        assertThat(store().history(new MessageQuery(nowhere, 0, Long.MAX_VALUE, true, 10, 0)))
                .isEqualTo(new Page<>(List.of(), 0, 10, 0));
        assertThat(store().latestMessages(nowhere, 10)).isEmpty();
        assertThat(store().messagesOf(nowhere, Given.turnId())).isEmpty();
        assertThat(store().snapshot(nowhere, 10)).isEmpty();
        assertThat(store().sessionOfMessage(Given.user(), Given.messageId())).isEmpty();
        assertThat(store().page(new SessionQuery(Given.user(), null, null, 10, 0)))
                .isEqualTo(new Page<>(List.of(), 0, 10, 0));
    }

    // Messages

    /** A session with so many questions, and an event that is no message before each of them. */
    private Session conversation(int questions) {
        Session session = Given.activeSession(store(), Given.user());
        for (int i = 1; i <= questions; i++) {
            int number = i;
            store().change(session.id(), change -> {
                change.emit(Given.custom(number));
                return Given.question(change, session.owner(), Given.messageId(), "Question " + number, 0);
            });
        }
        return store().find(session.id()).orElseThrow();
    }

    @Test
    default void historyIsPagedInBothDirectionsWithinBounds() {
        Session session = conversation(5);
        List<Message> all = store().latestMessages(session.id(), 100);
        assertThat(all)
                .extracting(Message::text)
                .containsExactly("Question 1", "Question 2", "Question 3", "Question 4", "Question 5");

        for (long after = 0; after <= session.lastSeq() + 1; after++) {
            for (long before = 0; before <= session.lastSeq() + 2; before++) {
                for (boolean ascending : new boolean[] {true, false}) {
                    assertThatPageIsRight(session, all, after, before, ascending, 2, 0);
                    assertThatPageIsRight(session, all, after, before, ascending, 2, 1);
                    assertThatPageIsRight(session, all, after, before, ascending, 100, 4);
                    assertThatPageIsRight(session, all, after, before, ascending, 1, 7);
                }
            }
        }
        assertThatPageIsRight(session, all, 0, Long.MAX_VALUE, true, 3, 1);
        assertThatPageIsRight(session, all, 0, Long.MAX_VALUE, false, 3, 1);
        assertThatPageIsRight(session, all, Long.MAX_VALUE, Long.MAX_VALUE, true, 3, 0);
        assertThatPageIsRight(session, all, Long.MAX_VALUE - 1, Long.MAX_VALUE, true, 3, 0);
    }

    private void assertThatPageIsRight(
            Session session, List<Message> all, long after, long before, boolean ascending, int limit, int offset) {
        List<Message> within = new ArrayList<>(all.stream()
                .filter(message -> message.seq() > after && message.seq() < before)
                .toList());
        if (!ascending) {
            within.sort(Comparator.comparing(Message::seq).reversed());
        }
        MessageQuery query = new MessageQuery(session.id(), after, before, ascending, limit, offset);
        assertThat(store().history(query))
                .as(query.toString())
                .isEqualTo(
                        new Page<>(within.stream().skip(offset).limit(limit).toList(), within.size(), limit, offset));
    }

    @Test
    default void newestMessagesComeOldestFirst() {
        Session session = conversation(4);

        assertThat(store().latestMessages(session.id(), 2))
                .extracting(Message::text)
                .containsExactly("Question 3", "Question 4");
        assertThat(store().latestMessages(session.id(), 5)).hasSize(4);
    }

    @Test
    default void messagesOfATurnAreItsOwn() {
        Session session = Given.activeSession(store(), Given.user());
        Turn one = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        Turn other = Given.question(store(), session, "And you?");
        AssistantMessage answer = Given.answer(store(), one);

        assertThat(store().messagesOf(session.id(), one.id()))
                .extracting(Message::id)
                .containsExactly(one.messageId(), answer.id());
        assertThat(store().messagesOf(session.id(), other.id()))
                .extracting(Message::id)
                .containsExactly(other.messageId());
        assertThat(store().messagesOf(Given.session(store(), session.owner()).id(), one.id()))
                .isEmpty();
    }

    @Test
    default void changedMessageKeepsItsPlace() {
        Session session = Given.activeSession(store(), Given.user());
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        AssistantMessage answer = Given.answer(store(), turn);
        Given.question(store(), session, "And you?");
        AssistantMessage whole = store().change(session.id(), change -> {
            AssistantMessage completed =
                    change.save(answer.complete("Fine.", List.of(), "test", answer.usage(), change.now()));
            change.emit(new EventPayload.MessageCompleted(completed));
            return completed;
        });

        assertThat(store().latestMessages(session.id(), 10))
                .hasSize(3)
                .element(1)
                .isEqualTo(whole);
    }

    // Turns

    @Test
    default void openTurnsComeInTheOrderOfTheirExecution() {
        Session session = Given.activeSession(store(), Given.user());
        UserId author = session.owner();
        Turn first = Given.question(store(), session, "First");
        Turn running = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        Turn second = Given.question(store(), session, "Second");
        Turn urgent = store().change(session.id(), c -> Given.question(c, author, Given.messageId(), "Urgent", 1));
        Turn cancelled = Given.question(store(), session, "Never mind");
        store().change(session.id(), c -> c.save(c.turn(cancelled.id()).cancel(CancelReason.STOPPED, c.now())));

        assertThat(store().openTurns(session.id())).containsExactly(running, urgent, first, second);
        assertThat(store().<List<Turn>>change(session.id(), SessionChange::openTurns))
                .containsExactly(running, urgent, first, second);
        assertThat(store().snapshot(session.id(), 1).orElseThrow().openTurns())
                .containsExactly(running, urgent, first, second);
        assertThat(store().turn(session.id(), cancelled.id()).orElseThrow().isEnded())
                .isTrue();
    }

    @Test
    default void turnIsFoundInItsSessionOnly() {
        Session session = Given.activeSession(store(), Given.user());
        Session other = Given.activeSession(store(), session.owner());
        Turn turn = Given.question(store(), session, "Hello?");

        assertThat(store().turn(session.id(), turn.id())).contains(turn);
        assertThat(store().turn(other.id(), turn.id())).isEmpty();
        assertThat(store().turn(session.id(), Given.turnId())).isEmpty();
    }

    // Lists

    private List<Session> listed(UserId user, @Nullable SessionStatus status, @Nullable String text) {
        Page<Session> page = store().page(new SessionQuery(user, status, text, 100, 0));
        assertThat(page.total()).isEqualTo(page.items().size());
        return page.items();
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

        assertThat(listed(user, null, null)).containsExactly(edited, viewed, own);
        assertThat(listed(friend, null, null)).containsExactly(foreign, edited, viewed);

        Given.changed(store(), viewed, change -> change.save(change.session().unshare(user, change.now())));
        assertThat(listed(user, null, null)).containsExactly(edited, own);
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

        assertThat(listed(user, null, null)).containsExactly(touched, two);
    }

    @Test
    default void listIsPaged() throws InterruptedException {
        UserId user = Given.user();
        List<Session> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(Given.session(store(), user, "Session " + i));
            elapse(A_MOMENT);
        }

        assertThat(store().page(new SessionQuery(user, null, null, 2, 0)))
                .isEqualTo(new Page<>(newestFirst.subList(0, 2), 5, 2, 0));
        assertThat(store().page(new SessionQuery(user, null, null, 2, 4)))
                .isEqualTo(new Page<>(newestFirst.subList(4, 5), 5, 2, 4));
        assertThat(store().page(new SessionQuery(user, null, null, 2, 9))).isEqualTo(new Page<>(List.of(), 5, 2, 9));
        assertThat(store().page(new SessionQuery(user, null, "session 3", 2, 0)))
                .isEqualTo(new Page<>(newestFirst.subList(1, 2), 1, 2, 0));
    }

    @Test
    default void deletedSessionsAreNotListed() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        Session deleted = Given.changed(
                store(), session, change -> change.save(change.session().delete(change.now())));

        assertThat(listed(user, null, null)).isEmpty();
        assertThat(store().find(session.id())).contains(deleted);

        Session restored = Given.changed(
                store(), session, change -> change.save(change.session().restore(change.now())));
        assertThat(listed(user, null, null)).containsExactly(restored);
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

        assertThat(listed(user, SessionStatus.INITIALIZING, null)).containsExactly(initializing);
        assertThat(listed(user, SessionStatus.ACTIVE, null)).containsExactly(active);
        assertThat(listed(user, SessionStatus.PAUSED, null)).containsExactly(paused);
        assertThat(listed(user, SessionStatus.COMPLETED, null)).containsExactly(completed);
        assertThat(listed(user, SessionStatus.EXPIRED, null)).containsExactly(expired);
        assertThat(listed(user, null, null)).hasSize(5);
    }

    @Test
    default void searchLooksIntoTitlesAndMessagesInUpperOrLowerCase() {
        UserId user = Given.user();
        Session titled = Given.session(store(), user, "Green Tea for two");
        Session said = Given.activeSession(store(), user);
        Given.question(store(), said, "I would rather have COFFEE, 100% of it");
        Session answered = Given.activeSession(store(), user);
        AssistantMessage answer =
                Given.answer(store(), Given.runningTurn(store(), answered, Given.node(), Duration.ofMinutes(1)));
        store().change(
                        answered.id(),
                        change -> change.emit(new EventPayload.MessageCompleted(change.save(answer.complete(
                                "Grüner Tee heißt sencha_1", List.of(), "test", answer.usage(), change.now())))));

        assertThat(ids(listed(user, null, "green TEA"))).containsExactly(titled.id());
        assertThat(ids(listed(user, null, "rather have coffee"))).containsExactly(said.id());
        assertThat(ids(listed(user, null, "grüner"))).containsExactly(answered.id());
        assertThat(ids(listed(user, null, "te"))).containsExactlyInAnyOrder(titled.id(), answered.id());
        assertThat(ids(listed(user, SessionStatus.INITIALIZING, "te"))).containsExactly(titled.id());
        assertThat(listed(user, null, "chocolate")).isEmpty();
        assertThat(listed(Given.user(), null, "tea")).isEmpty();
    }

    @Test
    default void searchTakesEveryCharacterForItself() {
        UserId user = Given.user();
        Session percent = Given.session(store(), user, "100% sure");
        Session underscore = Given.session(store(), user, "snake_case");
        Session backslash = Given.session(store(), user, "back\\slash");
        Session quote = Given.session(store(), user, "it's :name");

        assertThat(ids(listed(user, null, "%"))).containsExactly(percent.id());
        assertThat(ids(listed(user, null, "_"))).containsExactly(underscore.id());
        assertThat(ids(listed(user, null, "\\"))).containsExactly(backslash.id());
        assertThat(ids(listed(user, null, "'"))).containsExactly(quote.id());
        assertThat(ids(listed(user, null, ":name"))).containsExactly(quote.id());
        assertThat(listed(user, null, "' or 1=1 --")).isEmpty();
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

            assertThat(ids(listed(user, null, null)))
                    .containsExactlyInAnyOrderElementsOf(begun.subList(1, begun.size()));
        }
    }

    // Snapshots

    @Test
    default void snapshotHasTheNewestMessagesOldestFirst() {
        Session session = conversation(4);
        List<Message> all = store().latestMessages(session.id(), 10);

        assertThat(store().snapshot(session.id(), 3))
                .contains(new Snapshot(session, store().openTurns(session.id()), all.subList(1, 4)));
        assertThat(store().snapshot(session.id(), 100))
                .contains(new Snapshot(session, store().openTurns(session.id()), all));
    }

    @Test
    default void snapshotIsOfOneMomentWhileOthersWrite() {
        Session session = Given.activeSession(store(), Given.user());
        Given.question(store(), session, "0");
        int writers = 3;
        int each = 40;
        AtomicInteger writing = new AtomicInteger(writers);
        Together.results(writers + 2, number -> {
            if (number < writers) {
                try {
                    IntStream.range(0, each).forEach(i -> replaceQuestion(session));
                } finally {
                    writing.decrementAndGet();
                }
            } else {
                do {
                    assertThatMomentIsOne(store().snapshot(session.id(), 10).orElseThrow());
                } while (writing.get() > 0);
            }
            return number;
        });

        Snapshot last = store().snapshot(session.id(), 1_000).orElseThrow();
        assertThat(last.messages()).hasSize(1 + writers * each);
        assertThatMomentIsOne(last);
    }

    /** Withdraws the one turn that waits, adds another one with a message, and names the session after it; all of that at once. */
    private void replaceQuestion(Session session) {
        store().change(session.id(), change -> {
            Turn old = change.openTurns().getFirst();
            change.save(old.cancel(CancelReason.STOPPED, change.now()));
            change.emit(new EventPayload.TurnCancelled(old.id(), old.messageId(), CancelReason.STOPPED));
            String text = Integer.toString(change.session().messageCount());
            Turn fresh = Given.question(change, session.owner(), Given.messageId(), text, 0);
            change.save(change.session().rename(new Title(text), change.now()));
            return fresh;
        });
    }

    private static void assertThatMomentIsOne(Snapshot snapshot) {
        Session session = snapshot.session();
        Message newest = snapshot.messages().getLast();
        assertThat(newest.seq()).isEqualTo(session.lastSeq());
        assertThat(newest.text()).isEqualTo(Integer.toString(session.messageCount() - 1));
        assertThat(snapshot.openTurns()).extracting(Turn::messageId).containsExactly(newest.id());
        assertThat(session.title().value()).isIn("", newest.text());
        List<Integer> numbers = snapshot.messages().stream()
                .map(message -> Integer.parseInt(message.text()))
                .toList();
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.range(session.messageCount() - numbers.size(), session.messageCount())
                                .boxed()
                                .toList());
    }
}
