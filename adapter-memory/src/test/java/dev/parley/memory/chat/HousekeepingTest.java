package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.Housekeeping.Swept;
import dev.parley.application.PostMessage;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to sessions that nobody uses. */
@Timeout(60)
class HousekeepingTest {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration OVERDUE = Duration.ofHours(24);
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final Caller ADMIN = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);

    private static SessionStatus status(Chat chat, SessionId session) {
        return chat.store().find(session).orElseThrow().status();
    }

    private static Swept sweep(Chat chat) {
        return chat.parley.housekeeping().sweep();
    }

    @Test
    void idleSessionIsPausedAfterHalfAnHour() {
        try (Chat chat = Chat.open()) {
            SessionId initializing = chat.session();
            SessionId active = chat.session();
            chat.ended(chat.post(active, "Hello"));
            chat.quiet(active);
            chat.time.advance(IDLE.minus(A_MOMENT));
            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 0));
            chat.time.advance(A_MOMENT);

            assertThat(sweep(chat)).isEqualTo(new Swept(2, 0, 0, 0));
            assertThat(status(chat, initializing)).isEqualTo(SessionStatus.PAUSED);
            assertThat(status(chat, active)).isEqualTo(SessionStatus.PAUSED);
            assertThat(chat.events(active))
                    .last()
                    .extracting(Event::payload)
                    .isEqualTo(new EventPayload.SessionPaused(EventPayload.PauseReason.IDLE));
            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 0));
            chat.ended(chat.post(active, "I am back"));
            assertThat(status(chat, active)).isEqualTo(SessionStatus.ACTIVE);
        }
    }

    @Test
    void activityPutsThePauseOff() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            for (int i = 0; i < 3; i++) {
                chat.time.advance(Duration.ofMinutes(20));
                chat.ended(chat.post(session, "Still here"));
                chat.quiet(session);
                assertThat(sweep(chat).paused()).isZero();
            }
            chat.time.advance(IDLE);
            assertThat(sweep(chat).paused()).isEqualTo(1);
        }
    }

    @Test
    void agentThatAnswersIsActivity() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Long "), gate, say("thought"));
            Accepted accepted = chat.post(session, "Think!");
            gate.awaitArrival();
            chat.time.advance(IDLE.plusHours(48));
            // The lease is over too, but the node is alive and its own sweep is not what is tested here.
            assertThat(chat.store().idleFor(IDLE, 10)).containsExactly(session);
            chat.store().change(session, change -> {
                assertThat(change.session().isIdle(IDLE, change.now())).isFalse();
                assertThat(change.session().isOverdue(OVERDUE, change.now())).isFalse();
                return session;
            });
            gate.open();
            chat.ended(accepted);
            chat.quiet(session);
            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 0));
        }
    }

    @Test
    void sessionExpiresAfterADay() {
        try (Chat chat = Chat.open()) {
            SessionId initializing = chat.session();
            SessionId paused = chat.session();
            chat.ended(chat.post(paused, "Hello"));
            chat.quiet(paused);
            chat.parley.sessions().pause(ALICE, paused);
            chat.time.advance(OVERDUE.minus(A_MOMENT));
            assertThat(sweep(chat).expired()).isZero();
            chat.time.advance(A_MOMENT);

            assertThat(sweep(chat)).isEqualTo(new Swept(0, 2, 0, 0));
            for (SessionId session : List.of(initializing, paused)) {
                assertThat(status(chat, session)).isEqualTo(SessionStatus.EXPIRED);
                assertThat(chat.events(session))
                        .last()
                        .extracting(Event::payload)
                        .isEqualTo(new EventPayload.SessionEnded(SessionStatus.EXPIRED));
                assertThatThrownBy(() -> chat.post(session, "Too late")).isInstanceOf(ChatException.Conflict.class);
            }
            assertThat(chat.messages(paused)).hasSize(2);
            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 0));
        }
    }

    @Test
    void expiryWithdrawsWhatWaits() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted running = chat.post(session, "One");
            gate.awaitArrival();
            Accepted waiting = chat.post(session, "Two");
            chat.parley.sessions().pause(ALICE, session);
            gate.open();
            chat.ended(running);
            Chat.await().until(() -> chat.parley.runningTurns() == 0);
            chat.time.advance(OVERDUE);

            assertThat(sweep(chat).expired()).isEqualTo(1);
            assertThat(chat.turn(waiting).status()).isEqualTo(TurnStatus.CANCELLED);
            assertThat(chat.store().openTurns(session)).isEmpty();
        }
    }

    @Test
    void sessionOutOfUseIsRemovedAfterItsRetention() {
        try (Chat chat = Chat.open()) {
            SessionId ended = chat.session();
            SessionId deleted = chat.session();
            SessionId deletedLater = chat.session();
            PostMessage post = Chat.message("Hello");
            chat.ended(chat.parley.conversations().post(ALICE, ended, post));
            chat.quiet(ended);
            chat.parley.sessions().end(ALICE, ended);
            chat.parley.sessions().delete(ALICE, deleted);
            chat.parley.sessions().end(ALICE, deletedLater);
            chat.time.advance(Duration.ofDays(1));
            chat.parley.sessions().delete(ALICE, deletedLater);
            chat.time.advance(RETENTION.minusDays(1));
            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 0));
            chat.parley.sessions().find(ALICE, ended);
            chat.time.advance(A_MOMENT);

            assertThat(sweep(chat)).isEqualTo(new Swept(0, 0, 0, 2));
            assertThatThrownBy(() -> chat.parley.sessions().find(ALICE, ended))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThatThrownBy(() -> chat.parley.sessions().restore(ALICE, deleted))
                    .isInstanceOf(ChatException.NotFound.class);
            chat.parley.sessions().restore(ALICE, deletedLater);
            SessionId next = chat.session();
            assertThat(chat.parley.conversations().post(ALICE, next, post).duplicate())
                    .isFalse();
            chat.quiet(next);
        }
    }

    @Test
    void manySessionsAreSweptInBatches() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                sessions.add(chat.session());
            }
            chat.time.advance(IDLE);
            int paused = 0;
            for (int i = 0; i < 3; i++) {
                paused += sweep(chat).paused();
            }
            assertThat(paused).isEqualTo(250);
            assertThat(sessions).allMatch(session -> status(chat, session) == SessionStatus.PAUSED);
        }
    }

    @Test
    void sessionThatCannotBeSweptHoldsUpNoOther() {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().build(), faulty::around)) {
            SessionId broken = chat.session();
            chat.time.advance(A_MOMENT);
            SessionId sound = chat.session();
            faulty.broken.add(broken);
            chat.time.advance(IDLE);
            assertThat(sweep(chat).paused()).isEqualTo(1);
            assertThat(status(chat, sound)).isEqualTo(SessionStatus.PAUSED);
            chat.time.advance(OVERDUE);
            assertThat(sweep(chat).expired()).isEqualTo(1);
            assertThat(status(chat, sound)).isEqualTo(SessionStatus.EXPIRED);
            faulty.broken.clear();
            assertThat(sweep(chat).expired()).isEqualTo(1);
        }
    }

    @Test
    void turnThatCannotBeTakenOverHoldsUpNoOther() {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build(), faulty::around)) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Session active = Given.activeSession(chat.store(), BOB.user());
                Given.question(chat.store(), active, "Hello?");
                sessions.add(active.id());
            }
            faulty.broken.addAll(sessions.subList(0, 5));
            sweep(chat);
            chat.quiet(sessions.get(5));

            assertThat(chat.messages(sessions.get(5)))
                    .extracting(Message::text)
                    .containsExactly("Hello?", "You said: Hello?");
            faulty.broken.clear();
            sweep(chat);
            sessions.forEach(chat::quiet);
        }
    }

    @Test
    void onlyAdminsSweepByHand() {
        try (Chat chat = Chat.open()) {
            chat.session();
            chat.time.advance(IDLE);

            for (Role role : List.of(Role.VIEWER, Role.ANALYST)) {
                assertThatThrownBy(
                                () -> chat.parley.housekeeping().sweep(new Caller(ALICE.user(), role, ChannelKind.WEB)))
                        .isInstanceOf(ChatException.Forbidden.class);
            }
            assertThat(chat.parley.housekeeping().sweep(ADMIN)).isEqualTo(new Swept(1, 0, 0, 0));
        }
    }

    @Test
    void sweepByHandGoesOnUntilNothingIsDue() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            for (int i = 0; i < 250; i++) {
                chat.session();
            }
            chat.time.advance(IDLE);

            assertThat(chat.parley.housekeeping().sweep(ADMIN)).isEqualTo(new Swept(250, 0, 0, 0));
        }
    }
}
