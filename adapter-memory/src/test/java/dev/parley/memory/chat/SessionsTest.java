package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.SessionView;
import dev.parley.application.Sessions.Joined;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of sessions: begun within limits, joined, paused, resumed, ended, deleted, restored, shared. */
@Timeout(60)
class SessionsTest {
    private static final StartSession MAKING_ROOM =
            new StartSession(Title.NONE, Metadata.NONE, ProfileName.DEFAULT, WhenFull.PAUSE_OLDEST);

    private static Session stored(Chat chat, SessionId session) {
        return chat.store().find(session).orElseThrow();
    }

    private static SessionStatus status(Chat chat, SessionId session) {
        return stored(chat, session).status();
    }

    // Beginning

    @Test
    void sessionBeginsAsItIsWanted() {
        try (Chat chat = Chat.open()) {
            Metadata metadata = Metadata.parse("{\"a\": 1}", chat.limits);
            SessionView view = chat.parley
                    .sessions()
                    .start(ALICE, new StartSession(new Title("Tea"), metadata, ProfileName.DEFAULT, WhenFull.REJECT));

            assertThat(view.session())
                    .isEqualTo(Session.start(
                                    view.session().id(),
                                    ALICE.user(),
                                    new Title("Tea"),
                                    metadata,
                                    ProfileName.DEFAULT,
                                    null,
                                    chat.time.instant())
                            .grown(1, 0));
            assertThat(view.access()).isEqualTo(Access.OWNER);
            assertThat(view.openTurns()).isEmpty();
            assertThat(chat.events(view.session().id()))
                    .extracting(Event::payload)
                    .containsExactly(new EventPayload.SessionStarted(EventPayload.SessionProfile.of(view.session())));
        }
    }

    @Test
    void unknownProfileIsRefused() {
        try (Chat chat = Chat.open()) {
            assertThatThrownBy(() -> chat.parley
                            .sessions()
                            .start(
                                    ALICE,
                                    new StartSession(
                                            Title.NONE, Metadata.NONE, new ProfileName("nobody"), WhenFull.REJECT)))
                    .isInstanceOf(ChatException.Invalid.class);
            assertThat(chat.parley.sessions().list(ALICE, null, null, 10, 0).sessions())
                    .isEmpty();
        }
    }

