package dev.parley.persistence;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.application.testkit.ScriptedModel.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.parley.application.Accepted;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.StartSession;
import dev.parley.application.UserChange;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Notice;
import dev.parley.application.port.Signal;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes share a database: what happens on one is seen, stopped and taken over on the other. */
class TwoNodesTest {
    private static final Caller ALICE = Caller.of("alice");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Short, so that nobody waits long for a takeover. */
    private static final ChatLimits LIMITS = ChatLimits.defaults().toBuilder()
            .lease(Duration.ofSeconds(2))
            .activeSessionsPerUser(0)
            .build();

    private static TestDatabase database;
    private Node here;
    private Node there;

    /** A node with a model of its own. */
    private record Node(PostgresStorage storage, ScriptedModel model, Parley parley) implements AutoCloseable {
        static Node start() {
            PostgresStorage storage = database.node();
            ScriptedModel model = new ScriptedModel();
            Parley parley = Parley.builder()
                    .storage(storage.storage())
                    .model(model)
                    .limits(LIMITS)
                    .build();
            return new Node(storage, model, parley);
        }

        Accepted say(SessionId session, String text) {
            return parley.conversations()
                    .post(
                            ALICE,
                            session,
                            new PostMessage(
                                    new MessageId(UUID.randomUUID()), UserText.parse(text, LIMITS), IfBusy.ENQUEUE));
        }

        Subscription watch(SessionId session) {
            return parley.histories().watch(ALICE, session, Position.START, () -> {});
        }

        /** Loses its database from one moment to the next, as if the process were killed. */
        void die() {
            storage.close();
        }

        @Override
        public void close() {
            parley.close();
            storage.close();
        }
    }

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void endDatabase() {
        database.close();
    }

    @BeforeEach
    void startNodes() {
        here = Node.start();
        there = Node.start();
        awaitContact(here.storage().storage().bus(), there.storage().storage().bus());
        awaitContact(there.storage().storage().bus(), here.storage().storage().bus());
    }

