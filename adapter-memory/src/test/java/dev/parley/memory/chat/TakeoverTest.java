package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static dev.parley.memory.chat.Chat.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.DraftStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TurnQueue;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.LogRules;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns outlive the nodes that work on them, and no node that lost a turn writes for it any more. */
@Timeout(60)
class TakeoverTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(16);

    private static void awaitSaved(Chat chat, SessionId session, String text) {
        await().until(() -> chat.storage
                .drafts()
                .text(session, chat.messages(session).getLast().id())
                .equals(text));
    }

    private static void awaitResponding(Chat chat, SessionId session) {
        await().until(() -> chat.store().find(session).orElseThrow().agent().activity() == AgentActivity.RESPONDING);
    }

    private static List<String> texts(Chat chat, SessionId session) {
        return chat.messages(session).stream().map(Message::text).toList();
    }

    private static Instant leasedUntil(Turn turn) {
        return turn.state() instanceof TurnState.Running running
                ? running.lease().until()
                : Instant.MIN;
    }

    @Test
    void turnOfADeadNodeIsAnsweredAnewAndItsPartialTextKept() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.deaf();
            chat.model.next(say("It was the best of ti"), gate, say("mes")).next(say("It was the worst of times"));
            try (Subscription here = chat.watch(ALICE, session, Position.START);
                    Subscription there = other.histories().watch(ALICE, session, Position.START, () -> {})) {
                Accepted accepted = chat.post(session, "Tell me a tale");
                gate.awaitArrival();
                awaitResponding(chat, session);
                awaitSaved(chat, session, "It was the best of ti");
                ReadingClient reader = new ReadingClient().take(drain(here));
                other.housekeeping().sweep();
                assertThat(chat.turn(accepted).attempt()).isEqualTo(1);

                chat.time.advance(LONGER_THAN_A_LEASE);
                other.housekeeping().sweep();
                Turn ended = chat.ended(accepted);

                assertThat(ended.status()).isEqualTo(TurnStatus.COMPLETED);
                assertThat(ended.attempt()).isEqualTo(2);
                assertThat(ended.crashes()).isEqualTo(1);
                assertThat(texts(chat, session))
                        .containsExactly("Tell me a tale", "It was the best of ti", "It was the worst of times");
                assertThat(chat.messages(session).get(1).status()).isEqualTo(MessageStatus.INTERRUPTED);
                assertThat(chat.eventTypes(session))
                        .containsSubsequence(
                                "turn.started",
                                "message.started",
                                "turn.started",
                                "message.stopped",
                                "message.started",
                                "message.completed",
                                "turn.completed");

                List<Event> before = chat.events(session);
                gate.open();
                await().until(() -> chat.parley.runningTurns() == 0);
                assertThat(chat.events(session)).isEqualTo(before);
                assertThat(chat.turn(accepted)).isEqualTo(ended);
                reader.take(drain(here));
                assertThat(reader.events()).isEqualTo(before);
                assertThat(new ReadingClient().take(drain(there)).events()).isEqualTo(before);
                assertThat(chat.model.prompts().getLast().messages())
                        .extracting(Message::text)
                        .containsExactly("Tell me a tale");
            }
        }
    }

    @Test
    void lateWordsOfTheOldNodeAreShownToNobody() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate first = Gate.deaf();
            Gate second = Gate.closed();
            chat.model.next(say("Old "), first, say("words")).next(say("New "), second, say("words"));
            Accepted accepted = chat.post(session, "Speak!");
            first.awaitArrival();
            awaitResponding(chat, session);
            try (Subscription here = chat.watch(ALICE, session, Position.START)) {
                ReadingClient reader = new ReadingClient().take(drain(here));
                assertThat(reader.draft()).isEqualTo("Old ");
                chat.time.advance(LONGER_THAN_A_LEASE);
                other.housekeeping().sweep();
                second.awaitArrival();
                first.open();
                await().until(() -> chat.parley.runningTurns() == 0);
                Chat.readUntil(here, reader, client -> client.draft().equals("New "));
                second.open();
                chat.ended(accepted);
                chat.quiet(session);
                reader.take(drain(here));

                assertThat(reader.events()).isEqualTo(chat.events(session));
                assertThat(texts(chat, session)).last().isEqualTo("New words");
            }
        }
    }

    /** A client had seen more than the dead node had saved; it comes back on another node, in the middle of the next attempt too. */
    @Test
    void readerWhoSawMoreThanWasSavedGoesOnElsewhere() throws Exception {
        AtomicBoolean losing = new AtomicBoolean();
        try (Chat chat = Chat.open(Chat.limits().build(), storage -> losingDrafts(storage, losing))) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate saved = Gate.closed();
            Gate shown = Gate.deaf();
            Gate again = Gate.closed();
            chat.model.next(say("saved "), saved, say("and shown"), shown).next(say("once "), again, say("more"));
            Accepted accepted = chat.post(session, "Speak!");
            saved.awaitArrival();
            awaitResponding(chat, session);
            awaitSaved(chat, session, "saved ");
            losing.set(true);
            saved.open();
            shown.awaitArrival();
            ReadingClient reader = new ReadingClient();
            try (Subscription here = chat.watch(ALICE, session, Position.START)) {
                reader.take(drain(here));
            }
            assertThat(reader.draft()).isEqualTo("saved and shown");
            ReadingClient late = reader.copy();
            losing.set(false);
            try (Subscription early = other.histories().watch(ALICE, session, reader.position(), () -> {})) {
                assertThat(drain(early)).isEmpty();
                chat.time.advance(LONGER_THAN_A_LEASE);
                other.housekeeping().sweep();
                again.awaitArrival();
                Chat.readUntil(early, reader, client -> client.draft().equals("once "));
                try (Subscription now = other.histories().watch(ALICE, session, late.position(), () -> {})) {
                    late.take(drain(now));
                    assertThat(late.draft()).isEqualTo("once ");
                }
                again.open();
                chat.ended(accepted);
                await().until(() -> other.runningTurns() == 0);
                reader.take(drain(early));
                assertThat(reader.events()).isEqualTo(chat.events(session));
                assertThat(texts(chat, session)).containsExactly("Speak!", "saved ", "once more");
            }
            shown.open();
        }
    }

    private static Storage losingDrafts(Storage storage, AtomicBoolean losing) {
        DraftStore drafts = storage.drafts();
        return storage.withDrafts(new DraftStore() {
            @Override
            public void append(List<Piece> pieces) {
                if (!losing.get()) {
                    drafts.append(pieces);
                }
            }

            @Override
            public String text(SessionId sessionId, MessageId messageId) {
                return drafts.text(sessionId, messageId);
            }
        });
    }

    @Test
    void turnThatIsCutOffTooOftenFails() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            List<Parley> nodes = List.of(chat.parley, chat.node(), chat.node());
            List<Gate> gates = List.of(Gate.deaf(), Gate.deaf(), Gate.deaf());
            for (int i = 0; i < 3; i++) {
                chat.model.next(say("Attempt " + (i + 1)), gates.get(i));
            }
            Accepted accepted = chat.post(session, "A question that kills");
            Accepted waiting = chat.post(session, "A harmless one");
            for (int i = 0; i < 3; i++) {
                gates.get(i).awaitArrival();
                awaitSaved(chat, session, "Attempt " + (i + 1), accepted);
                chat.time.advance(LONGER_THAN_A_LEASE);
                nodes.get((i + 1) % 3).housekeeping().sweep();
            }

            assertThat(chat.turn(accepted).state())
                    .isInstanceOfSatisfying(
                            TurnState.Failed.class,
                            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.TURN_ABANDONED));
            assertThat(chat.ended(waiting).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.store().messagesOf(session, accepted.turn().id()))
                    .extracting(Message::text, Message::status)
                    .containsExactly(
                            tuple("A question that kills", MessageStatus.COMPLETED),
                            tuple("Attempt 1", MessageStatus.INTERRUPTED),
                            tuple("Attempt 2", MessageStatus.INTERRUPTED),
                            tuple("Attempt 3", MessageStatus.FAILED));
            assertThat(chat.events(session).stream()
                            .filter(event -> event.payload() instanceof EventPayload.TurnEnded ended
                                    && ended.turnId().equals(accepted.turn().id())))
                    .hasSize(1);
            gates.forEach(Gate::open);
        }
    }

    private static void awaitSaved(Chat chat, SessionId session, String text, Accepted accepted) {
        await().until(() -> chat.storage
                .drafts()
                .text(
                        session,
                        chat.store()
                                .messagesOf(session, accepted.turn().id())
                                .getLast()
                                .id())
                .equals(text));
    }

    /** As after a long pause of the whole process: the node finds its own turn abandoned, but it is still at work on it. */
    @Test
    void nodeDoesNotTakeOverFromItself() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Still"), gate, say(" here."));
            Accepted accepted = chat.post(session, "Speak!");
            gate.awaitArrival();
            chat.time.advance(LONGER_THAN_A_LEASE);

            chat.parley.housekeeping().sweep();
            gate.open();

            assertThat(chat.ended(accepted).attempt()).isEqualTo(1);
            assertThat(texts(chat, session)).last().isEqualTo("Still here.");
            assertThat(chat.model.prompts()).hasSize(1);
        }
    }

    @Test
    void abandonedTurnIsTakenOverByOneNodeOnly() throws Exception {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            List<Parley> nodes = List.of(chat.node(), chat.node(), chat.node());
            for (int round = 0; round < 15; round++) {
                SessionId session = chat.session();
                Turn turn = Given.runningTurn(
                        chat.store(),
                        Given.changed(
                                chat.store(),
                                chat.store().find(session).orElseThrow(),
                                change -> change.save(change.session().activate(change.now()))),
                        Given.node(),
                        Duration.ofSeconds(15));
                chat.time.advance(LONGER_THAN_A_LEASE);
                Together.results(3, number -> nodes.get(number).housekeeping().sweep());
                await().until(() -> chat.turn(session, turn.id()).isEnded());

                assertThat(chat.turn(session, turn.id()).attempt()).isEqualTo(2);
            }
            assertThat(chat.model.prompts()).hasSize(15);
        }
    }

    @Test
    void waitingTurnThatNobodyStartedIsStartedBySomebody() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Turn turn = Given.question(
                    chat.store(),
                    Given.changed(
                            chat.store(),
                            chat.store().find(session).orElseThrow(),
                            change -> change.save(change.session().activate(change.now()))),
                    "Anybody?");
            chat.parley.housekeeping().sweep();

            await().until(() -> chat.turn(session, turn.id()).isEnded());
            assertThat(chat.turn(session, turn.id()).status()).isEqualTo(TurnStatus.COMPLETED);
        }
    }

    @Test
    void turnThatShallStopIsStoppedInsteadOfTakenOver() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.deaf();
            chat.model.next(say("Saved text"), gate);
            Accepted accepted = chat.post(session, "Speak!");
            gate.awaitArrival();
            awaitSaved(chat, session, "Saved text");
            chat.store()
                    .change(
                            session,
                            change -> change.save(
                                    change.turn(accepted.turn().id()).requestStop(CancelReason.STOPPED)));
            chat.time.advance(LONGER_THAN_A_LEASE);
            other.housekeeping().sweep();

            assertThat(chat.turn(accepted).status()).isEqualTo(TurnStatus.CANCELLED);
            assertThat(chat.messages(session).getLast())
                    .extracting(Message::text, Message::status)
                    .containsExactly("Saved text", MessageStatus.STOPPED);
            assertThat(chat.model.prompts()).hasSize(1);
            gate.open();
        }
    }

    // Leases

    @Test
    void leaseIsRenewedForAsLongAsTheTurnRuns() throws Exception {
        Duration lease = Duration.ofMillis(90);
        try (Chat chat = Chat.open(Chat.limits().lease(lease).build())) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Slow"), gate, say(" but sure"));
            Accepted accepted = chat.post(session, "Take your time");
            gate.awaitArrival();
            for (int i = 0; i < 8; i++) {
                chat.time.advance(Duration.ofMillis(60));
                other.housekeeping().sweep();
                await().until(() -> leasedUntil(chat.turn(accepted))
                        .equals(chat.time.instant().plus(lease)));
            }
            gate.open();

            assertThat(chat.ended(accepted).attempt()).isEqualTo(1);
            assertThat(texts(chat, session)).containsExactly("Take your time", "Slow but sure");
        }
    }

    @Test
    void nodeThatLostItsLeaseLetsGoOfTheModel() throws Exception {
        try (Chat chat = Chat.open(Chat.limits().lease(Duration.ofMillis(90)).build())) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Mine"), gate);
            Accepted accepted = chat.post(session, "Whose?");
            gate.awaitArrival();
            NodeId thief = Given.node();
            await().until(() -> {
                chat.time.advance(Duration.ofMillis(100));
                return stolen(chat, accepted, thief);
            });
            List<Event> before = chat.events(session);

            await().until(() -> chat.model.answering() == 0 && chat.parley.runningTurns() == 0);
            assertThat(chat.turn(accepted).attempt()).isEqualTo(2);
            assertThat(chat.turn(accepted).status()).isEqualTo(TurnStatus.RUNNING);
            assertThat(chat.events(session)).isEqualTo(before);
        }
    }

    private static boolean stolen(Chat chat, Accepted accepted, NodeId thief) {
        try {
            Given.started(chat.store(), chat.turn(accepted), thief, Duration.ofHours(1));
            return true;
        } catch (ChatException.Conflict renewedJustNow) {
            return false;
        }
    }

    // Shutting down

    @Test
    void drainingWaitsForWhatRuns() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Nearly "), gate, say("done"));
            Accepted accepted = chat.post(session, "Finish!");
            gate.awaitArrival();
            Thread draining = Thread.ofVirtual().start(() -> chat.parley.drain(Chat.SOON));
            await().until(() -> draining.getState() == Thread.State.TIMED_WAITING);
            gate.open();
            draining.join(Chat.SOON);

            assertThat(chat.turn(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(texts(chat, session)).last().isEqualTo("Nearly done");
        }
    }

    @Test
    void drainedTurnGoesOnElsewhereAtOnceAndNothingShownIsLost() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (Chat chat = Chat.open()) {
                Parley other = chat.node();
                SessionId session = chat.session();
                Gate first = Gate.closed();
                Gate second = Gate.closed();
                chat.model
                        .next(say("Shown "), first, say("in the last moment"), second)
                        .next(say("Elsewhere"));
                Accepted accepted = chat.post(session, "Move!");
                first.awaitArrival();
                awaitSaved(chat, session, "Shown ");
                try (Subscription here = chat.watch(ALICE, session, Position.START)) {
                    first.open();
                    second.awaitArrival();
                    ReadingClient reader = new ReadingClient().take(drain(here));
                    assertThat(reader.draft()).isEqualTo("Shown in the last moment");
                    chat.parley.drain(Duration.ZERO);

                    Turn ended = chat.ended(accepted);
                    assertThat(ended.status()).isEqualTo(TurnStatus.COMPLETED);
                    assertThat(ended.attempt()).isEqualTo(2);
                    assertThat(ended.crashes()).isZero();
                    assertThat(texts(chat, session)).containsExactly("Move!", "Shown in the last moment", "Elsewhere");
                    await().until(() -> other.runningTurns() == 0);
                    reader.take(drain(here));
                    assertThat(reader.events()).isEqualTo(chat.events(session));
                }
            }
        }
    }

    @Test
    void handingOverAsOftenAsOneLikesIsNoCrash() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            List<Gate> gates = List.of(Gate.closed(), Gate.closed(), Gate.closed(), Gate.closed(), Gate.closed());
            gates.forEach(gate -> chat.model.next(say("Not here"), gate));
            Accepted accepted = chat.post(session, "Move!");
            for (Gate gate : gates) {
                gate.awaitArrival();
                chat.drainAllBut(chat.node());
            }
            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.turn(accepted).crashes()).isZero();
            assertThat(chat.turn(accepted).attempt()).isEqualTo(6);
        }
    }

    @Test
    void queueOfADrainedNodeGoesOnElsewhere() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("One"));
            Accepted first = chat.post(session, "First");
            gate.awaitArrival();
            Accepted second = chat.post(session, "Second");
            chat.parley.drain(Duration.ZERO);

            assertThat(chat.ended(second).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.turn(first).status()).isEqualTo(TurnStatus.COMPLETED);
            await().until(() -> other.runningTurns() == 0);
        }
    }

    @Test
    void messageForADrainedNodeIsAnsweredElsewhere() {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            chat.parley.drain(Duration.ZERO);
            Accepted accepted = chat.post(session, "Is anybody there?");
            assertThat(chat.parley.runningTurns()).isZero();

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            await().until(() -> other.runningTurns() == 0);
        }
    }

    /** A renewal that is slow must not take back what was given up meanwhile. */
    @Test
    void releasedLeasesAreNotRenewed() throws Exception {
        SlowRenewals slow = new SlowRenewals();
        try (Chat chat = Chat.open(
                Chat.limits().lease(Duration.ofMillis(90)).build(),
                storage -> storage.withTurns(slow.around(storage.turns())))) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted accepted = chat.post(session, "Hello");
            gate.awaitArrival();
            slow.renewing.await();
            Thread draining = Thread.ofVirtual().start(() -> chat.parley.drain(Duration.ZERO));
            await().until(() -> chat.parley.runningTurns() == 0);
            slow.goOn.countDown();
            draining.join(Chat.SOON);

            assertThat(chat.storage.turns().abandoned(10)).containsExactly(session);
            assertThat(leasedUntil(chat.turn(accepted))).isEqualTo(Instant.EPOCH);
        }
    }

    /** While the storage is away nobody can renew; who works on a turn must not lose it to the first one who comes back. */
    @Test
    void leasesThatEndedWhileTheStorageWasAwayAreRenewedBeforeTheyAreTakenOver() throws Exception {
        AwayQueue queue = new AwayQueue();
        Duration lease = Duration.ofMinutes(10);
        try (Chat chat = Chat.open(
                Chat.limits().lease(lease).build(), storage -> storage.withTurns(queue.around(storage.turns())))) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Still"), gate, say(" here."));
            Accepted accepted = chat.post(session, "Speak!");
            gate.awaitArrival();
            queue.away = true;
            assertThatExceptionOfType(ChatException.Unavailable.class)
                    .isThrownBy(() -> other.housekeeping().sweep());
            chat.time.advance(lease.multipliedBy(2));
            queue.away = false;

            other.housekeeping().sweep();
            gate.open();

            assertThat(chat.ended(accepted).attempt()).isEqualTo(1);
            assertThat(texts(chat, session)).last().isEqualTo("Still here.");
        }
    }

    @Test
    void turnOfADeadNodeIsTakenOverALeaseAfterTheStorageCameBack() {
        AwayQueue queue = new AwayQueue();
        Duration lease = Duration.ofMillis(90);
        try (Chat chat = Chat.open(
                Chat.limits().lease(lease).build(), storage -> storage.withTurns(queue.around(storage.turns())))) {
            SessionId session = chat.session();
            Turn turn = Given.runningTurn(
                    chat.store(),
                    Given.changed(
                            chat.store(),
                            chat.store().find(session).orElseThrow(),
                            change -> change.save(change.session().activate(change.now()))),
                    Given.node(),
                    lease);
            queue.away = true;
            assertThatExceptionOfType(ChatException.Unavailable.class)
                    .isThrownBy(() -> chat.parley.housekeeping().sweep());
            chat.time.advance(lease.multipliedBy(2));
            queue.away = false;

            await().until(() -> {
                chat.parley.housekeeping().sweep();
                return chat.turn(session, turn.id()).isEnded();
            });

            assertThat(chat.turn(session, turn.id()).attempt()).isEqualTo(2);
        }
    }

    /** A turn queue that cannot be reached for a while. */
    private static final class AwayQueue {
        volatile boolean away;

        TurnQueue around(TurnQueue queue) {
            return new TurnQueue() {
                @Override
                public List<Turn> renew(NodeId owner, Collection<Turn> held, Duration lease) {
                    requireHere();
                    return queue.renew(owner, held, lease);
                }

                @Override
                public List<SessionId> release(NodeId owner) {
                    requireHere();
                    return queue.release(owner);
                }

                @Override
                public List<SessionId> abandoned(int limit) {
                    requireHere();
                    return queue.abandoned(limit);
                }

                @Override
                public Map<TurnStatus, Long> openByStatus() {
                    requireHere();
                    return queue.openByStatus();
                }
            };
        }

        private void requireHere() {
            if (away) {
                throw new ChatException.Unavailable(
                        ErrorCode.UNAVAILABLE, "The storage is away, as the test wants it.", Duration.ZERO);
            }
        }
    }

    /** A turn queue that takes its time for the first renewal. */
    private static final class SlowRenewals {
        final CountDownLatch renewing = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        TurnQueue around(TurnQueue queue) {
            return new TurnQueue() {
                @Override
                public List<Turn> renew(NodeId owner, Collection<Turn> held, Duration lease) {
                    renewing.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return queue.renew(owner, held, lease);
                }

                @Override
                public List<SessionId> release(NodeId owner) {
                    return queue.release(owner);
                }

                @Override
                public List<SessionId> abandoned(int limit) {
                    return queue.abandoned(limit);
                }

                @Override
                public Map<TurnStatus, Long> openByStatus() {
                    return queue.openByStatus();
                }
            };
        }
    }

    /** Turns start and end while the node goes down; none may go on unseen or get stuck. */
    @Test
    void drainRacesWithMessagesWithoutLeavingARunner() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (Chat chat = Chat.open()) {
                Parley other = chat.node();
                SessionId session = chat.session();
                List<Together.Outcome<Object>> outcomes = Together.outcomes(4, number -> {
                    if (number == 0) {
                        chat.parley.drain(Duration.ZERO);
                        return number;
                    }
                    return chat.post(session, "Number " + number);
                });
                assertThat(outcomes).allMatch(Together.Outcome::succeeded);
                await().until(() -> chat.parley.runningTurns() == 0);
                chat.time.advance(LONGER_THAN_A_LEASE);
                other.housekeeping().sweep();
                chat.quiet(session);

                assertThat(chat.model.mostAtOnce()).isLessThanOrEqualTo(1);
                LogRules.check(chat.events(session)).requireRest();
                assertThat(chat.messages(session).stream()
                                .filter(message -> message.status() == MessageStatus.COMPLETED))
                        .hasSize(6);
            }
        }
    }
}