    @Test
    void oneSessionTooManyIsRefusedNamingTheOthers() {
        try (Chat chat = Chat.open()) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sessions.add(chat.session());
                chat.time.advance(Duration.ofSeconds(1));
            }
            assertThatThrownBy(chat::session).isInstanceOfSatisfying(ChatException.Conflict.class, full -> {
                assertThat(full.code()).isEqualTo(ErrorCode.TOO_MANY_ACTIVE_SESSIONS);
                assertThat(full.details())
                        .isEqualTo(Map.of(
                                "active_sessions",
                                sessions.stream().map(SessionId::toString).toList()));
            });
            chat.session(BOB);
        }
    }

    @Test
    void pausedAndEndedSessionsLeaveRoom() {
        try (Chat chat = Chat.open()) {
            SessionId paused = chat.session();
            SessionId ended = chat.session();
            SessionId deleted = chat.session();
            chat.parley.sessions().pause(ALICE, paused);
            chat.parley.sessions().end(ALICE, ended);
            chat.parley.sessions().delete(ALICE, deleted);
            for (int i = 0; i < 3; i++) {
                chat.session();
            }
            assertThatThrownBy(chat::session).isInstanceOf(ChatException.Conflict.class);
        }
    }

    @Test
    void sharedSessionsDoNotCount() {
        try (Chat chat = Chat.open()) {
            for (int i = 0; i < 3; i++) {
                chat.parley.sessions().share(BOB, chat.session(BOB), ALICE.user(), Access.EDITOR);
            }
            chat.session();
        }
    }

    @Test
    void withoutALimitThereIsRoomForAll() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            for (int i = 0; i < 20; i++) {
                chat.session();
            }
        }
    }

    @Test
    void oldestSessionIsPausedToMakeRoom() {
        try (Chat chat = Chat.open()) {
            SessionId first = chat.session();
            chat.time.advance(Duration.ofSeconds(1));
            SessionId second = chat.session();
            chat.time.advance(Duration.ofSeconds(1));
            SessionId third = chat.session();
            chat.time.advance(Duration.ofSeconds(1));
            chat.ended(chat.post(first, "Now the first is the latest"));
            chat.quiet(first);
            SessionView fourth = chat.parley.sessions().start(ALICE, MAKING_ROOM);

            assertThat(status(chat, first)).isEqualTo(SessionStatus.ACTIVE);
            assertThat(status(chat, second)).isEqualTo(SessionStatus.PAUSED);
            assertThat(status(chat, third)).isEqualTo(SessionStatus.INITIALIZING);
            assertThat(fourth.session().status()).isEqualTo(SessionStatus.INITIALIZING);
            assertThat(chat.events(second))
                    .last()
                    .extracting(Event::payload)
                    .isEqualTo(new EventPayload.SessionPaused(EventPayload.PauseReason.MADE_ROOM));
        }
    }

    @Test
    void limitHoldsWhenManyBeginAtOnce() {
        try (Chat chat = Chat.open()) {
            for (int round = 0; round < 10; round++) {
                Caller caller = Caller.of("user-" + round);
                List<Outcome<SessionView>> outcomes =
                        Together.outcomes(8, number -> chat.parley.sessions().start(caller, StartSession.PLAIN));

                assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(3);
                assertThat(outcomes)
                        .filteredOn(outcome -> !outcome.succeeded())
                        .extracting(Outcome::failure)
                        .allMatch(ChatException.Conflict.class::isInstance);
            }
        }
    }

    @Test
    void limitHoldsWhenManyMakeRoomAtOnce() {
        try (Chat chat = Chat.open()) {
            for (int round = 0; round < 10; round++) {
                Caller caller = Caller.of("user-" + round);
                Together.outcomes(6, number -> chat.parley.sessions().start(caller, MAKING_ROOM));

                assertThat(chat.parley.sessions().list(caller, null, null, 100, 0).sessions().stream()
                                .filter(session -> session.status().countsAsActive()))
                        .hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void currentSessionIsBegunOnceByManyAtOnce() {
        try (Chat chat = Chat.open()) {
            for (int round = 0; round < 20; round++) {
                Caller caller = Caller.of("user-" + round);
                List<SessionId> current =
                        Together.results(8, number -> chat.parley.sessions().currentOrNew(caller));

                assertThat(current.stream().distinct()).hasSize(1);
                assertThat(chat.parley
                                .sessions()
                                .list(caller, null, null, 10, 0)
                                .items())
                        .hasSize(1);
            }
        }
    }

    @Test
    void currentSessionIsTheLastActiveOneInUse() {
        try (Chat chat = Chat.open()) {
            SessionId first = chat.session();
            chat.time.advance(Duration.ofSeconds(1));
            SessionId second = chat.session();
            assertThat(chat.parley.sessions().currentOrNew(ALICE)).isEqualTo(second);
            chat.parley.sessions().end(ALICE, second);
            assertThat(chat.parley.sessions().currentOrNew(ALICE)).isEqualTo(first);
            chat.parley.sessions().delete(ALICE, first);
            assertThat(chat.parley.sessions().currentOrNew(ALICE)).isNotIn(first, second);
        }
    }

    // Joining

    @Test
    void joiningWakesASession() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription first = chat.parley
                    .sessions()
                    .join(ALICE, session, Position.START, () -> {})
                    .subscription()) {
                assertThat(status(chat, session)).isEqualTo(SessionStatus.ACTIVE);
                chat.parley.sessions().pause(ALICE, session);
                Joined joined = chat.parley.sessions().join(ALICE, session, Position.START, () -> {});
                assertThat(joined.view().session().status()).isEqualTo(SessionStatus.ACTIVE);
                ReadingClient client = new ReadingClient().take(Chat.drain(joined.subscription()));
                assertThat(client.eventTypes())
                        .containsExactly("session.started", "session.updated", "session.paused", "session.resumed");
                joined.subscription().close();
                assertThat(new ReadingClient().take(Chat.drain(first)).events()).isEqualTo(client.events());
            }
        }
    }

    @Test
    void viewersAndThoseWithoutRoomWatchARestingSessionAsItIs() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            chat.parley.sessions().pause(ALICE, session);
            for (int i = 0; i < 3; i++) {
                chat.session();
            }
            for (Caller caller : List.of(ALICE, BOB)) {
                try (Subscription subscription = chat.parley
                        .sessions()
                        .join(caller, session, Position.START, () -> {})
                        .subscription()) {
                    assertThat(new ReadingClient()
                                    .take(Chat.drain(subscription))
                                    .eventTypes())
                            .last()
                            .isEqualTo("session.paused");
                }
            }
            assertThat(status(chat, session)).isEqualTo(SessionStatus.PAUSED);
        }
    }

    @Test
    void endedSessionCanBeJoined() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().end(ALICE, session);
            try (Subscription subscription =
                    chat.parley.sessions().join(ALICE, session, null, () -> {}).subscription()) {
                assertThat(new ReadingClient().take(Chat.drain(subscription)).resets())
                        .isEqualTo(1);
            }
            assertThat(status(chat, session)).isEqualTo(SessionStatus.COMPLETED);
        }
    }

    @Test
    void sessionIsShownAsItWasAtOneMoment() {
        Meanwhile meanwhile = Meanwhile.afterACheck();
        try (Chat chat = Chat.open(ChatLimits.defaults(), meanwhile::around)) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("Done"));
            meanwhile.happens(() -> chat.post(session, "One"));

            SessionView view = chat.parley.sessions().find(ALICE, session);

            assertThat(meanwhile.isOver()).isTrue();
            assertThat(view.openTurns())
                    .allMatch(turn -> turn.acceptedSeq() <= view.session().lastSeq());
            gate.open();
            chat.quiet(session);
        }
    }

    // Pausing and resuming

    @Test
    void pausedSessionFinishesItsTurnAndHoldsItsQueue() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("Done"));
            Accepted running = chat.post(session, "One");
            gate.awaitArrival();
            Accepted waiting = chat.post(session, "Two");
            chat.parley.sessions().pause(ALICE, session);
            chat.parley.sessions().pause(ALICE, session);
            gate.open();
            chat.ended(running);
            await().until(() -> chat.parley.runningTurns() == 0);
            chat.parley.housekeeping().sweep();

            assertThat(chat.turn(running).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.turn(waiting).status()).isEqualTo(TurnStatus.QUEUED);
            assertThat(stored(chat, session).agent().activity()).isEqualTo(AgentActivity.IDLE);
            assertThat(chat.eventTypes(session)).containsOnlyOnce("session.paused");

            chat.parley.sessions().resume(ALICE, session, WhenFull.REJECT);
            assertThat(chat.ended(waiting).status()).isEqualTo(TurnStatus.COMPLETED);
        }
    }

    @Test
    void queueOfAPausedSessionGoesOnWithTheNextMessageOrJoin() throws Exception {
        try (Chat chat = Chat.open()) {
            for (boolean byMessage : new boolean[] {true, false}) {
                SessionId session = chat.session();
                Gate gate = Gate.closed();
                chat.model.next(gate);
                Accepted running = chat.post(session, "One");
                gate.awaitArrival();
                Accepted waiting = chat.post(session, "Two");
                chat.parley.sessions().pause(ALICE, session);
                gate.open();
                chat.ended(running);
                if (byMessage) {
                    chat.post(session, "Three");
                } else {
                    chat.parley
                            .sessions()
                            .join(ALICE, session, Position.START, () -> {})
                            .subscription()
                            .close();
                }

                assertThat(chat.ended(waiting).status()).isEqualTo(TurnStatus.COMPLETED);
                chat.quiet(session);
                assertThat(status(chat, session)).isEqualTo(SessionStatus.ACTIVE);
            }
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void resumingNeedsRoomOrMakesIt() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().pause(ALICE, session);
            SessionId oldest = chat.session();
            chat.time.advance(Duration.ofSeconds(1));
            chat.session();
            chat.session();
            assertThatThrownBy(() -> chat.parley.sessions().resume(ALICE, session, WhenFull.REJECT))
                    .isInstanceOf(ChatException.Conflict.class);
            chat.parley.sessions().resume(ALICE, session, WhenFull.PAUSE_OLDEST);

            assertThat(status(chat, session)).isEqualTo(SessionStatus.ACTIVE);
            assertThat(status(chat, oldest)).isEqualTo(SessionStatus.PAUSED);
        }
    }

    @Test
    void activeSessionCanBeResumedWithoutEffect() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.quiet(session);
            List<Event> before = chat.events(session);

            chat.parley.sessions().resume(ALICE, session, WhenFull.REJECT);
            assertThat(chat.events(session)).isEqualTo(before);
        }
    }

    @Test
    void endedSessionCanNeitherBePausedNorResumed() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().end(ALICE, session);
            assertThatThrownBy(() -> chat.parley.sessions().pause(ALICE, session))
                    .isInstanceOf(ChatException.Conflict.class);
            assertThatThrownBy(() -> chat.parley.sessions().resume(ALICE, session, WhenFull.REJECT))
                    .isInstanceOf(ChatException.Conflict.class);
        }
    }

    // Ending and deleting

    @Test
    void endingKeepsThePartialTextAndWithdrawsTheQueue() throws Exception {
        for (boolean deleting : new boolean[] {false, true}) {
            try (Chat chat = Chat.open()) {
                SessionId session = chat.session();
                Gate gate = Gate.closed();
                chat.model.next(say("The end is ne"), gate, say("ar"));
                Accepted running = chat.post(session, "One");
                gate.awaitArrival();
                Accepted waiting = chat.post(session, "Two");
                if (deleting) {
                    chat.parley.sessions().delete(ALICE, session);
                } else {
                    chat.parley.sessions().end(ALICE, session);
                }

                for (Accepted accepted : List.of(running, waiting)) {
                    assertThat(chat.turn(accepted).state())
                            .isInstanceOfSatisfying(
                                    TurnState.Cancelled.class,
                                    cancelled -> assertThat(cancelled.reason()).isEqualTo(CancelReason.SESSION_ENDED));
                }
                assertThat(chat.store().messagesOf(session, running.turn().id()).getLast())
                        .extracting(Message::text, Message::status)
                        .containsExactly("The end is ne", MessageStatus.STOPPED);
                assertThat(chat.store().messagesOf(session, waiting.turn().id()))
                        .hasSize(1);
                Session after = stored(chat, session);
                assertThat(after.status()).isEqualTo(SessionStatus.COMPLETED);
                assertThat(after.openAnswer()).isNull();
                assertThat(after.agent().activity()).isEqualTo(AgentActivity.IDLE);
                assertThat(after.deletedAt() != null).isEqualTo(deleting);
                await().until(() -> chat.parley.runningTurns() == 0);
                assertThat(chat.model.prompts()).hasSize(1);
                assertThat(chat.eventTypes(session)
                                .subList(
                                        chat.eventTypes(session).size() - (deleting ? 2 : 1),
                                        chat.eventTypes(session).size()))
                        .isEqualTo(deleting ? List.of("session.ended", "session.updated") : List.of("session.ended"));
            }
        }
    }

    /** The node that has the turn is dead, so nobody hands in the last words. */
    @Test
    void endingDoesNotWaitForANodeThatIsGone() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.deaf();
            chat.model.next(say("Saved"), gate);
            Accepted accepted = chat.post(session, "One");
            gate.awaitArrival();
            Turn running = chat.turn(accepted);
            await().until(() -> chat.storage
                    .drafts()
                    .text(session, chat.messages(session).getLast().id())
                    .equals("Saved"));
            // Somebody else holds the turn now, and does nothing.
            chat.time.advance(Duration.ofSeconds(16));
            Given.started(chat.store(), running, Given.node(), Duration.ofMinutes(1));
            chat.parley.sessions().end(ALICE, session);

            assertThat(status(chat, session)).isEqualTo(SessionStatus.COMPLETED);
            assertThat(chat.turn(accepted).isEnded()).isTrue();
            assertThat(chat.messages(session).getLast())
                    .extracting(Message::text, Message::status)
                    .containsExactly("Saved", MessageStatus.STOPPED);
            gate.open();
            await().until(() -> chat.parley.runningTurns() == 0);
            assertThat(chat.messages(session).getLast().text()).isEqualTo("Saved");
        }
    }

    @Test
    void endingAgainChangesNothing() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().end(ALICE, session);
            Session before = stored(chat, session);
            chat.time.advance(Duration.ofSeconds(1));

            assertThat(chat.parley.sessions().end(ALICE, session).session()).isEqualTo(before);
        }
    }

    @Test
    void endRacesWithMessagesWithoutLeavingAnythingOpen() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            for (int round = 0; round < 40; round++) {
                SessionId session = chat.session();
                List<Outcome<Object>> outcomes = Together.outcomes(
                        4,
                        number -> number == 0
                                ? chat.parley.sessions().end(ALICE, session)
                                : chat.post(session, "Number " + number));
                chat.quiet(session);

                assertThat(outcomes.getFirst().succeeded()).isTrue();
                Session after = stored(chat, session);
                assertThat(after.status()).isEqualTo(SessionStatus.COMPLETED);
                assertThat(after.openAnswer()).isNull();
                assertThat(chat.store().openTurns(session)).isEmpty();
                assertThat(chat.messages(session)).noneMatch(m -> m.status() == MessageStatus.STREAMING);
                assertThat(outcomes.subList(1, 4))
                        .filteredOn(outcome -> !outcome.succeeded())
                        .extracting(Outcome::failure)
                        .allMatch(ChatException.Conflict.class::isInstance);
            }
        }
    }

    @Test
    void deletedSessionIsGoneForEverybodyButCanBeRestored() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            chat.ended(chat.post(session, "Keep me"));
            chat.quiet(session);
            List<Message> messages = chat.messages(session);
            chat.parley.sessions().delete(ALICE, session);

            for (Caller caller : List.of(ALICE, BOB)) {
                assertThatThrownBy(() -> chat.parley.sessions().find(caller, session))
                        .isInstanceOf(ChatException.NotFound.class);
                assertThat(chat.parley
                                .sessions()
                                .list(caller, null, null, 10, 0)
                                .items())
                        .isEmpty();
            }
            assertThatThrownBy(() -> chat.parley.sessions().delete(ALICE, session))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThatThrownBy(() -> chat.parley.sessions().restore(BOB, session))
                    .isInstanceOf(ChatException.NotFound.class);

            SessionView restored = chat.parley.sessions().restore(ALICE, session);
            assertThat(restored.session().status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(restored.session().deletedAt()).isNull();
            assertThat(chat.messages(session)).isEqualTo(messages);
            assertThat(chat.parley.sessions().find(BOB, session).access()).isEqualTo(Access.EDITOR);
            List<Event> before = chat.events(session);
            chat.parley.sessions().restore(ALICE, session);
            assertThat(chat.events(session)).isEqualTo(before);
        }
    }

    // Changing and sharing

    @Test
    void titleAndMetadataChangeEachAlone() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Metadata metadata = Metadata.parse("{\"a\":[1]}", chat.limits);
            chat.parley.sessions().update(ALICE, session, new Title("New"), null);
            chat.parley.sessions().update(ALICE, session, null, metadata);

            Session after = stored(chat, session);
            assertThat(after.title()).isEqualTo(new Title("New"));
            assertThat(after.metadata()).isEqualTo(metadata);
            assertThat(chat.events(session))
                    .last()
                    .extracting(Event::payload)
                    .isEqualTo(new EventPayload.SessionUpdated(EventPayload.SessionProfile.of(after)));
        }
    }

    @Test
    void shareIsGivenChangedAndTaken() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            assertThat(chat.parley.sessions().find(BOB, session).access()).isEqualTo(Access.VIEWER);
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            assertThat(chat.parley.sessions().find(BOB, session).access()).isEqualTo(Access.EDITOR);
            assertThat(chat.parley.sessions().list(BOB, null, null, 10, 0).sessions())
                    .extracting(Session::id)
                    .containsExactly(session);
            SessionView last = chat.parley.sessions().unshare(BOB, session, BOB.user());
            assertThat(last.session().id()).isEqualTo(session);

            assertThatThrownBy(() -> chat.parley.sessions().find(BOB, session))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThat(chat.parley.sessions().list(BOB, null, null, 10, 0).sessions())
                    .isEmpty();
            assertThatThrownBy(() -> chat.parley.sessions().unshare(ALICE, session, BOB.user()))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThat(chat.eventTypes(session))
                    .containsExactly("session.started", "participant.joined", "participant.joined", "participant.left");
        }
    }

    @Test
    void listShowsOpenTurnsOfTheSessionAskedFor() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted running = chat.post(session, "One");
            Accepted waiting = chat.post(session, "Two");
            gate.awaitArrival();

            assertThat(chat.parley.sessions().find(ALICE, session).openTurns())
                    .extracting(Turn::id)
                    .containsExactly(running.turn().id(), waiting.turn().id());
            gate.open();
            chat.quiet(session);
            assertThat(chat.parley.sessions().find(ALICE, session).openTurns()).isEmpty();
        }
    }
}
