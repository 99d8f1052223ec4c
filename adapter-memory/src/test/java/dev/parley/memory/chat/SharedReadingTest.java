package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.await;
import static dev.parley.memory.chat.Chat.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many read one session: what they share, how they are woken, and what they see of each other. */
class SharedReadingTest {
    private static EventPayload.Custom custom(int number) {
        return (EventPayload.Custom) Given.custom(number);
    }

    @Test
    void slowReaderGetsTheTextInOnePiece() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate end = Gate.closed();
            String[] words = "tick tock ".repeat(500).split("(?<= )");
            chat.model.next(say(words), end);
            try (Subscription subscription = chat.watch(ALICE, session, Position.START)) {
                Accepted accepted = chat.post(session, "Go!");
                end.awaitArrival();
                ReadingClient client = new ReadingClient().take(drain(subscription));

                assertThat(client.draft()).isEqualTo("tick tock ".repeat(500));
                assertThat(client.deltas()).isEqualTo(1);
                end.open();
                chat.ended(accepted);
                client.take(drain(subscription));
            }
        }
    }

    @Test
    void veryLongTextComesInSeveralDeltasThatSplitNoCharacter() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate end = Gate.closed();
            String text = "x" + "😀".repeat(30_000);
            chat.model.next(say(text), end);
            chat.post(session, "Smile!");
            end.awaitArrival();
            for (int offset : new int[] {0, 1, 2, 3, 16_384, 16_385, 59_999, 60_000}) {
                long seq = seqOfTheOpenAnswer(chat, session);
                try (Subscription subscription = chat.watch(ALICE, session, new Position(seq, offset))) {
                    StringBuilder got = new StringBuilder(text.substring(0, offset));
                    for (SharedFrame shared : drain(subscription)) {
                        if (shared.frame() instanceof Frame.DeltaFrame delta) {
                            assertThat(delta.text()).hasSizeLessThanOrEqualTo(16 * 1024);
                            assertThat(Character.isLowSurrogate(delta.text().charAt(0)))
                                    .isFalse();
                            assertThat(Character.isHighSurrogate(
                                            delta.text().charAt(delta.text().length() - 1)))
                                    .isFalse();
                            got.setLength(delta.offset());
                            got.append(delta.text());
                        }
                    }
                    assertThat(got.toString().equals(text))
                            .as("from %d", offset)
                            .isTrue();
                }
            }
            end.open();
            chat.quiet(session);
        }
    }

    private static long seqOfTheOpenAnswer(Chat chat, SessionId session) {
        var answer = chat.store().find(session).orElseThrow().openAnswer();
        assertThat(answer).isNotNull();
        return answer.startedSeq();
    }

    @Test
    void readersInStepShareEveryFrameAndItsEncoding() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            List<Gate> gates = List.of(Gate.closed(), Gate.closed(), Gate.closed());
            chat.model.next(say("one "), gates.get(0), say("two "), gates.get(1), say("three"), gates.get(2));
            List<Subscription> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(chat.watch(ALICE, session, Position.after(1)));
            }
            AtomicInteger encodings = new AtomicInteger();
            List<SharedFrame> frames = new ArrayList<>();
            Accepted accepted = chat.post(session, "Count!");
            for (Gate gate : gates) {
                gate.awaitArrival();
                await().until(() ->
                        chat.store().find(session).orElseThrow().agent().activity() == AgentActivity.RESPONDING);
                frames.addAll(readInStep(readers, encodings));
                gate.open();
            }
            chat.ended(accepted);
            chat.quiet(session);
            frames.addAll(readInStep(readers, encodings));

            assertThat(encodings).hasValue(frames.size());
            assertThat(frames)
                    .filteredOn(frame -> frame.frame() instanceof Frame.DeltaFrame)
                    .hasSize(3);
            readers.forEach(Subscription::close);
        }
    }

    private static List<SharedFrame> readInStep(List<Subscription> readers, AtomicInteger encodings) {
        List<SharedFrame> first = drain(readers.getFirst());
        for (Subscription reader : readers) {
            List<SharedFrame> own = reader == readers.getFirst() ? first : drain(reader);
            assertThat(own.stream().filter(frame -> isAtARest(frame)).toList())
                    .usingElementComparator((one, other) -> one == other ? 0 : 1)
                    .isEqualTo(first.stream().filter(frame -> isAtARest(frame)).toList());
            own.stream()
                    .filter(SharedReadingTest::isAtARest)
                    .forEach(frame -> frame.encoded(String.class, any -> {
                        encodings.incrementAndGet();
                        return any.toString();
                    }));
        }
        return first.stream().filter(SharedReadingTest::isAtARest).toList();
    }

    /** The frame of an event in the middle of an answer carries the reader's own offset, so it is not shared. */
    private static boolean isAtARest(SharedFrame shared) {
        return !(shared.frame() instanceof Frame.EventFrame event
                && event.position().offset() > 0);
    }

    @Test
    void encodedFormIsKeptForEachType() {
        try (Chat chat = Chat.open();
                Subscription subscription = chat.watch(ALICE, chat.session(), Position.START)) {
            SharedFrame shared = subscription.poll().getFirst();
            String text = shared.encoded(String.class, Frame::toString);

            assertThat(shared.encoded(String.class, frame -> "again")).isSameAs(text);
            assertThat(shared.encoded(Integer.class, frame -> 7)).isEqualTo(7);
        }
    }

    // Being told that there is something

    @Test
    void readerIsToldOnceUntilItReads() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            AtomicInteger told = new AtomicInteger();
            try (Subscription subscription =
                    chat.parley.histories().watch(ALICE, session, Position.START, told::incrementAndGet)) {
                drain(subscription);
                chat.parley.conversations().publish(ALICE, session, custom(1));
                chat.parley.conversations().publish(ALICE, session, custom(2));
                assertThat(told).hasValue(1);

                assertThat(drain(subscription)).hasSize(2);
                assertThat(told).hasValue(1);
                chat.parley.conversations().publish(ALICE, session, custom(3));
                assertThat(told).hasValue(2);
                assertThat(drain(subscription)).hasSize(1);
            }
        }
    }

    @Test
    void oneReadReturnsAtMostABatch() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription subscription = chat.watch(ALICE, session, Position.after(1))) {
                for (int i = 0; i < 2; i++) {
                    chat.parley.conversations().publish(ALICE, session, custom(i));
                }
                chat.store().change(session, change -> {
                    for (int i = 0; i < 98; i++) {
                        change.emit(custom(i));
                    }
                    return change.session();
                });
                assertThat(subscription.poll()).hasSize(Subscription.BATCH);
                assertThat(subscription.poll()).isEmpty();
            }
        }
    }

    @Test
    void waitingReaderGetsWhatComes() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription subscription = chat.watch(ALICE, session, Position.after(1))) {
                FutureTask<List<SharedFrame>> reading = new FutureTask<>(() -> subscription.await(Chat.SOON));
                Thread reader = Thread.ofVirtual().start(reading);
                await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
                chat.parley.conversations().publish(ALICE, session, custom(1));

                assertThat(reading.get(20, TimeUnit.SECONDS))
                        .extracting(shared -> shared.frame().position())
                        .containsExactly(Position.after(2));
            }
        }
    }

    /** An event may be written at any moment of a reader's reading; each time the reader must hear of it. */
    @Test
    void noWakeUpIsEverLost() throws Exception {
        int rounds = 5_000;
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Semaphore next = new Semaphore(1);
            FutureTask<Integer> writing = new FutureTask<>(() -> {
                for (int i = 0; i < rounds; i++) {
                    next.acquire();
                    chat.parley.conversations().publish(ALICE, session, custom(i));
                }
                return rounds;
            });
            try (Subscription subscription = chat.watch(ALICE, session, Position.after(1))) {
                Thread.ofPlatform().daemon().start(writing);
                Random random = new Random(1);
                for (int i = 0; i < rounds; i++) {
                    for (int spins = random.nextInt(1_500); spins > 0; spins--) {
                        Thread.onSpinWait();
                    }
                    assertThat(subscription.await(Chat.SOON)).as("round %d", i).hasSize(1);
                    next.release();
                }
            }
            assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(rounds);
        }
    }

    @Test
    void waitingReaderIsReleasedByTheEndOfTheSubscription() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Subscription subscription = chat.watch(ALICE, session, Position.after(1));
            FutureTask<List<SharedFrame>> reading = new FutureTask<>(() -> subscription.await(Chat.SOON));
            Thread reader = Thread.ofVirtual().start(reading);
            await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
            subscription.close();

            assertThat(reading.get(5, TimeUnit.SECONDS)).isEmpty();
            assertThat(subscription.isOver()).isTrue();
            assertThat(subscription.poll()).isEmpty();
        }
    }

    @Test
    void waitingEndsWithItsTimeAndWithAnInterrupt() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription subscription = chat.watch(ALICE, session, Position.after(1))) {
                assertThat(subscription.await(Duration.ofMillis(1))).isEmpty();
                assertThat(subscription.await(Duration.ZERO)).isEmpty();
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> subscription.await(Chat.SOON)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isFalse();
            }
        }
    }

    // Feeds

    @Test
    void feedIsThereWhileSomebodyUsesIt() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThat(chat.parley.openFeeds()).isZero();
            Subscription one = chat.watch(ALICE, session, Position.START);
            Subscription other = chat.watch(ALICE, session, Position.START);
            assertThat(chat.parley.openFeeds()).isEqualTo(1);
            one.close();
            one.close();
            assertThat(chat.parley.openFeeds()).isEqualTo(1);
            other.close();
            assertThat(chat.parley.openFeeds()).isZero();

            Gate end = Gate.closed();
            chat.model.next(end);
            Accepted accepted = chat.post(session, "Hello");
            end.awaitArrival();
            assertThat(chat.parley.openFeeds()).isEqualTo(1);
            end.open();
            chat.ended(accepted);
            await().until(() -> chat.parley.openFeeds() == 0);
        }
    }

    @Test
    void feedIsNotLeftOpenByWhatIsRefused() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThatThrownBy(() -> chat.watch(BOB, session, Position.START)).isNotNull();
            assertThatThrownBy(() -> chat.parley.conversations().post(BOB, session, Chat.message("Hi")))
                    .isNotNull();
            assertThatThrownBy(() -> chat.parley.sessions().join(BOB, session, Position.START, () -> {}))
                    .isNotNull();
            assertThatThrownBy(() -> chat.watch(ALICE, Given.sessionId(), Position.START))
                    .isNotNull();

            assertThat(chat.parley.openFeeds()).isZero();
        }
    }

    // Presence and typing

    @Test
    void watchersSeeEachOtherComeAndGo() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            Subscription alice = chat.watch(ALICE, session, Position.after(2));
            assertThat(alice.present()).containsExactly(ALICE.user());

            Subscription bob = chat.watch(BOB, session, Position.after(2));
            Subscription bobAgain = chat.watch(BOB, session, Position.after(2));
            assertThat(alice.present()).isEqualTo(Set.of(ALICE.user(), BOB.user()));
            assertThat(frames(alice)).containsExactly(new Frame.PresenceFrame(session, BOB.user(), true));
            assertThat(frames(bob)).isEmpty();

            bobAgain.close();
            assertThat(frames(alice)).isEmpty();
            bob.close();
            assertThat(frames(alice)).containsExactly(new Frame.PresenceFrame(session, BOB.user(), false));
            assertThat(alice.present()).containsExactly(ALICE.user());
            alice.close();
        }
    }

    @Test
    void readingTheLogOnceIsNoPresence() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            try (Subscription alice = chat.watch(ALICE, session, Position.after(2))) {
                chat.parley.histories().log(BOB, session, Position.START);

                assertThat(frames(alice)).isEmpty();
                assertThat(alice.present()).containsExactly(ALICE.user());
            }
        }
    }

    @Test
    void typingIsSeenByTheOthersOnlyAndOnlyNow() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            Subscription alice = chat.watch(ALICE, session, Position.after(2));
            Subscription bob = chat.watch(BOB, session, Position.after(2));
            frames(alice);
            chat.parley.conversations().typing(BOB, session, true);
            chat.parley.conversations().typing(BOB, session, false);

            assertThat(frames(alice))
                    .containsExactly(
                            new Frame.TypingFrame(session, BOB.user(), true),
                            new Frame.TypingFrame(session, BOB.user(), false));
            assertThat(frames(bob)).isEmpty();
            try (Subscription late = chat.watch(ALICE, session, Position.after(2))) {
                assertThat(frames(late)).isEmpty();
            }
            assertThat(alice.position()).isEqualTo(Position.after(2));
            alice.close();
            bob.close();
        }
    }

    @Test
    void thoseWhoDoNotReadMissOldSignalsAndNoEvent() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            try (Subscription alice = chat.watch(ALICE, session, Position.after(2))) {
                for (int i = 0; i < 500; i++) {
                    chat.parley.conversations().typing(BOB, session, i % 2 == 0);
                }
                chat.parley.conversations().publish(BOB, session, custom(1));
                List<Frame> frames = new ArrayList<>(frames(alice));

                assertThat(frames.removeFirst()).isInstanceOf(Frame.EventFrame.class);
                assertThat(frames)
                        .hasSizeBetween(1, 100)
                        .allMatch(Frame.TypingFrame.class::isInstance)
                        .last()
                        .isEqualTo(new Frame.TypingFrame(session, BOB.user(), false));
            }
        }
    }

    @Test
    void typingNeedsTheRightToWrite() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, new UserId("viewer"), Access.VIEWER);
            assertThatThrownBy(() -> chat.parley.conversations().typing(Caller.of("viewer"), session, true))
                    .isInstanceOf(ChatException.Forbidden.class);
        }
    }

    private static List<Frame> frames(Subscription subscription) {
        return drain(subscription).stream().map(SharedFrame::frame).toList();
    }

    /** The activity is told to everybody, but only if the answer takes long enough to be worth it. */
    @Test
    void quickAnswerTellsNoResponding() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.quiet(session);

            assertThat(chat.events(session).stream()
                            .filter(event -> event.payload() instanceof EventPayload.AgentStateChanged)
                            .map(event -> ((EventPayload.AgentStateChanged) event.payload())
                                    .state()
                                    .activity()))
                    .containsExactly(AgentActivity.THINKING, AgentActivity.IDLE);
        }
    }
}
