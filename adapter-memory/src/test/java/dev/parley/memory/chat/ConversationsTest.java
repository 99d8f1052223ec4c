package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.Answer;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.LogRules;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of messages: accepted once, in order, and never two answers at a time. */
@Timeout(60)
class ConversationsTest {
    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    // One effect

    @Test
    void sameMessageSentManyTimesAtOnceHasOneEffectAndOneResult() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            PostMessage post = message("Only once");
            List<Accepted> results =
                    Together.results(50, number -> chat.parley.conversations().post(ALICE, session, post));

            assertThat(results).filteredOn(accepted -> !accepted.duplicate()).hasSize(1);
            assertThat(results)
                    .extracting(Accepted::message)
                    .containsOnly(results.getFirst().message());
            assertThat(results)
                    .extracting(Accepted::position)
                    .containsOnly(results.getFirst().position());
            assertThat(results)
                    .extracting(accepted -> accepted.turn().id())
                    .containsOnly(results.getFirst().turn().id());
            chat.ended(results.getFirst());
            chat.quiet(session);
            assertThat(chat.messages(session)).hasSize(2);
            assertThat(chat.model.prompts()).hasSize(1);
            assertThat(chat.eventTypes(session)).containsOnlyOnce("message.created", "turn.started");
        }
    }

    @Test
    void sameMessageSentOnTwoNodesHasOneEffect() {
        try (Chat chat = Chat.open()) {
            List<Parley> nodes = List.of(chat.parley, chat.node());
            for (int round = 0; round < 20; round++) {
                SessionId session = chat.parley.sessions().currentOrNew(ALICE);
                PostMessage post = message("Round " + round);
                List<Accepted> results = Together.results(
                        6, number -> nodes.get(number % 2).conversations().post(ALICE, session, post));

                assertThat(results)
                        .filteredOn(accepted -> !accepted.duplicate())
                        .hasSize(1);
                chat.ended(results.getFirst());
                chat.quiet(session);
            }
            assertThat(chat.model.prompts()).hasSize(20);
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void messageSentAgainLaterGetsItsFirstResultAndTheTurnAsItIsNow() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            PostMessage post = message("Hello");
            Accepted first = chat.parley.conversations().post(ALICE, session, post);
            Turn ended = chat.ended(first);
            chat.quiet(session);
            chat.parley.sessions().pause(ALICE, session);
            List<Event> before = chat.events(session);
            PostMessage again = new PostMessage(post.id(), post.text(), IfBusy.INTERRUPT);

            assertThat(chat.parley.conversations().post(ALICE, session, again))
                    .isEqualTo(new Accepted(first.message(), ended, first.position(), true));
            chat.parley.sessions().end(ALICE, session);
            assertThat(chat.parley.conversations().post(ALICE, session, again))
                    .isEqualTo(new Accepted(first.message(), ended, first.position(), true));
            assertThat(chat.events(session))
                    .startsWith(before.toArray(Event[]::new))
                    .hasSize(before.size() + 1);
        }
    }

    /** Sent twice at once without a session, while the caller's current session changes. */
    @Test
    void sameMessageHasOneEffectEvenIfItWasNotKnownYetWhereItWent() throws Exception {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(ChatLimits.defaults(), faulty::around)) {
            PostMessage post = message("Hello");
            Answer first = chat.parley.conversations().ask(ALICE, null, post, Chat.SOON);
            chat.time.advance(Duration.ofSeconds(1));
            SessionId newer = chat.session();
            faulty.unaware.set(1);

            Answer again = chat.parley.conversations().ask(ALICE, null, post, Chat.SOON);

            assertThat(again.accepted().message()).isEqualTo(first.accepted().message());
            assertThat(again.accepted().duplicate()).isTrue();
            assertThat(chat.messages(newer)).isEmpty();
            PostMessage other =
                    new PostMessage(post.id(), UserText.parse("Something else", ChatLimits.defaults()), IfBusy.ENQUEUE);
            faulty.unaware.set(1);
            assertThatExceptionOfType(ChatException.Unprocessable.class)
                    .isThrownBy(() -> chat.parley.conversations().ask(ALICE, null, other, Chat.SOON));
        }
    }

    @Test
    void messageWithoutASessionOutlivesTheEndOfTheCurrentOne() throws Exception {
        Meanwhile meanwhile = Meanwhile.afterTheCurrentSession();
        try (Chat chat = Chat.open(ChatLimits.defaults(), meanwhile::around)) {
            for (Consumer<SessionId> gone : List.<Consumer<SessionId>>of(
                    session -> chat.parley.sessions().end(ALICE, session),
                    session -> chat.parley.sessions().delete(ALICE, session))) {
                SessionId session = chat.session();
                meanwhile.happens(() -> gone.accept(session));

                Answer answer = chat.parley.conversations().ask(ALICE, null, message("Hello"), Chat.SOON);

                assertThat(meanwhile.isOver()).isTrue();
                assertThat(answer.accepted().message().sessionId()).isNotEqualTo(session);
                chat.time.advance(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void messageIdCannotBeUsedForAnotherText() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            MessageId id = Given.messageId();
            chat.parley.conversations().post(ALICE, session, message(id, "One", IfBusy.ENQUEUE));

            assertRefused(
                    () -> chat.parley.conversations().post(ALICE, session, message(id, "Two", IfBusy.ENQUEUE)),
                    ErrorCode.MESSAGE_ID_REUSED);
            chat.quiet(session);
            assertThat(chat.messages(session)).hasSize(2);
        }
    }

    @Test
    void messageIdCannotBeUsedInAnotherSession() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            SessionId other = chat.session();
            PostMessage post = message("One");
            chat.parley.conversations().post(ALICE, session, post);

            assertRefused(() -> chat.parley.conversations().post(ALICE, other, post), ErrorCode.MESSAGE_ID_REUSED);
            assertThat(chat.messages(other)).isEmpty();
            assertThat(chat.store().find(other).orElseThrow().status()).isEqualTo(SessionStatus.INITIALIZING);
        }
    }

    @Test
    void messageIdOfAnotherAuthorCannotBeUsedInTheSession() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            PostMessage post = message("One");
            chat.parley.conversations().post(ALICE, session, post);

            assertRefused(() -> chat.parley.conversations().post(BOB, session, post), ErrorCode.MESSAGE_ID_REUSED);
            SessionId bobs = chat.session(BOB);
            assertThat(chat.parley.conversations().post(BOB, bobs, post).duplicate())
                    .isFalse();
            chat.quiet(session);
            chat.quiet(bobs);
        }
    }

    @Test
    void messageIdOfAnAnswerCannotBeUsed() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            MessageId answer = chat.messages(session).getLast().id();

            assertRefused(
                    () -> chat.parley.conversations().post(ALICE, session, message(answer, "Two", IfBusy.ENQUEUE)),
                    ErrorCode.MESSAGE_ID_REUSED);
        }
    }

    // While a turn runs

    @Test
    void messagesQueueUpAndAreAnsweredInTheirOrder() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("0"));
            List<Accepted> accepted = new ArrayList<>(List.of(chat.post(session, "Question 0")));
            gate.awaitArrival();
            for (int i = 1; i <= 10; i++) {
                accepted.add(chat.post(session, "Question " + i));
                assertThat(accepted.getLast().turn().status()).isEqualTo(TurnStatus.QUEUED);
                assertThat(accepted.getLast().turn().queuedAhead()).isEqualTo(i);
            }
            gate.open();
            chat.ended(accepted.getLast());
            chat.quiet(session);

            assertThat(startedTurns(chat, session))
                    .isEqualTo(accepted.stream().map(a -> a.turn().id()).toList());
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
            assertThatTurnsAreNotInterleaved(chat, session);
        }
    }

    private static List<Object> startedTurns(Chat chat, SessionId session) {
        return chat.eventsAfter(session, Math.max(0, lastSeq(chat, session) - 100)).stream()
                .filter(event -> event.payload() instanceof EventPayload.TurnStarted)
                .<Object>map(event -> ((EventPayload.TurnStarted) event.payload()).turnId())
                .toList();
    }

    private static long lastSeq(Chat chat, SessionId session) {
        return chat.store().find(session).orElseThrow().lastSeq();
    }

    private static void assertThatTurnsAreNotInterleaved(Chat chat, SessionId session) {
        LogRules.check(chat.eventsAfter(session, Math.max(0, lastSeq(chat, session) - 100)));
    }

    @Test
    void queueIsLimited() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            chat.post(session, "Running");
            gate.awaitArrival();
            for (int i = 0; i < 10; i++) {
                chat.post(session, "Waiting " + i);
            }
            long before = lastSeq(chat, session);
            for (IfBusy ifBusy : List.of(IfBusy.ENQUEUE, IfBusy.INTERRUPT)) {
                assertThatThrownBy(() -> chat.post(session, "Too much", ifBusy))
                        .isInstanceOfSatisfying(ChatException.Conflict.class, full -> {
                            assertThat(full.code()).isEqualTo(ErrorCode.QUEUE_FULL);
                            assertThat(full.details()).isEqualTo(Map.of("queued", 10L));
                        });
            }
            assertThat(lastSeq(chat, session)).isEqualTo(before);
            gate.open();
            chat.quiet(session);
            assertThat(chat.model.prompts()).hasSize(11);
        }
    }

    @Test
    void messageThatDoesNotWantToWaitIsRefusedWhileBusy() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted first = chat.post(session, "Running", IfBusy.REJECT);
            gate.awaitArrival();

            assertThatThrownBy(() -> chat.post(session, "Now or never", IfBusy.REJECT))
                    .isInstanceOfSatisfying(ChatException.Conflict.class, busy -> {
                        assertThat(busy.code()).isEqualTo(ErrorCode.SESSION_BUSY);
                        assertThat(busy.details())
                                .isEqualTo(Map.of("turn_id", first.turn().id().toString()));
                    });
            gate.open();
            chat.quiet(session);
            assertThat(chat.messages(session)).hasSize(2);
            chat.ended(chat.post(session, "Now", IfBusy.REJECT));
        }
    }

    @Test
    void interruptingMessageStopsTheTurnKeepsItsTextAndComesNext() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("As I was say"), gate, say("ing"));
            Accepted running = chat.post(session, "One");
            gate.awaitArrival();
            Accepted waiting = chat.post(session, "Two");
            Accepted interrupting = chat.post(session, "Three", IfBusy.INTERRUPT);
            assertThat(interrupting.turn().queuedAhead()).isEqualTo(1);
            chat.ended(waiting);
            chat.quiet(session);

            assertThat(chat.turn(running).state())
                    .isInstanceOfSatisfying(
                            TurnState.Cancelled.class,
                            cancelled -> assertThat(cancelled.reason()).isEqualTo(CancelReason.INTERRUPTED));
            assertThat(chat.store().messagesOf(session, running.turn().id()).getLast())
                    .extracting(Message::text, Message::status)
                    .containsExactly("As I was say", MessageStatus.STOPPED);
            assertThat(startedTurns(chat, session))
                    .containsExactly(
                            running.turn().id(),
                            interrupting.turn().id(),
                            waiting.turn().id());
            assertThat(chat.turn(waiting).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThatTurnsAreNotInterleaved(chat, session);
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void latestInterruptComesFirst() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate deaf = Gate.deaf();
            chat.model.next(say("Hm"), deaf);
            Accepted running = chat.post(session, "One");
            deaf.awaitArrival();
            Accepted second = chat.post(session, "Two", IfBusy.INTERRUPT);
            Accepted third = chat.post(session, "Three", IfBusy.INTERRUPT);
            deaf.open();
            chat.quiet(session);

            assertThat(startedTurns(chat, session))
                    .containsExactly(
                            running.turn().id(),
                            third.turn().id(),
                            second.turn().id());
            assertThat(chat.turn(third).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThatTurnsAreNotInterleaved(chat, session);
        }
    }

    @Test
    void interruptingAnIdleSessionIsPlainPosting() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Accepted accepted = chat.post(session, "One", IfBusy.INTERRUPT);

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(accepted.turn().queuedAhead()).isZero();
        }
    }

    @Test
    void manyInterruptsLeaveOneAnswerForEachMessage() {
        try (Chat chat = Chat.open(Chat.limits().queuedTurns(100).build())) {
            SessionId session = chat.session();
            chat.model.always(prompt -> script(say("a", "b", "c"), (p, sink) -> Thread.yield(), say("d")));
            List<Accepted> accepted =
                    Together.results(20, number -> chat.post(session, "Number " + number, IfBusy.INTERRUPT));
            chat.quiet(session);

            for (Accepted one : accepted) {
                Turn turn = chat.turn(one);
                assertThat(turn.isEnded()).isTrue();
                List<Message> messages = chat.store().messagesOf(session, turn.id());
                assertThat(messages).hasSize(2);
                AssistantMessage answer = (AssistantMessage) messages.getLast();
                assertThat(answer.status())
                        .isEqualTo(
                                turn.status() == TurnStatus.COMPLETED
                                        ? MessageStatus.COMPLETED
                                        : MessageStatus.STOPPED);
            }
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    // Limits and states

    @Test
    void sessionThatIsFullTakesNoMoreMessages() {
        try (Chat chat = Chat.open(Chat.limits().messagesPerSession(4).build())) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.ended(chat.post(session, "Two"));
            chat.quiet(session);

            assertRefused(() -> chat.post(session, "Three"), ErrorCode.SESSION_FULL);
            assertThat(chat.messages(session)).hasSize(4);
        }
    }

    @Test
    void endedSessionTakesNoMessages() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().end(ALICE, session);

            assertRefused(() -> chat.post(session, "Hello"), ErrorCode.INVALID_STATE);
            assertRefused(
                    () -> chat.parley
                            .conversations()
                            .publish(ALICE, session, new EventPayload.Custom("a", JsonText.EMPTY_OBJECT)),
                    ErrorCode.INVALID_STATE);
        }
    }

    @Test
    void messageWakesAPausedSession() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().pause(ALICE, session);
            Accepted accepted = chat.post(session, "Wake up!");

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.store().find(session).orElseThrow().status()).isEqualTo(SessionStatus.ACTIVE);
            assertThat(chat.eventTypes(session))
                    .containsSubsequence("session.paused", "session.resumed", "message.created");
        }
    }

    @Test
    void pausedSessionIsNotWokenWithoutRoom() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().pause(ALICE, session);
            for (int i = 0; i < 3; i++) {
                chat.session();
            }
            assertRefused(() -> chat.post(session, "Wake up!"), ErrorCode.TOO_MANY_ACTIVE_SESSIONS);
            assertThat(chat.messages(session)).isEmpty();
        }
    }

    // Asking without naming a session

    @Test
    void askingUsesTheCurrentSessionOrBeginsOne() throws Exception {
        try (Chat chat = Chat.open()) {
            var first = chat.parley.conversations().ask(ALICE, null, message("One"), Chat.SOON);
            chat.time.advance(Duration.ofSeconds(1));
            var second = chat.parley.conversations().ask(ALICE, null, message("Two"), Chat.SOON);

            assertThat(second.turn().sessionId()).isEqualTo(first.turn().sessionId());
            assertThat(chat.parley.sessions().list(ALICE, null, null, 10, 0).sessions())
                    .extracting(Session::id)
                    .containsExactly(first.turn().sessionId());
        }
    }

    @Test
    void askingManyTimesAtOnceBeginsOneSession() {
        try (Chat chat = Chat.open(Chat.limits().queuedTurns(100).build())) {
            for (int round = 0; round < 10; round++) {
                Caller user = Caller.of("user-" + round);
                var answers = Together.results(
                        6,
                        number -> chat.parley.conversations().ask(user, null, message("Number " + number), Chat.SOON));

                assertThat(answers.stream()
                                .map(answer -> answer.turn().sessionId())
                                .distinct())
                        .hasSize(1);
                assertThat(answers).extracting(answer -> answer.text()).doesNotHaveDuplicates();
            }
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void askingTheSameAgainFindsTheSessionItWentTo() throws Exception {
        try (Chat chat = Chat.open()) {
            PostMessage post = message("One");
            var first = chat.parley.conversations().ask(ALICE, null, post, Chat.SOON);
            chat.time.advance(Duration.ofSeconds(1));
            chat.session();
            var again = chat.parley.conversations().ask(ALICE, null, post, Chat.SOON);

            assertThat(again.accepted().duplicate()).isTrue();
            assertThat(again.messages()).isEqualTo(first.messages());
        }
    }

    // Custom events

    @Test
    void publishedEventsComeInTheirOrder() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            List<Long> seqs = Together.results(
                    10,
                    number -> chat.parley
                            .conversations()
                            .publish(ALICE, session, (EventPayload.Custom) Given.custom(number))
                            .seq());

            assertThat(seqs).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
            for (int i = 0; i < 10; i++) {
                assertThat(chat.events(session).get((int) (seqs.get(i) - 1)).payload())
                        .isEqualTo(Given.custom(i));
            }
        }
    }
}
