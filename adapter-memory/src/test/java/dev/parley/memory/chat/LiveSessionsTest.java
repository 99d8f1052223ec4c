package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.Accepted;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.Sessions;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A node uses as many sessions at once as it may, and no more. */
class LiveSessionsTest {
    private static Chat withRoomFor(int sessions) {
        return Chat.open(
                Chat.limits().liveSessions(sessions).activeSessionsPerUser(0).build());
    }

    private static void assertFull(ThrowingCallable attempt) {
        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(attempt)
                .returns(ErrorCode.UNAVAILABLE, ChatException::code)
                .returns(Duration.ofSeconds(5), ChatException.Unavailable::retryAfter);
    }

    @Test
    void fullNodeWatchesNoOtherSession() {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                assertFull(() -> chat.watch(ALICE, other, Position.START));
                assertFull(() -> chat.parley.sessions().join(ALICE, other, Position.START, () -> {}));
                assertFull(() -> chat.parley.histories().log(ALICE, other, Position.START));
                try (Subscription more = chat.watch(ALICE, live, Position.START)) {
                    assertThat(more.poll()).isNotEmpty();
                }
            }
            chat.watch(ALICE, other, Position.START).close();
        }
    }

    @Test
    void fullNodeTakesNoMessageForAnotherSessionAndStoresNone() {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                assertFull(() -> chat.post(other, "Hello"));
                assertThat(chat.messages(other)).isEmpty();

                chat.ended(chat.post(live, "Hello"));
            }
            await().until(() -> chat.parley.openFeeds() == 0);
            chat.ended(chat.post(other, "Hello"));
        }
    }

    @Test
    void fullNodeBeginsNoSessionThatWouldBeWatched() {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                assertFull(() -> chat.parley.sessions().startAndJoin(ALICE, StartSession.PLAIN, () -> {}));
                assertThat(chat.parley.sessions().list(ALICE, null, null, 10, 0).total())
                        .isEqualTo(1);
            }
            Sessions.Joined started = chat.parley.sessions().startAndJoin(ALICE, StartSession.PLAIN, () -> {});
            assertThat(started.subscription().poll()).isEmpty();
            assertThat(chat.parley.openFeeds()).isEqualTo(1);
            started.subscription().close();
        }
    }

    @Test
    void sessionThatCannotBeJoinedIsNotWoken() {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            chat.ended(chat.post(other, "Hello"));
            chat.parley.sessions().pause(ALICE, other);
            await().until(() -> chat.parley.openFeeds() == 0);
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                assertFull(() -> chat.parley.sessions().join(ALICE, other, Position.START, () -> {}));
                assertFull(() -> chat.parley.sessions().resume(ALICE, other, WhenFull.REJECT));

                assertThat(chat.parley.sessions().find(ALICE, other).session().status())
                        .isEqualTo(SessionStatus.PAUSED);
            }
        }
    }

    /** What goes on was accepted before, and what ends makes room. */
    @Test
    void fullNodeStopsAndEndsAndChangesEverySession() throws Exception {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            Parley elsewhere = chat.node(builder ->
                    builder.limits(Chat.limits().activeSessionsPerUser(0).build()));
            Gate end = Gate.closed();
            chat.model.next(end, say("never"));
            Accepted accepted = elsewhere.conversations().post(ALICE, other, Chat.message("Hello"));
            end.awaitArrival();
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                assertThat(chat.parley.turns().stop(ALICE, other, null))
                        .contains(accepted.turn().id());
                assertThat(chat.parley
                                .turns()
                                .awaitEnd(ALICE, accepted.turn(), Chat.SOON)
                                .status())
                        .isEqualTo(TurnStatus.CANCELLED);
                chat.parley.sessions().pause(ALICE, other);
                chat.parley.sessions().end(ALICE, other);
                chat.parley.sessions().delete(ALICE, other);
            }
        }
    }

    @Test
    void answersToQuestionsCountHoweverFullTheNodeIs() {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            FeedbackRequest asked =
                    chat.parley.feedback().ask(ALICE, other, null, AskFeedback.of("Yes?", FeedbackKind.FreeText.any()));
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                FeedbackRequest answered = chat.parley
                        .feedback()
                        .respond(ALICE, other, asked.id(), UUID.randomUUID(), new FeedbackAnswer.Text("Yes"));
                assertThat(answered.isPending()).isFalse();
            }
        }
    }

    @Test
    void abandonedTurnsAreTakenOverByFullNodes() throws Exception {
        try (Chat chat = withRoomFor(1)) {
            SessionId live = chat.session();
            SessionId other = chat.session();
            Parley dying = chat.node(builder ->
                    builder.limits(Chat.limits().activeSessionsPerUser(0).build()));
            Gate never = Gate.closed();
            chat.model.next(never);
            try (Subscription watching = chat.watch(ALICE, live, Position.START)) {
                Accepted accepted = dying.conversations().post(ALICE, other, Chat.message("Hello"));
                never.awaitArrival();
                dying.drain(Duration.ZERO);

                assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            }
        }
    }

    @Test
    void exactlyAsManySessionsBecomeLiveAsMayWhenAllAreWantedAtOnce() {
        int room = 10;
        try (Chat chat = withRoomFor(room)) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                sessions.add(chat.session());
            }
            for (int round = 0; round < 20; round++) {
                List<Outcome<Subscription>> outcomes = Together.outcomes(
                        sessions.size(), number -> chat.watch(ALICE, sessions.get(number), Position.START));

                assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(room);
                assertThat(outcomes)
                        .filteredOn(outcome -> !outcome.succeeded())
                        .extracting(Outcome::failure)
                        .allMatch(ChatException.Unavailable.class::isInstance);
                assertThat(chat.parley.openFeeds()).isEqualTo(room);
                Together.results(sessions.size(), number -> {
                    if (outcomes.get(number).succeeded()) {
                        outcomes.get(number).value().close();
                    }
                    return number;
                });
                assertThat(chat.parley.openFeeds()).isZero();
            }
        }
    }

    @Test
    void everybodyMayWatchTheSameSession() {
        try (Chat chat = withRoomFor(1)) {
            SessionId session = chat.session();

            List<Subscription> watching = Together.results(64, number -> chat.watch(ALICE, session, Position.START));

            assertThat(chat.parley.openFeeds()).isEqualTo(1);
            watching.forEach(Subscription::close);
        }
    }

    @Test
    void messagesSentAtOnceMakeNoMoreSessionsLiveThanMayBe() {
        int room = 4;
        try (Chat chat = withRoomFor(room)) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                sessions.add(chat.session());
            }
            Gate end = Gate.closed();
            chat.model.always(prompt -> script(end, say("Done")));

            List<Outcome<Accepted>> outcomes =
                    Together.outcomes(sessions.size(), number -> chat.post(sessions.get(number), "Hello"));

            assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(room);
            assertThat(chat.parley.runningTurns()).isEqualTo(room);
            end.open();
            outcomes.stream().filter(Outcome::succeeded).forEach(outcome -> chat.ended(outcome.value()));
        }
    }

    @Test
    void zeroIsAnyNumber() {
        try (Chat chat = withRoomFor(0)) {
            List<Subscription> watching = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                watching.add(chat.watch(ALICE, chat.session(), Position.START));
            }
            assertThat(chat.parley.openFeeds()).isEqualTo(2_000);
            watching.forEach(Subscription::close);
        }
    }

    /** Whoever waits for the whole answer was accepted when the message was. */
    @Test
    void answerIsWaitedForHoweverFullTheNodeIs() throws Exception {
        try (Chat chat = withRoomFor(1)) {
            SessionId session = chat.session();
            SessionId other = chat.session();
            Accepted accepted = chat.post(session, "Hello");
            chat.ended(accepted);
            await().until(() -> chat.parley.openFeeds() == 0);
            try (Subscription watching = chat.watch(ALICE, other, Position.START)) {
                assertThat(chat.parley
                                .turns()
                                .awaitEnd(ALICE, accepted.turn(), Chat.SOON)
                                .status())
                        .isEqualTo(TurnStatus.COMPLETED);
            }
        }
    }
}
