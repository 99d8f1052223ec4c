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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the queries of {@link SessionStore} for one session promise. */
public interface SessionQueryContract extends StorageFixture {
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
        assertThat(store().contextMessages(nowhere, 10)).isEmpty();
        assertThat(store().messagesOf(nowhere, Given.turnId())).isEmpty();
        assertThat(store().snapshot(nowhere, 10)).isEmpty();
        assertThat(store().sessionOfMessage(Given.user(), Given.messageId())).isEmpty();
        assertThat(store().currentSession(Given.user())).isEmpty();
        assertThat(store().page(new SessionQuery(Given.user(), null, null, null, 10, 0)))
                .isEqualTo(new SessionPage(List.of(), 0, 10, 0, null));
    }

    @Test
    default void currentSessionIsTheOwnersLastUsedOfThoseInUse() {
        UserId owner = Given.user();
        Session first = Given.activeSession(store(), owner);
        Session second = Given.activeSession(store(), owner);
        Session foreign = Given.activeSession(store(), Given.user());
        store().change(
                        foreign.id(),
                        change -> change.save(
                                change.session().share(owner, Access.EDITOR, ChatLimits.defaults(), change.now())));
        assertThat(store().currentSession(owner)).contains(second.id());

        store().change(
                        first.id(),
                        change ->
                                change.save(change.session().touch(change.now().plusSeconds(1))));
        assertThat(store().currentSession(owner)).contains(first.id());

        store().change(first.id(), change -> change.save(change.session().end(change.now())));
        assertThat(store().currentSession(owner)).contains(second.id());

        store().change(second.id(), change -> change.save(change.session().end(change.now())));
        assertThat(store().currentSession(owner)).isEmpty();
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
                .isEqualTo(new Page<>(within.stream().skip(offset).limit(limit).toList(), all.size(), limit, offset));
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
    default void contextIsTheNewestMessagesBehindItsBeginning() {
        Session session = conversation(3);
        assertThat(store().contextMessages(session.id(), 10)).isEqualTo(store().latestMessages(session.id(), 10));

        Session cleared = Given.changed(
                store(), session, change -> change.save(change.session().clearContext(change.now())));
        assertThat(cleared.contextAfter()).isEqualTo(session.lastSeq());
        assertThat(store().find(session.id())).contains(cleared);
        assertThat(store().contextMessages(session.id(), 10)).isEmpty();

        Given.question(store(), session, "Question 4");
        Given.question(store(), session, "Question 5");
        assertThat(store().contextMessages(session.id(), 10))
                .extracting(Message::text)
                .containsExactly("Question 4", "Question 5");
        assertThat(store().contextMessages(session.id(), 1))
                .extracting(Message::text)
                .containsExactly("Question 5");
        assertThat(store().latestMessages(session.id(), 10)).hasSize(5);
    }

    @Test
    default void sessionsAreCountedByStatusUnlessTheyAreDeleted() {
        Map<SessionStatus, Long> before = store().sessionsByStatus();
        UserId owner = Given.user();
        Given.session(store(), owner);
        Session active = Given.activeSession(store(), owner);
        Session deleted = Given.activeSession(store(), owner);
        Given.changed(store(), deleted, change -> change.save(change.session().delete(change.now())));

        assertThat(growth(before)).isEqualTo(Map.of(SessionStatus.INITIALIZING, 1L, SessionStatus.ACTIVE, 1L));
        Given.changed(store(), active, change -> change.save(change.session().end(change.now())));
        assertThat(growth(before)).isEqualTo(Map.of(SessionStatus.INITIALIZING, 1L, SessionStatus.COMPLETED, 1L));
    }

    private Map<SessionStatus, Long> growth(Map<SessionStatus, Long> before) {
        Map<SessionStatus, Long> growth = new EnumMap<>(SessionStatus.class);
        store().sessionsByStatus().forEach((status, count) -> {
            long more = count - before.getOrDefault(status, 0L);
            if (more != 0) {
                growth.put(status, more);
            }
        });
        return growth;
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
