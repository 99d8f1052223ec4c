package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedChannel.refused;
import static dev.parley.application.testkit.ScriptedChannel.unavailable;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static dev.parley.memory.chat.Deliverers.parallel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.delivery.Deliveries;
import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.RecordingTelemetry;
import dev.parley.application.testkit.ScriptedChannel;
import dev.parley.application.testkit.Together;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Title;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How questions get to people who are not looking at the chat. */
@Timeout(120)
class DeliveriesTest {
    private static List<String> told(Deliverers with) {
        return with.chat.events(with.session).stream()
                .map(Event::payload)
                .filter(EventPayload.FeedbackDelivery.class::isInstance)
                .map(EventPayload.FeedbackDelivery.class::cast)
                .map(EventPayload.FeedbackDelivery::delivery)
                .map(delivery -> "%s %s %s"
                        .formatted(
                                delivery.recipient(),
                                delivery.channel().wireName(),
                                delivery.status().wireName()))
                .toList();
    }

    @Test
    void questionGoesToEveryoneAskedOverTheirFirstChannel() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 2);
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.reach(BOB, ChannelKind.EMAIL, 1);
            with.reach(EVE, ChannelKind.EMAIL, 1);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            with.chat.parley.sessions().share(ALICE, with.session, EVE.user(), Access.VIEWER);
            with.chat.parley.sessions().update(ALICE, with.session, new Title("Holidays"), null);

            FeedbackRequest question = with.ask();

            with.await(question, "alice slack sent 1", "bob email sent 1");
            assertThat(with.slack.questions()).singleElement().satisfies(sent -> {
                assertThat(sent.recipient()).isEqualTo(ALICE.user());
                assertThat(sent.address()).isEqualTo("UALICE");
                assertThat(sent.request()).isEqualTo(question);
                assertThat(sent.session()).isEqualTo("Holidays");
                assertThat(sent.reminder()).isFalse();
                assertThat(sent.again()).isFalse();
                assertThat(sent.earlier()).isNull();
            });
            assertThat(with.email.questions()).extracting(Outgoing::address).containsExactly("bob@example.com");
            assertThat(told(with)).containsExactlyInAnyOrder("alice slack sent", "bob email sent");
            assertThat(with.deliveries(question))
                    .extracting(DeliveryState::nextAttemptAt)
                    .containsOnlyNulls();
            with.requireRest(question);
        }
    }

    @Test
    void inParallelAllChannelsAreUsedAtOnceOfThoseThatTheQuestionAllows() {
        try (Deliverers with = Deliverers.open()) {
            for (ChannelKind kind : List.of(ChannelKind.EMAIL, ChannelKind.SLACK, ChannelKind.WEBHOOK)) {
                with.reach(ALICE, kind, 1);
            }
            with.await(with.ask(parallel()), "alice email sent 1", "alice slack sent 1", "alice webhook sent 1");
            with.await(
                    with.ask(parallel(ChannelKind.EMAIL, ChannelKind.WEBHOOK)),
                    "alice email sent 1",
                    "alice webhook sent 1");
            with.await(with.ask(new DeliveryChoice(null, Set.of(ChannelKind.WEBHOOK))), "alice webhook sent 1");
            FeedbackRequest here = with.ask(parallel(ChannelKind.WEB));
            assertThat(with.chat.storage.deliveries().due(10)).isEmpty();
            assertThat(with.told(here)).isEmpty();
        }
    }

    @Test
    void namedPeopleAreAskedAndSeeOnlyTheirOwnDeliveries() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(BOB, ChannelKind.EMAIL, 1);
            with.reach(EVE, ChannelKind.SLACK, 1);

            FeedbackRequest question = with.ask(BOB.user(), EVE.user());

            with.await(question, "bob email sent 1", "eve slack sent 1");
            assertThat(with.node
                            .feedback()
                            .find(EVE, with.session, question.id())
                            .deliveries())
                    .extracting(DeliveryState::recipient)
                    .containsExactly(EVE.user());
            assertThat(inbox(with, EVE, question))
                    .extracting(DeliveryState::recipient)
                    .containsExactly(EVE.user());
            assertThat(inbox(with, Caller.of("mallory"), question)).isEmpty();
            with.chat.parley.sessions().share(ALICE, with.session, EVE.user(), Access.VIEWER);
            assertThat(with.node
                            .feedback()
                            .find(EVE, with.session, question.id())
                            .deliveries())
                    .hasSize(2);
            assertThat(inbox(with, EVE, question)).isEqualTo(with.deliveries(question));
            assertThat(with.node
                            .feedback()
                            .deliveries(EVE, with.session, List.of(question))
                            .get(question.id()))
                    .isEqualTo(with.deliveries(question));
        }
    }

    private static List<DeliveryState> inbox(Deliverers with, Caller caller, FeedbackRequest question) {
        return with.node.feedback().deliveries(caller, List.of(question)).get(question.id());
    }

    @Test
    void nothingIsSentToAddressesThatAreNotProvedOrNotUsed() {
        try (Deliverers with = Deliverers.open()) {
            UserId alice = ALICE.user();
            Reachable.over(
                    with.chat.storage,
                    new UserChannel(alice, Reachable.address(ChannelKind.EMAIL, alice), 1, null, true, null));
            Reachable.over(
                    with.chat.storage,
                    new UserChannel(alice, Reachable.address(ChannelKind.SLACK, alice), 1, null, false, Instant.EPOCH));
            FeedbackRequest question = with.ask(parallel());

            Chat.await().until(() -> with.chat.storage.deliveries().due(10).isEmpty());
            assertThat(with.told(question)).isEmpty();
            assertThat(with.email.tried()).isEmpty();
            assertThat(with.slack.tried()).isEmpty();
        }
    }

    @Test
    void channelThatStaysDownIsRetriedAndThenTheNextOneIsUsed() {
        try (Deliverers with = Deliverers.open(2)) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.email.usually(unavailable("The server is down: alice@example.com \n was not told."));

            FeedbackRequest question = with.ask();
            with.await(question, "alice email pending 1");
            Chat.await().until(() -> with.deliveries(question).getFirst().error() != null);
            assertThat(with.deliveries(question)).singleElement().satisfies(delivery -> {
                assertThat(delivery.error()).isEqualTo("The server is down: the address   was not told.");
                assertThat(Objects.requireNonNull(delivery.nextAttemptAt()))
                        .isBetween(
                                with.chat.time.instant().plusMillis(500),
                                with.chat.time.instant().plusSeconds(1));
            });
            with.retry(question, "alice email pending 1");
            with.retry(question, "alice email pending 2");

            with.await(question, "alice email failed 3", "alice slack sent 1");
            assertThat(with.email.tried())
                    .extracting(Outgoing::attempt)
                    .hasSize(3)
                    .doesNotHaveDuplicates();
            assertThat(told(with)).containsExactly("alice email failed", "alice slack sent");
        }
    }

    @Test
    void nothingIsTriedMoreThanElevenTimes() {
        try (Deliverers with = Deliverers.open(10)) {
            with.reach(ALICE, ChannelKind.WEBHOOK, 1);
            with.webhook.usually(unavailable("Down."));
            FeedbackRequest question = with.ask();
            for (int tries = 1; tries <= 10; tries++) {
                with.retry(question, "alice webhook pending " + tries);
            }

            with.await(question, "alice webhook failed 11");
            with.requireRest(question);
            assertThat(with.webhook.tried()).hasSize(11);
        }
    }

    @Test
    void addressThatIsRefusedIsNotTriedAgain() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.email.next(refused("There is no such mailbox."));

            FeedbackRequest question = with.ask();

            with.await(question, "alice email failed 1", "alice slack sent 1");
            assertThat(with.deliveries(question).getFirst().error()).isEqualTo("There is no such mailbox.");
        }
    }

    @Test
    void whereverAQuestionWasAskedItsEndIsTold() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.reach(BOB, ChannelKind.WEBHOOK, 1);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            with.email.usually(unavailable("Down."));
            FeedbackRequest question = with.ask(parallel());
            with.await(question, "alice email pending 1", "alice slack sent 1", "bob webhook sent 1");

            FeedbackRequest answered = with.answer(question, BOB);

            with.await(question, "alice email superseded 1", "alice slack superseded 1", "bob webhook superseded 1");
            assertThat(with.slack.decided()).singleElement().satisfies(decided -> {
                assertThat(decided.request()).isEqualTo(answered);
                assertThat(decided.address()).isEqualTo("UALICE");
                assertThat(decided.place().value())
                        .isEqualTo("<%s@test>"
                                .formatted(with.slack.questions().getFirst().attempt()));
            });
            assertThat(with.webhook.decided()).hasSize(1);
            assertThat(with.email.tried()).hasSize(1);
            with.requireRest(question);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"withdrawn", "expired", "ended", "deleted"})
    void everyEndIsTold(String how) {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            FeedbackRequest question = with.ask();
            with.await(question, "alice slack sent 1");

            switch (how) {
                case "withdrawn" -> with.node.feedback().withdraw(ALICE, with.session, question.id());
                case "expired" -> {
                    with.chat.time.advance(Duration.ofHours(48));
                    with.node.housekeeping().sweep();
                }
                case "ended" -> with.node.sessions().end(ALICE, with.session);
                default -> with.node.sessions().delete(ALICE, with.session);
            }

            Chat.await().until(() -> with.slack.decided().size() == 1);
            assertThat(with.slack.decided().getFirst().request().status())
                    .isEqualTo(how.equals("expired") ? FeedbackStatus.EXPIRED : FeedbackStatus.CANCELLED);
            Chat.await()
                    .until(() -> with.chat.storage.deliveries().of(List.of(question.id())).get(question.id()).stream()
                            .allMatch(delivery -> delivery.status() == DeliveryStatus.SUPERSEDED));
        }
    }

    @Test
    void answerThatComesWhileAQuestionIsBeingSentIsToldAfterwards() throws InterruptedException {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch answered = new CountDownLatch(1);
            with.slack.next(message -> {
                begun.countDown();
                answered.await();
                return ScriptedChannel.Behaviour.TAKE.take(message);
            });
            FeedbackRequest question = with.ask();
            begun.await();
            with.answer(question, ALICE);
            answered.countDown();

            with.await(question, "alice slack superseded 1");
            assertThat(with.slack.taken())
                    .extracting(message -> message.getClass().getSimpleName())
                    .containsExactly("Question", "Decided");
            assertThat(told(with)).containsExactly("alice slack sent", "alice slack superseded");
        }
    }

    @Test
    void tryThatFailsAfterTheAnswerIsNotRepeated() throws InterruptedException {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch answered = new CountDownLatch(1);
            with.slack.next(message -> {
                begun.countDown();
                answered.await();
                throw UndeliveredException.unavailable("Down.");
            });
            FeedbackRequest question = with.ask();
            begun.await();
            with.answer(question, ALICE);
            answered.countDown();

            with.await(question, "alice slack superseded 1");
            with.requireRest(question);
            assertThat(with.slack.tried()).hasSize(1);
        }
    }

    @Test
    void endThatCannotBeToldIsRetriedAndThenLeft() {
        try (Deliverers with = Deliverers.open(2)) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            FeedbackRequest question = with.ask();
            with.await(question, "alice slack sent 1");
            with.slack.usually(unavailable("Down."));
            with.answer(question, ALICE);
            for (int tries = 2; tries <= 3; tries++) {
                int known = tries;
                Chat.await().until(() -> with.slack.tried().size() == known);
                with.later(question, "alice slack sent 1");
            }

            with.await(question, "alice slack superseded 1");
            assertThat(with.deliveries(question).getFirst().error()).isEqualTo("Down.");
            assertThat(with.slack.tried()).hasSize(4);
            with.requireRest(question);
        }
    }

    /** The first answer wins, and everywhere the same one is told, once. */
    @Test
    void ofAnswersThatComeAtOnceTheWinnerIsToldEverywhere() {
        int rounds = 200;
        try (Deliverers with = Deliverers.open()) {
            List<Caller> people = List.of(ALICE, BOB, EVE);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            with.chat.parley.sessions().share(ALICE, with.session, EVE.user(), Access.EDITOR);
            for (Caller person : people) {
                with.reach(person, ChannelKind.EMAIL, 1);
                with.reach(person, ChannelKind.SLACK, 1);
                with.reach(person, ChannelKind.WEBHOOK, 1);
            }
            for (int round = 0; round < rounds; round++) {
                FeedbackRequest question = with.ask(parallel());
                if (round % 2 == 0) {
                    Chat.await()
                            .until(() -> with.deliveries(question).stream()
                                            .filter(delivery -> delivery.status() == DeliveryStatus.SENT)
                                            .count()
                                    == 9);
                }
                long winners = Together.outcomes(3, number -> with.answer(question, people.get(number))).stream()
                        .filter(Together.Outcome::succeeded)
                        .count();
                assertThat(winners).isEqualTo(1);
                Chat.await()
                        .until(() -> with.chat.storage.deliveries().due(10).isEmpty()
                                && with.deliveries(question).stream()
                                        .allMatch(delivery -> delivery.status() == DeliveryStatus.SUPERSEDED));
                requireOneOutcome(with, question, round % 2 == 0);
            }
        }
    }

    private static void requireOneOutcome(Deliverers with, FeedbackRequest question, boolean everybodyWasAsked) {
        FeedbackRequest decided =
                with.node.feedback().find(ALICE, with.session, question.id()).request();
        for (ScriptedChannel channel : List.of(with.email, with.slack, with.webhook)) {
            List<UserId> asked = channel.questions().stream()
                    .filter(sent -> sent.request().id().equals(question.id()))
                    .map(Outgoing.Question::recipient)
                    .toList();
            List<Outgoing.Decided> told = channel.decided().stream()
                    .filter(sent -> sent.request().id().equals(question.id()))
                    .toList();
            assertThat(told)
                    .extracting(Outgoing.Decided::recipient)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(asked);
            assertThat(told).allSatisfy(sent -> assertThat(sent.request()).isEqualTo(decided));
            if (everybodyWasAsked) {
                assertThat(asked).hasSize(3);
            }
        }
        assertThat(decided.state()).isInstanceOf(FeedbackState.Answered.class);
    }

    @Test
    void reminderGoesWhereTheQuestionWent() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.email.next(refused("No such mailbox."));
            FeedbackRequest question = with.ask();
            with.await(question, "alice email failed 1", "alice slack sent 1");
            Receipt place = new Receipt(
                    "<%s@test>".formatted(with.slack.questions().getFirst().attempt()));

            with.chat.time.advance(Duration.ofHours(44));
            with.node.housekeeping().sweep();

            Chat.await().until(() -> with.slack.questions().size() == 2);
            assertThat(with.slack.questions().getLast()).satisfies(sent -> {
                assertThat(sent.reminder()).isTrue();
                assertThat(sent.earlier()).isEqualTo(place);
            });
            with.await(question, "alice email failed 1", "alice slack sent 1");
            assertThat(with.email.tried()).hasSize(1);
            with.requireRest(question);
            assertThat(with.slack.questions()).hasSize(2);
        }
    }

    /** The clock shows 03:04. */
    @Test
    void quietHoursPutOffAQuestionToTheirEnd() {
        try (Deliverers with = Deliverers.open()) {
            QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneOffset.UTC);
            Reachable.over(with.chat.storage, ALICE.user(), ChannelKind.EMAIL, 1, night);
            FeedbackRequest question = with.ask();
            with.await(question, "alice email pending 0");
            assertThat(with.deliveries(question).getFirst().nextAttemptAt())
                    .isEqualTo(Instant.parse("2026-01-02T07:00:00Z"));
            with.chat.time.advance(Duration.ofHours(3));
            with.node.housekeeping().sweep();
            assertThat(with.email.tried()).isEmpty();

            with.chat.time.set(Instant.parse("2026-01-02T07:00:00Z"));
            with.node.housekeeping().sweep();

            with.await(question, "alice email sent 1");
        }
    }

    @Test
    void retriesAndRemindersRespectQuietHoursAndEndsAreToldInThem() {
        try (Deliverers with = Deliverers.open()) {
            QuietHours night = new QuietHours(LocalTime.of(3, 5), LocalTime.of(7, 0), ZoneOffset.UTC);
            Reachable.over(with.chat.storage, ALICE.user(), ChannelKind.SLACK, 1, night);
            with.slack.next(unavailable("Down."));
            FeedbackRequest question = with.ask();
            with.later(question, "alice slack pending 1");
            Chat.await()
                    .until(
                            () -> with.deliveries(question).getFirst().nextAttemptAt(),
                            Instant.parse("2026-01-02T07:00:00Z")::equals);

            with.chat.time.set(Instant.parse("2026-01-02T07:00:00Z"));
            with.node.housekeeping().sweep();
            with.await(question, "alice slack sent 2");
            with.chat.time.set(Instant.parse("2026-01-03T03:06:00Z"));
            with.answer(question, ALICE);

            with.await(question, "alice slack superseded 2");
            assertThat(with.slack.decided()).hasSize(1);
        }
    }

    @Test
    void systemThatFailsTooOftenIsGivenARestAndPassedOver() {
        try (Deliverers with = Deliverers.open(10)) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(BOB, ChannelKind.EMAIL, 1);
            with.reach(BOB, ChannelKind.SLACK, 2);
            with.email.usually(unavailable("Down."));
            assertThat(health(with)).isInstanceOf(ComponentHealth.Up.class);
            FeedbackRequest first = with.ask(ALICE.user());
            for (int tries = 1; tries <= 4; tries++) {
                with.retry(first, "alice email pending " + tries);
            }
            with.await(first, "alice email pending 5");
            Chat.await().until(() -> health(with) instanceof ComponentHealth.Degraded);
            assertThat(health(with).facts()).containsEntry("email", "paused").containsEntry("slack", "up");

            FeedbackRequest second = with.ask(BOB.user());
            with.await(second, "bob email failed 0", "bob slack sent 1");
            FeedbackRequest third = with.ask(DeliveryChoice.USUAL, EVE.user(), ALICE.user());
            with.await(third, "alice email pending 0");
            Chat.await().until(() -> with.chat.storage.deliveries().due(10).isEmpty());
            assertThat(with.email.tried()).hasSize(5);

            with.email.usually(ScriptedChannel.Behaviour.TAKE);
            with.chat.time.advance(Duration.ofMinutes(11));
            with.node.housekeeping().sweep();
            Chat.await().until(() -> health(with) instanceof ComponentHealth.Up);
            with.lastly(first, "alice email sent 6");
            with.lastly(third, "alice email sent 1");
        }
    }

    @Test
    void channelThatDoesNotWorkIsToldWithItsReasonUntilItDoes() {
        try (Deliverers with = Deliverers.open(10)) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.email.ailing("the mail server refuses the login");
            with.node.housekeeping().sweep();
            Chat.await().until(() -> health(with) instanceof ComponentHealth.Degraded);
            assertThat(health(with).facts())
                    .containsEntry("email", "failing")
                    .containsEntry("email_reason", "the mail server refuses the login")
                    .containsEntry("email_since", with.chat.time.instant().toString())
                    .containsEntry("slack", "up");

            with.email.well();
            with.chat.time.advance(Duration.ofSeconds(59));
            with.node.housekeeping().sweep();
            with.slack.usually(unavailable("Slack says no"));
            with.await(with.ask(), "alice slack pending 1");
            Chat.await().until(() -> "Slack says no".equals(health(with).facts().get("slack_reason")));
            assertThat(health(with).facts()).containsEntry("email", "failing");
            with.chat.time.advance(Duration.ofSeconds(1));
            with.slack.usually(ScriptedChannel.Behaviour.TAKE);
            with.node.housekeeping().sweep();

            Chat.await().until(() -> health(with) instanceof ComponentHealth.Up);
            assertThat(health(with).facts()).doesNotContainKeys("email_reason", "slack_reason");
        }
    }

    @Test
    void whatIsWrongIsSaidUntilALookFindsItWell() {
        try (Deliverers with = Deliverers.open(10)) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.slack.ailing("a scope is missing");
            with.node.housekeeping().sweep();
            Chat.await().until(() -> health(with) instanceof ComponentHealth.Degraded);

            with.await(with.ask(), "alice slack sent 1");
            assertThat(health(with).facts()).containsEntry("slack_reason", "a scope is missing");
        }
    }

    @Test
    void channelThatWantsToBeLeftAloneOrRefusesAMessageWorks() {
        try (Deliverers with = Deliverers.open(10)) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.slack.next(refused("No such user."));
            with.await(with.ask(), "alice slack failed 1");
            with.slack.next(message -> {
                throw UndeliveredException.unavailable("Too many requests.", Duration.ofMinutes(1));
            });
            FeedbackRequest question = with.ask();
            with.await(question, "alice slack pending 1");
            Chat.await().until(() -> with.deliveries(question).getFirst().error() != null);

            assertThat(health(with)).isInstanceOf(ComponentHealth.Up.class);
        }
    }

    private static ComponentHealth health(Deliverers with) {
        return Objects.requireNonNull(with.node.health().report().components().get("channels"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT40S", "PT100H"})
    void channelThatAsksToBeLeftAloneIsUpToTheLongestPause(Duration asked) {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.slack.next(message -> {
                throw UndeliveredException.unavailable("Too many messages.", asked);
            });
            Instant expected = with.chat
                    .time
                    .instant()
                    .plus(asked.compareTo(Deliverers.LONGEST_PAUSE) < 0 ? asked : Deliverers.LONGEST_PAUSE);
            FeedbackRequest question = with.ask();

            Chat.await()
                    .until(() -> with.deliveries(question).stream()
                            .anyMatch(delivery -> expected.equals(delivery.nextAttemptAt())));
        }
    }

    @Test
    void receiptThatCannotBeStoredIsDone() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.slack.next(message -> new Receipt("\u0000"));
            FeedbackRequest question = with.ask();
            with.await(question, "alice slack sent 1");
            with.answer(question, ALICE);

            with.await(question, "alice slack superseded 1");
            assertThat(with.slack.tried()).hasSize(1);
        }
    }

    @Test
    void messageAfterWhichNothingWasHeardMayHaveArrived() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.WEBHOOK, 1);
            with.webhook.next(message -> {
                throw UndeliveredException.uncertain("It did not answer.");
            });
            FeedbackRequest question = with.ask();
            with.retry(question, "alice webhook pending 1");

            with.await(question, "alice webhook sent 2");
            assertThat(with.webhook.questions())
                    .extracting(Outgoing.Question::again)
                    .containsExactly(true);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void channelThatFailsUnexpectedlyIsAskedWhatBecameOfTheMessage(boolean tells) {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            if (tells) {
                with.slack.thatTells();
            }
            with.slack.next(message -> {
                with.slack.take(message, new Receipt("there"));
                throw new IllegalStateException("a defect, as the test wants it");
            });
            FeedbackRequest question = with.ask();
            if (tells) {
                with.await(question, "alice slack sent 1");
                assertThat(with.slack.questions()).hasSize(1);
            } else {
                with.retry(question, "alice slack pending 1");
                with.await(question, "alice slack sent 2");
                assertThat(with.slack.questions())
                        .extracting(Outgoing.Question::again)
                        .containsExactly(false, true);
            }
        }
    }

    @Test
    void tryThatTakesTooLongIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        try (Deliverers with = Deliverers.open(Deliverers.settings(1, Duration.ofMillis(50)), builder -> {})) {
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.slack.next(message -> {
                never.await();
                throw new AssertionError();
            });
            FeedbackRequest question = with.ask();
            with.await(question, "alice slack pending 1");
            Chat.await().until(() -> with.deliveries(question).getFirst().error() != null);
            assertThat(with.deliveries(question).getFirst().error())
                    .isEqualTo("It is not known whether it arrived: The channel did not answer in time.");
            with.slack.usually(ScriptedChannel.Behaviour.TAKE);
        }
    }

    /** The first node stands still while it sends; the second one finds out what became of that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatANodeBeganThatIsLateAnotherNodeLooksInto(boolean arrived) throws InterruptedException {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.email.thatTells();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            with.email.next(message -> {
                begun.countDown();
                goesOn.await();
                return new Receipt("late");
            });
            FeedbackRequest question = with.ask();
            begun.await();
            if (arrived) {
                with.email.take(with.email.tried().getFirst(), new Receipt("found"));
            }
            Parley other = with.node(builder -> {});
            other.housekeeping().sweep();
            assertThat(with.email.tried()).hasSize(1);

            with.chat.time.advance(Duration.ofMinutes(91));
            other.housekeeping().sweep();
            if (arrived) {
                with.await(question, "alice email sent 1");
                assertThat(with.email.questions()).hasSize(1);
            } else {
                with.retry(question, "alice email pending 1");
                with.await(question, "alice email sent 2");
                assertThat(with.email.questions().getLast().again()).isTrue();
            }
            goesOn.countDown();
            with.requireRest(question);
        }
    }

    @Test
    void lateResultDoesNotEndTheAttemptThatTookThePlace() throws InterruptedException {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            CountDownLatch begunAgain = new CountDownLatch(1);
            CountDownLatch goesOnAgain = new CountDownLatch(1);
            with.email
                    .next(message -> {
                        begun.countDown();
                        goesOn.await();
                        return new Receipt("late");
                    })
                    .next(message -> {
                        begunAgain.countDown();
                        goesOnAgain.await();
                        return new Receipt("in time");
                    });
            FeedbackRequest question = with.ask();
            begun.await();
            with.chat.time.advance(Duration.ofMinutes(91));
            with.node.housekeeping().sweep();
            with.retry(question, "alice email pending 1");
            begunAgain.await();
            goesOn.countDown();
            Chat.await().until(() -> with.email.taken().size() == 1);
            with.await(question, "alice email pending 2");
            goesOnAgain.countDown();

            with.await(question, "alice email sent 2");
            assertThat(with.chat.storage.deliveries().of(List.of(question.id())).get(question.id()))
                    .extracting(Delivery::receipt)
                    .containsExactly("in time");
        }
    }

    @Test
    void whoIsNotAskedAnyMoreGetsNothing() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(BOB, ChannelKind.EMAIL, 1);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            with.email.next(unavailable("Down."));
            FeedbackRequest question = with.ask();
            with.await(question, "bob email pending 1");
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.VIEWER);
            with.retry(question, "bob email pending 1");

            with.await(question, "bob email failed 1");
            assertThat(with.email.tried()).hasSize(1);
        }
    }

    @Test
    void whoWasRemovedDoesNotLearnHowAQuestionEnded() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(BOB, ChannelKind.SLACK, 1);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            FeedbackRequest question = with.ask();
            with.await(question, "bob slack sent 1");
            with.chat.parley.sessions().unshare(ALICE, with.session, BOB.user());
            with.answer(question, ALICE);

            with.await(question, "bob slack superseded 1");
            assertThat(with.slack.decided())
                    .extracting(told -> told.request().status())
                    .containsExactly(FeedbackStatus.CANCELLED);
        }
    }

    @Test
    void disabledUserGetsNothing() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(BOB, ChannelKind.SLACK, 1);
            with.reach(ALICE, ChannelKind.SLACK, 1);
            with.chat.parley.sessions().share(ALICE, with.session, BOB.user(), Access.EDITOR);
            with.chat.storage.users().change(BOB.user(), User::disable);
            FeedbackRequest question = with.ask();

            with.await(question, "alice slack sent 1");
            with.chat.storage.users().change(ALICE.user(), User::disable);
            with.answer(question, ALICE);
            with.await(question, "alice slack superseded 1");
            assertThat(with.slack.decided()).isEmpty();
        }
    }

    @Test
    void nothingIsSentBetweenTheEndOfAQuestionsTimeAndItsExpiry() {
        try (Deliverers with = Deliverers.open()) {
            QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneOffset.UTC);
            Reachable.over(with.chat.storage, ALICE.user(), ChannelKind.EMAIL, 1, night);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            FeedbackRequest question = with.ask();
            with.await(question, "alice email pending 0");
            with.chat.time.set(question.expiresAt());
            try (Deliveries alone = new Deliveries(
                    with.chat.storage,
                    List.of(with.email, with.slack),
                    with.settings,
                    new AnswerTokens(SigningKeys.random()),
                    Given.IDS,
                    with.chat.time,
                    Telemetry.none())) {
                alone.seeToDue(10);
            }
            with.await(question, "alice email pending 0");
            with.node.housekeeping().sweep();

            with.await(question, "alice email superseded 0");
            assertThat(with.email.tried()).isEmpty();
            assertThat(with.slack.tried()).isEmpty();
        }
    }

    @Test
    void channelThatSomebodyGaveUpIsNotUsed() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.email.next(unavailable("Down."));
            FeedbackRequest question = with.ask();
            with.await(question, "alice email pending 1");
            Reachable.notAnyMore(with.chat.storage, ALICE.user(), ChannelKind.EMAIL);
            with.retry(question, "alice email pending 1");
            with.await(question, "alice email failed 1", "alice slack sent 1");
            Reachable.notAnyMore(with.chat.storage, ALICE.user(), ChannelKind.SLACK);
            with.answer(question, ALICE);

            with.await(question, "alice email failed 1", "alice slack superseded 1");
            assertThat(with.slack.decided()).isEmpty();
        }
    }

    @Test
    void whereThereIsNoChannelNothingIsStored() {
        try (Deliverers with = Deliverers.open()) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            FeedbackRequest question = with.chat
                    .parley
                    .feedback()
                    .ask(ALICE, with.session, null, AskFeedback.of("Here?", FeedbackKind.FreeText.any()));
            with.node.housekeeping().sweep();

            assertThat(with.chat.storage.deliveries().due(10)).isEmpty();
            assertThat(with.told(question)).isEmpty();
            assertThat(with.chat.parley.health().report().components()).doesNotContainKey("channels");
        }
    }

    @Test
    void everyTryIsTold() {
        RecordingTelemetry telemetry = new RecordingTelemetry();
        try (Deliverers with = Deliverers.open(
                Deliverers.settings(3, Duration.ofMinutes(1)), builder -> builder.telemetry(telemetry.telemetry()))) {
            with.reach(ALICE, ChannelKind.EMAIL, 1);
            with.reach(ALICE, ChannelKind.SLACK, 2);
            with.email.next(unavailable("Down.")).next(refused("No."));
            FeedbackRequest question = with.ask();
            with.retry(question, "alice email pending 1");
            with.await(question, "alice email failed 2", "alice slack sent 1");

            Chat.await().until(() -> telemetry.all("deliveryTried").size() == 3);
            assertThat(telemetry.all("deliveryTried"))
                    .extracting(told -> told.facts().get(0) + " " + told.facts().get(1))
                    .containsExactly("EMAIL UNAVAILABLE", "EMAIL REFUSED", "SLACK SENT");
        }
    }
}
