package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.FixedUserChannels;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.ScriptedChannel;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.RetryPolicy;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node dies while it brings a question to somebody: the other one goes on, and nothing is sent twice or forgotten. */
@Timeout(120)
class DeliveryCrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Short, so that nobody waits long for the other node. */
    private static final ChatLimits LIMITS = ChatLimits.defaults().toBuilder()
            .lease(Duration.ofSeconds(1))
            .activeSessionsPerUser(0)
            .build();

    private static final DeliverySettings SETTINGS = new DeliverySettings(
            DeliveryMode.FALLBACK,
            new RetryPolicy(10, Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofMillis(200)),
            Duration.ofMillis(500),
            8);

    private static TestDatabase database;
    private final Caller alice = Caller.of(Given.user().value());
    private final ScriptedChannel email = new ScriptedChannel(ChannelKind.EMAIL);
    private final List<Node> nodes = new ArrayList<>();
    private Node here;

    /** A node with the only channel that there is. */
    private record Node(PostgresStorage storage, Parley parley) {
        /** Loses its database from one moment to the next, as if the process were killed. */
        void die() {
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
    void startNode() {
        here = node();
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(node -> {
            node.parley.close();
            node.storage.close();
        });
    }

    private Node node() {
        PostgresStorage storage = database.node();
        UserChannel channel = new UserChannel(
                alice.user(), Reachable.address(ChannelKind.EMAIL, alice.user()), 1, null, true, Instant.EPOCH);
        Parley parley = Parley.builder()
                .storage(storage.storage().withChannels(new FixedUserChannels(List.of(channel))))
                .model(new ScriptedModel())
                .limits(LIMITS)
                .channel(email)
                .deliveries(SETTINGS)
                .build();
        Node node = new Node(storage, parley);
        nodes.add(node);
        return node;
    }

    private FeedbackRequest ask() {
        SessionId session = here.parley
                .sessions()
                .start(alice, StartSession.PLAIN)
                .session()
                .id();
        return ask(here, session);
    }

    private FeedbackRequest ask(Node node, SessionId session) {
        return node.parley
                .feedback()
                .ask(alice, session, null, AskFeedback.of("Which one?", FeedbackKind.FreeText.any()));
    }

    /** Whoever finds too much going on asks again, as clients do. */
    private FeedbackRequest askPatiently(Node node, SessionId session) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(ChatException.Unavailable.class)
                .until(() -> ask(node, session), question -> true);
    }

    private List<DeliveryState> deliveries(Node seen, FeedbackRequest question) {
        return seen.parley
                .feedback()
                .find(alice, question.sessionId(), question.id())
                .deliveries();
    }

    private DeliveryState delivery(Node seen, FeedbackRequest question) {
        return deliveries(seen, question).getFirst();
    }

    private void await(Node seen, FeedbackRequest question, DeliveryStatus status) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> deliveries(seen, question).stream().anyMatch(delivery -> delivery.status() == status));
    }

    /** The node that sends dies once the message was taken, before it can note that. */
    private FeedbackRequest killedBetweenSendAndRecord() throws InterruptedException {
        CountDownLatch dead = new CountDownLatch(1);
        email.next(message -> {
            here.die();
            dead.countDown();
            return new Receipt("<%s@test>".formatted(message.attempt()));
        });
        FeedbackRequest question = ask();
        dead.await();
        return question;
    }

    @Test
    void whatTheChannelKnowsToBeSentIsNotSentAgain() throws InterruptedException {
        email.thatTells();
        FeedbackRequest question = killedBetweenSendAndRecord();
        Node there = node();

        await(there, question, DeliveryStatus.SENT);
        assertThat(email.questions()).hasSize(1);
        assertThat(delivery(there, question).attempts()).isEqualTo(1);

        there.parley
                .feedback()
                .respond(
                        alice, question.sessionId(), question.id(), UUID.randomUUID(), new FeedbackAnswer.Text("this"));
        await(there, question, DeliveryStatus.SUPERSEDED);
        assertThat(email.decided())
                .extracting(Outgoing.Decided::place)
                .containsExactly(new Receipt(
                        "<%s@test>".formatted(email.questions().getFirst().attempt())));
    }

    @Test
    void whereTheChannelCannotTellTheNextMessageHasAnotherIdAndSaysThatItMayHaveComeBefore()
            throws InterruptedException {
        FeedbackRequest question = killedBetweenSendAndRecord();
        Node there = node();

        await(there, question, DeliveryStatus.SENT);
        assertThat(email.questions()).extracting(Outgoing.Question::again).containsExactly(false, true);
        assertThat(email.questions()).extracting(Outgoing::attempt).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasBegunAndNotSentIsSentByTheOtherNode(boolean tells) throws InterruptedException {
        if (tells) {
            email.thatTells();
        }
        CountDownLatch dead = new CountDownLatch(1);
        email.next(message -> {
            here.die();
            dead.countDown();
            throw UndeliveredException.unavailable("The node is dead.");
        });
        FeedbackRequest question = ask();
        dead.await();
        Node there = node();

        await(there, question, DeliveryStatus.SENT);
        assertThat(email.questions()).hasSize(1);
        assertThat(delivery(there, question).attempts()).isEqualTo(2);
    }

    @Test
    void endOfAQuestionIsToldByTheOtherNode() throws InterruptedException {
        FeedbackRequest question = ask();
        await(here, question, DeliveryStatus.SENT);
        CountDownLatch dead = new CountDownLatch(1);
        email.next(message -> {
            here.die();
            dead.countDown();
            throw UndeliveredException.unavailable("The node is dead.");
        });
        here.parley
                .feedback()
                .respond(
                        alice, question.sessionId(), question.id(), UUID.randomUUID(), new FeedbackAnswer.Text("this"));
        dead.await();
        Node there = node();

        await(there, question, DeliveryStatus.SUPERSEDED);
        assertThat(email.decided()).hasSize(1);
    }

    @Test
    void twoNodesSendEveryQuestionOnce() {
        Node there = node();
        SessionId session = here.parley
                .sessions()
                .start(alice, StartSession.PLAIN)
                .session()
                .id();
        List<FeedbackRequest> questions =
                Together.results(40, number -> askPatiently(number % 2 == 0 ? here : there, session));

        questions.forEach(question -> await(here, question, DeliveryStatus.SENT));
        here.parley.housekeeping().sweep();
        there.parley.housekeeping().sweep();
        assertThat(here.storage.storage().deliveries().due(100)).isEmpty();
        assertThat(email.questions())
                .extracting(sent -> sent.request().id())
                .containsExactlyInAnyOrderElementsOf(
                        questions.stream().map(FeedbackRequest::id).toList());
    }
}
