package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.sayInPieces;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static dev.parley.memory.chat.Chat.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading from a position gives exactly what was missed, from every position there is and from those there are not. */
class PositionsTest {
    private static final String[] CHARACTERS = {"a", "ß", "漢", "😀", "\uDBFF\uDFFF", " ", "\n"};

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    /** One client that read everything from the beginning, and all that it was on the way. */
    private static final class Truth implements AutoCloseable {
        private final Chat chat;
        private final SessionId session;
        private final Subscription subscription;
        private final ReadingClient client = new ReadingClient();
        private final Map<Position, ReadingClient> states = new LinkedHashMap<>();

        Truth(Chat chat, SessionId session) {
            this.chat = chat;
            this.session = session;
            this.subscription = chat.watch(ALICE, session, Position.START);
            remember();
        }

        private void remember() {
            for (int offset = 0; offset <= client.position().offset(); offset++) {
                states.computeIfAbsent(
                        new Position(client.position().seq(), offset), position -> client.cutTo(position.offset()));
            }
        }

        void readOn() {
            List<SharedFrame> frames;
            while (!(frames = subscription.poll()).isEmpty()) {
                for (SharedFrame frame : frames) {
                    client.take(frame.frame());
                    remember();
                }
            }
        }

        /** Whether it has everything; it is told of what is stored a moment later. */
        private boolean isCurrent() {
            readOn();
            return client.position().seq()
                    == chat.store().find(session).orElseThrow().lastSeq();
        }

        /** Every client that ever was comes again and gets what it missed. */
        void requireTheSameFromEverywhere() {
            await().until(this::isCurrent);
            for (ReadingClient earlier : states.values()) {
                ReadingClient again = earlier.copy();
                try (Subscription reading = chat.watch(ALICE, session, again.position())) {
                    again.take(drain(reading));
                    assertThat(reading.position()).isEqualTo(again.position());
                }
                assertThat(again.position()).as("from %s", earlier.position()).isEqualTo(client.position());
                assertThat(again.draft()).as("from %s", earlier.position()).isEqualTo(client.draft());
                assertThat(again.events()).as("from %s", earlier.position()).isEqualTo(client.events());
                assertThat(again.messages()).as("from %s", earlier.position()).isEqualTo(client.messages());
                assertThat(again.resets()).as("from %s", earlier.position()).isZero();
            }
        }

        @Override
        public void close() {
            subscription.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyPositionGivesExactlyWhatWasMissed(long seed) throws Exception {
        Random random = new Random(seed);
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Truth truth = new Truth(chat, session)) {
                for (int turn = 0; turn < 4; turn++) {
                    Gate middle = Gate.closed();
                    chat.model.next(
                            sayInPieces(randomText(random), random, 3),
                            middle,
                            sayInPieces(randomText(random), random, 3));
                    Accepted accepted = chat.post(session, "Question " + turn);
                    middle.awaitArrival();
                    awaitResponding(chat, session);
                    if (random.nextBoolean()) {
                        publish(chat, session);
                    }
                    truth.requireTheSameFromEverywhere();
                    endSomehow(chat, session, random, middle);
                    chat.ended(accepted);
                    chat.quiet(session);
                    truth.requireTheSameFromEverywhere();
                }
                assertThat(truth.client.messages()).containsExactlyInAnyOrderElementsOf(chat.messages(session));
            }
        }
    }

    private static void endSomehow(Chat chat, SessionId session, Random random, Gate middle) {
        switch (random.nextInt(3)) {
            case 0 -> middle.open();
            case 1 -> chat.parley.turns().stop(ALICE, session, null);
            default -> chat.post(session, "Rather this", IfBusy.INTERRUPT);
        }
    }

    private static void awaitResponding(Chat chat, SessionId session) {
        await().until(() -> chat.store().find(session).orElseThrow().agent().activity() == AgentActivity.RESPONDING);
    }

    private static void publish(Chat chat, SessionId session) {
        chat.parley.conversations().publish(ALICE, session, (EventPayload.Custom) Given.custom(1));
    }