    /** A node that has just started may not hear yet what is said once. */
    private static void awaitContact(EventBus from, EventBus to) {
        Signal.Typing sign = new Signal.Typing(Given.sessionId(), ALICE.user(), true);
        Set<Signal> heard = ConcurrentHashMap.newKeySet();
        EventBus.Listener ear = new EventBus.Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {
                // Only signals are said once.
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(signal);
            }
        };
        try (EventBus.Registration listening = to.listen(ear)) {
            await().atMost(PATIENCE).until(() -> {
                from.send(sign);
                return heard.contains(sign);
            });
        }
    }

    @AfterEach
    void endNodes() {
        there.close();
        here.close();
    }

    private SessionId session() {
        Session session =
                here.parley().sessions().start(ALICE, StartSession.PLAIN).session();
        return session.id();
    }

    private static ReadingClient readUntil(ReadingClient client, Subscription subscription, BooleanSupplier enough)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("in time; got %s", client.eventTypes())
                    .isLessThan(deadline);
            client.take(subscription.await(Duration.ofMillis(100)));
        }
        return client;
    }

    @Test
    void answerIsFollowedOnTheOtherNodeWhileItIsStreamed() throws Exception {
        SessionId session = session();
        ScriptedModel.Gate half = ScriptedModel.Gate.closed();
        here.model().next(say("The first half, "), half, say("and the second half \uD83D\uDE00."));
        try (Subscription subscription = there.watch(session)) {
            ReadingClient reader = new ReadingClient();
            here.say(session, "Go on");

            readUntil(reader, subscription, () -> reader.draft().equals("The first half, "));
            half.open();
            readUntil(reader, subscription, () -> reader.eventTypes().contains("turn.completed"));

            assertThat(reader.messages())
                    .last()
                    .extracting(Message::text)
                    .isEqualTo("The first half, and the second half \uD83D\uDE00.");
            assertThat(reader.resets()).isZero();
        }
    }

    @Test
    void questionIsToldOnceToThosePeopleWhoAreConnectedToTheOtherNode() {
        SessionId session = session();
        List<Notice> heard = new CopyOnWriteArrayList<>();
        FeedbackKind kind = FeedbackKind.FreeText.any();
        try (EventBus.Registration listening = there.parley().notices().listen(ALICE.user(), heard::add)) {
            FeedbackRequest first = here.parley().feedback().ask(ALICE, session, null, AskFeedback.of("Yes?", kind));
            FeedbackRequest second = there.parley().feedback().ask(ALICE, session, null, AskFeedback.of("No?", kind));

            await().atMost(PATIENCE).until(() -> heard.size() >= 2);
            assertThat(heard)
                    .containsExactlyInAnyOrder(
                            new Notice.FeedbackRequested(session, first.id(), "Yes?", first.expiresAt()),
                            new Notice.FeedbackRequested(session, second.id(), "No?", second.expiresAt()));
        }
    }

    @Test
    void whatIsDecidedAboutAUserCountsOnTheOtherNode() {
        Caller root = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
        Caller carol = Caller.of("carol");
        List<User> told = new CopyOnWriteArrayList<>();
        there.parley().users().admit(carol);
        try (EventBus.Registration listening = there.parley().users().listen(told::add)) {
            User promoted = here.parley().users().change(root, carol.user(), new UserChange(RoleChoice.ANALYST, false));
            await().atMost(PATIENCE).until(() -> told.contains(promoted));
            assertThat(there.parley().users().admit(carol).role()).isEqualTo(Role.ANALYST);
            User disabled = here.parley().users().change(root, carol.user(), UserChange.ofDisabled(true));
            await().atMost(PATIENCE).until(() -> told.contains(disabled));

            assertThat(there.parley().users().isDisabled(carol.user())).isTrue();
            assertThatExceptionOfType(ChatException.Forbidden.class)
                    .isThrownBy(() -> there.parley().users().admit(carol));
        }
    }

    @Test
    void stopReachesTheOtherNode() throws Exception {
        SessionId session = session();
        here.model().next(say("As far as this"), silence());
        try (Subscription subscription = there.watch(session)) {
            ReadingClient reader = new ReadingClient();
            here.say(session, "Talk");
            readUntil(reader, subscription, () -> reader.draft().equals("As far as this"));

            there.parley().turns().stop(ALICE, session, null);
            readUntil(reader, subscription, () -> reader.eventTypes().contains("turn.cancelled"));

            assertThat(reader.messages()).last().satisfies(message -> {
                assertThat(message.status()).isEqualTo(MessageStatus.STOPPED);
                assertThat(message.text()).isEqualTo("As far as this");
            });
        }
    }

    @Test
    void turnOfADeadNodeIsTakenOverAndItsTextKept() throws Exception {
        SessionId session = session();
        here.model().next(say("Lost in mid-"), silence());
        there.model().always(prompt -> script(say("A whole answer")));
        try (Subscription subscription = there.watch(session)) {
            ReadingClient reader = new ReadingClient();
            Accepted accepted = here.say(session, "Answer me");
            readUntil(reader, subscription, () -> reader.draft().equals("Lost in mid-"));

            here.die();
            readUntil(reader, subscription, () -> reader.eventTypes().contains("turn.completed"));

            List<Message> messages = there.storage()
                    .storage()
                    .sessions()
                    .messagesOf(session, accepted.turn().id());
            assertThat(messages)
                    .filteredOn(AssistantMessage.class::isInstance)
                    .extracting(Message::status, Message::text)
                    .containsExactly(
                            tuple(MessageStatus.INTERRUPTED, "Lost in mid-"),
                            tuple(MessageStatus.COMPLETED, "A whole answer"));
            assertThat(reader.eventTypes().stream().filter("turn.completed"::equals))
                    .hasSize(1);
        }
    }

    @Test
    void nodeThatShutsDownHandsItsTurnsOverAtOnce() {
        SessionId session = session();
        here.model().next(say("Begun here"), silence());
        there.model().always(prompt -> script(say("Ended there")));
        Accepted accepted = here.say(session, "Answer me");
        await().atMost(PATIENCE).until(() -> here.model().answering() == 1);

        here.parley().drain(Duration.ZERO);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(there.parley()
                                .turns()
                                .find(ALICE, session, accepted.turn().id()))
                        .satisfies(turn -> {
                            assertThat(turn.status()).isEqualTo(TurnStatus.COMPLETED);
                            assertThat(turn.crashes()).isZero();
                            assertThat(turn.attempt()).isEqualTo(2);
                        }));
    }
}