    /** Memory keeps the newest 100 events: what follows earlier positions is told by a snapshot, never skipped. */
    @Test
    void positionBeforeTheKeptLogGetsASnapshot() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.quiet(session);
            while (chat.store().find(session).orElseThrow().lastSeq() < 120) {
                publish(chat, session);
            }
            for (long seq = 0; seq <= 120; seq++) {
                try (Subscription subscription = chat.watch(ALICE, session, Position.after(seq))) {
                    List<SharedFrame> frames = drain(subscription);
                    if (seq < 20) {
                        assertThat(frames)
                                .singleElement()
                                .satisfies(frame -> assertThat(frame.frame())
                                        .isEqualTo(new Frame.ResetFrame(
                                                session,
                                                Position.after(120),
                                                chat.store()
                                                        .snapshot(session, 100)
                                                        .orElseThrow(),
                                                List.of())));
                    } else {
                        assertThat(frames)
                                .extracting(SharedFrame::frame)
                                .extracting(Frame::position)
                                .containsExactlyElementsOf(positions(seq + 1, 120));
                    }
                }
            }
        }
    }

    private static List<Position> positions(long from, long to) {
        List<Position> positions = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            positions.add(Position.after(seq));
        }
        return positions;
    }

    @Test
    void positionAheadOfTheLogGetsASnapshot() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.quiet(session);
            long end = chat.store().find(session).orElseThrow().lastSeq();
            for (Position ahead : List.of(
                    Position.after(end + 1), new Position(end + 1, 3), Position.after(999_999_999_999_999_999L))) {
                try (Subscription subscription = chat.watch(ALICE, session, ahead)) {
                    assertThat(drain(subscription))
                            .extracting(SharedFrame::frame)
                            .containsExactly(new Frame.ResetFrame(
                                    session,
                                    Position.after(end),
                                    chat.store().snapshot(session, 100).orElseThrow(),
                                    List.of()));
                    assertThat(subscription.position()).isEqualTo(Position.after(end));
                }
            }
        }
    }

    @Test
    void withoutAPositionReadingBeginsWithASnapshotAndTheDraft() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            Gate middle = Gate.closed();
            chat.model.next(say("Half of "), middle, say("it."));
            Accepted accepted = chat.post(session, "And now?");
            middle.awaitArrival();
            awaitResponding(chat, session);
            try (Subscription subscription = chat.watch(ALICE, session, null)) {
                ReadingClient client = new ReadingClient().take(drain(subscription));

                assertThat(client.resets()).isEqualTo(1);
                assertThat(client.messages())
                        .extracting(Message::text)
                        .containsExactly("Hello", "You said: Hello", "And now?");
                assertThat(client.draft()).isEqualTo("Half of ");

                middle.open();
                chat.ended(accepted);
                client.take(drain(subscription));
                assertThat(client.messages()).last().extracting(Message::text).isEqualTo("Half of it.");
                assertThat(client.resets()).isEqualTo(1);
            }
        }
    }

    /** As after the crash of a node that had not saved the last of its text. */
    @Test
    void positionAheadOfTheDraftWaitsForMoreText() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate first = Gate.closed();
            Gate second = Gate.closed();
            chat.model.next(say("12345"), first, say("678"), second, say("9"));
            Accepted accepted = chat.post(session, "Count!");
            first.awaitArrival();
            awaitResponding(chat, session);
            long seq = chat.store().find(session).orElseThrow().lastSeq();
            try (Subscription subscription = chat.watch(ALICE, session, new Position(seq, 7))) {
                assertThat(drain(subscription)).isEmpty();
                assertThat(subscription.position()).isEqualTo(new Position(seq, 7));

                first.open();
                second.awaitArrival();
                assertThat(drain(subscription))
                        .extracting(SharedFrame::frame)
                        .singleElement()
                        .satisfies(frame -> {
                            assertThat(frame.position()).isEqualTo(new Position(seq, 8));
                            assertThat(((Frame.DeltaFrame) frame).offset()).isEqualTo(7);
                            assertThat(((Frame.DeltaFrame) frame).text()).isEqualTo("8");
                        });

                second.open();
                chat.ended(accepted);
                assertThat(drain(subscription))
                        .extracting(SharedFrame::frame)
                        .anySatisfy(frame -> assertThat(frame)
                                .isInstanceOfSatisfying(
                                        Frame.EventFrame.class,
                                        event -> assertThat(event.event().payload())
                                                .isInstanceOfSatisfying(
                                                        EventPayload.MessageCompleted.class,
                                                        completed -> assertThat(completed
                                                                        .message()
                                                                        .text())
                                                                .isEqualTo("123456789"))));
            }
        }
    }

    /** An offset that belongs to no answer says nothing; the next answer is given from its beginning. */
    @Test
    void offsetWithoutAnAnswerInProgressIsHarmless() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription subscription = chat.watch(ALICE, session, new Position(1, 500))) {
                assertThat(drain(subscription)).isEmpty();
                chat.ended(chat.post(session, "Hello"));
                chat.quiet(session);
                List<SharedFrame> frames = drain(subscription);
                assertThat(frames)
                        .last()
                        .extracting(shared -> shared.frame().position())
                        .isEqualTo(Position.after(
                                chat.store().find(session).orElseThrow().lastSeq()));
                assertThat(frames.stream()
                                .filter(shared -> shared.frame() instanceof Frame.EventFrame)
                                .count())
                        .isEqualTo(chat.events(session).size() - 1);
            }
        }
    }

    @Test
    void partOfALogIsReadPageByPage() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.quiet(session);
            ReadingClient client = new ReadingClient();
            while (true) {
                var part = chat.parley.histories().log(ALICE, session, client.position());
                client.take(part.frames());
                assertThat(part.position()).isEqualTo(client.position());
                if (part.frames().isEmpty()) {
                    break;
                }
            }

            assertThat(client.events()).isEqualTo(chat.events(session));
            assertThat(chat.parley.openFeeds()).isZero();
        }
    }
}
