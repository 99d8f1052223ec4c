package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.application.testkit.ScriptedModel.silence;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.TextSink;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A turn from its message to its end, whatever the model does. */
@Timeout(60)
class TurnsTest {
    private static AssistantMessage answer(Chat chat, SessionId session) {
        return chat.messages(session).reversed().stream()
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static TurnFailure failure(Turn turn) {
        return turn.state() instanceof TurnState.Failed failed
                ? failed.failure()
                : new TurnFailure(ErrorCode.INTERNAL, "did not fail: " + turn);
    }

    /** After any end the agent is idle, nothing is open and one event tells the end. */
    private static void assertThatTheAgentRests(Chat chat, SessionId session) {
        chat.quiet(session);
        Session after = chat.store().find(session).orElseThrow();
        assertThat(after.agent().activity()).isEqualTo(AgentActivity.IDLE);
        assertThat(after.openAnswer()).isNull();
        assertThat(chat.messages(session)).noneMatch(message -> message.status() == MessageStatus.STREAMING);
        assertThat(chat.events(session).stream()
                        .filter(event -> event.payload() instanceof EventPayload.TurnEnded)
                        .map(event -> ((EventPayload.TurnEnded) event.payload()).turnId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyStepOfATurnIsInTheLog() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Accepted accepted = chat.post(session, "Hello");
            chat.ended(accepted);
            chat.quiet(session);

            assertThat(chat.eventTypes(session))
                    .containsExactly(
                            "session.started",
                            "session.updated",
                            "message.created",
                            "turn.started",
                            "agent.state",
                            "message.started",
                            "message.completed",
                            "turn.completed",
                            "agent.state");
            assertThat(chat.events(session)).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(chat.messages(session))
                    .containsExactly(
                            new UserMessage(
                                    accepted.message().id(),
                                    session,
                                    accepted.turn().id(),
                                    3,
                                    ALICE.user(),
                                    "Hello",
                                    chat.time.instant()),
                            new AssistantMessage(
                                    answer(chat, session).id(),
                                    session,
                                    accepted.turn().id(),
                                    6,
                                    MessageStatus.COMPLETED,
                                    "You said: Hello",
                                    List.of(),
                                    ScriptedModel.NAME,
                                    ScriptedModel.USAGE,
                                    null,
                                    chat.time.instant(),
                                    chat.time.instant()));
            assertThat(chat.store().find(session).orElseThrow().messageCount()).isEqualTo(2);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void slowAnswerTellsThatTheAgentResponds() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Well, "), gate, say("yes."));
            Accepted accepted = chat.post(session, "Is it?");
            await().until(() ->
                    chat.store().find(session).orElseThrow().agent().activity() == AgentActivity.RESPONDING);
            gate.open();
            chat.ended(accepted);
            chat.quiet(session);

            assertThat(chat.events(session).stream()
                            .filter(event -> event.payload() instanceof EventPayload.AgentStateChanged)
                            .map(event -> ((EventPayload.AgentStateChanged) event.payload())
                                    .state()
                                    .activity()))
                    .containsExactly(AgentActivity.THINKING, AgentActivity.RESPONDING, AgentActivity.IDLE);
        }
    }

    @Test
    void modelSeesTheConversationSoFar() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            Accepted second = chat.post(session, "Two");
            chat.ended(second);
            Prompt prompt = chat.model.prompts().getLast();

            assertThat(prompt.turnId()).isEqualTo(second.turn().id());
            assertThat(prompt.system()).isNotEmpty();
            assertThat(prompt.messages()).extracting(Message::text).containsExactly("One", "You said: One", "Two");
            assertThat(prompt.session().id()).isEqualTo(session);
        }
    }

    @Test
    void questionsThatWaitAreNotSeenByEarlierTurns() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("1"));
            chat.post(session, "One");
            gate.awaitArrival();
            chat.post(session, "Two");
            Accepted third = chat.post(session, "Three");
            gate.open();
            chat.ended(third);

            assertThat(chat.model.prompts())
                    .extracting(prompt ->
                            prompt.messages().stream().map(Message::text).toList())
                    .containsExactly(
                            List.of("One"),
                            List.of("One", "1", "Two"),
                            List.of("One", "1", "Two", "You said: Two", "Three"));
        }
    }

    // Tools: none exist yet, so every call is refused and the model goes on without

    @Test
    void unknownToolIsRefusedAndTheModelGoesOn() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            ToolCall call = new ToolCall("call-1", "rm_rf", "{\"path\":\"/\"}", null);
            chat.model.next(script(say("Let me see.")).calling(call)).next(say("I cannot."));
            Accepted accepted = chat.post(session, "Clean up!");

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.messages(session))
                    .extracting(Message::text)
                    .containsExactly("Clean up!", "Let me see.", "There is no tool named rm_rf.", "I cannot.");
            assertThat(chat.messages(session).get(2)).isInstanceOfSatisfying(ToolMessage.class, result -> {
                assertThat(result.toolCallId()).isEqualTo("call-1");
                assertThat(result.failed()).isTrue();
            });
            assertThat(chat.eventTypes(session))
                    .containsSubsequence("message.completed", "tool.finished", "message.started");
            assertThat(chat.model.prompts().getLast().messages()).hasSize(3);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void callsOfOneAnswerAreAllAnsweredOnce() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model
                    .next(script().calling(new ToolCall("a", "x", "{}", null), new ToolCall("b", "y", "{}", null)))
                    .next(script().calling(new ToolCall("a", "x", "{}", null)))
                    .next(say("Done."));
            chat.ended(chat.post(session, "Go!"));

            assertThat(chat.messages(session).stream()
                            .filter(ToolMessage.class::isInstance)
                            .map(message -> ((ToolMessage) message).toolCallId()))
                    .containsExactly("a", "b", "a");
        }
    }

    @Test
    void endlessToolRoundsFail() {
        try (Chat chat = Chat.open(Chat.limits().toolRounds(3).build())) {
            SessionId session = chat.session();
            chat.model.always(prompt -> script(say("Again. ")).calling(new ToolCall("id", "loop", "{}", null)));
            Turn ended = chat.ended(chat.post(session, "Go!"));

            assertThat(failure(ended).code()).isEqualTo(ErrorCode.TOO_MANY_TOOL_ROUNDS);
            assertThat(chat.model.prompts()).hasSize(4);
            assertThatTheAgentRests(chat, session);
        }
    }

    // Failures

    @Test
    void refusalOfTheModelIsTheFailureOfTheTurn() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            ChatException refusal = new ChatException.Unavailable(
                    ErrorCode.MODEL_RATE_LIMITED, "The model is busy; try again later.", Duration.ofSeconds(3));
            chat.model.next(say("Hel"), fail(refusal));
            Accepted accepted = chat.post(session, "Hello");

            TurnFailure expected = new TurnFailure(ErrorCode.MODEL_RATE_LIMITED, "The model is busy; try again later.");
            assertThat(failure(chat.ended(accepted))).isEqualTo(expected);
            assertThat(answer(chat, session))
                    .extracting(Message::text, Message::status, AssistantMessage::failure)
                    .containsExactly("Hel", MessageStatus.FAILED, expected);
            assertThat(chat.eventTypes(session)).containsSubsequence("message.failed", "turn.failed", "agent.state");
            assertThat(chat.events(session).stream()
                            .filter(event -> event.payload() instanceof EventPayload.AgentStateChanged)
                            .map(event -> ((EventPayload.AgentStateChanged) event.payload())
                                    .state()
                                    .activity()))
                    .containsExactly(AgentActivity.THINKING, AgentActivity.ERROR, AgentActivity.IDLE);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void defectOfTheModelIsNotShownToPeople() {
        for (Throwable defect : List.of(
                new IllegalStateException("secret"),
                new StackOverflowError("secret"),
                new AssertionError("secret"),
                new InterruptedException("secret"),
                new CancellationException("secret"),
                new Exception("secret"))) {
            try (Chat chat = Chat.open()) {
                SessionId session = chat.session();
                chat.model.next(say("Hel"), fail(defect));
                Turn ended = chat.ended(chat.post(session, "Hello"));

                assertThat(failure(ended).code()).isEqualTo(ErrorCode.INTERNAL);
                assertThat(failure(ended).message()).doesNotContain("secret");
                assertThat(answer(chat, session).text()).isEqualTo("Hel");
                assertThatTheAgentRests(chat, session);
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void modelWithoutAReplyFails() {
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model((prompt, sink) -> null)
                .build()) {
            SessionId session =
                    parley.sessions().start(ALICE, StartSession.PLAIN).session().id();

            assertThatThrownBy(() -> parley.conversations().ask(ALICE, session, Chat.message("Hello"), Chat.SOON))
                    .isInstanceOfSatisfying(
                            ChatException.Unavailable.class,
                            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    @Test
    void nextTurnGoesOnAfterAFailure() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, fail(new IllegalStateException("test")));
            Accepted first = chat.post(session, "One");
            gate.awaitArrival();
            Accepted second = chat.post(session, "Two");
            gate.open();

            assertThat(chat.ended(second).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.turn(first).status()).isEqualTo(TurnStatus.FAILED);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void answerThatTakesTooLongFailsAndKeepsItsText() {
        try (Chat chat =
                Chat.open(Chat.limits().modelAnswer(Duration.ofMillis(150)).build())) {
            SessionId session = chat.session();
            chat.model.next(say("Let me thi"), silence());
            Turn ended = chat.ended(chat.post(session, "Think!"));

            assertThat(failure(ended).code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThat(answer(chat, session))
                    .extracting(Message::text, Message::status)
                    .containsExactly("Let me thi", MessageStatus.FAILED);
            await().until(() -> chat.model.answering() == 0);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void answerThatNeverBeginsFails() {
        try (Chat chat =
                Chat.open(Chat.limits().modelAnswer(Duration.ofMillis(50)).build())) {
            SessionId session = chat.session();
            chat.model.next(silence());
            assertThat(failure(chat.ended(chat.post(session, "Think!"))).code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void modelThatIgnoresTheEndOfItsTimeCannotHoldTheTurn() {
        try (Chat chat =
                Chat.open(Chat.limits().modelAnswer(Duration.ofMillis(50)).build())) {
            SessionId session = chat.session();
            Gate deaf = Gate.deaf();
            AtomicReference<Throwable> late = new AtomicReference<>();
            chat.model.next(say("A"), deaf, (prompt, sink) -> {
                try {
                    sink.append("B");
                } catch (CancellationException refused) {
                    late.set(refused);
                }
            });
            Accepted accepted = chat.post(session, "Think!");
            assertThat(failure(chat.ended(accepted)).code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            deaf.open();
            await().until(() -> late.get() != null);

            assertThat(answer(chat, session).text()).isEqualTo("A");
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void textThatComesAfterTheEndIsRefused() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            AtomicReference<TextSink> kept = new AtomicReference<>();
            chat.model.next((prompt, sink) -> {
                sink.append("All.");
                kept.set(sink);
            });
            chat.ended(chat.post(session, "Tell!"));
            chat.quiet(session);

            assertThatThrownBy(() -> Objects.requireNonNull(kept.get()).append(" And more."))
                    .isInstanceOf(CancellationException.class);
            assertThat(answer(chat, session).text()).isEqualTo("All.");
            assertThat(chat.storage.drafts().text(session, answer(chat, session).id()))
                    .isEmpty();
        }
    }

    @Test
    void textOfTheModelIsRepaired() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(
                    say("", "a\u0000b", "\uD83D", "\uDE00", "\uD83D", "c", "\uDE00", "", "d\uD83D\uDE00", "e\uD83D"));
            try (var subscription = chat.watch(ALICE, session, Position.START)) {
                chat.ended(chat.post(session, "Tell!"));
                var client = new ReadingClient().take(Chat.drain(subscription));

                assertThat(answer(chat, session).text()).isEqualTo("a\uFFFDb😀\uFFFDc\uFFFDd😀e");
                assertThat(client.messages()).last().isEqualTo(answer(chat, session));
            }
        }
    }

    @Test
    void emptyAnswerIsAnAnswer() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(say());
            assertThat(chat.ended(chat.post(session, "Silence!")).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(answer(chat, session))
                    .extracting(Message::text, Message::status, AssistantMessage::usage)
                    .containsExactly("", MessageStatus.COMPLETED, new TokenUsage(7, 5));
        }
    }

    // Storage that cannot be reached

    @Test
    void endOfAnAnswerIsStoredWhenTheStorageIsBack() throws Exception {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().build(), faulty::around)) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("Precious text"));
            Accepted accepted = chat.post(session, "Tell!");
            gate.awaitArrival();
            faulty.unreachable.set(true);
            gate.open();
            await().until(() -> faulty.refused.get() >= 2);
            faulty.unreachable.set(false);

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(answer(chat, session).text()).isEqualTo("Precious text");
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void answerBeginsWhenTheHistoryCanBeReadAgain() throws Exception {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().build(), faulty::around)) {
            SessionId session = chat.session();
            faulty.unreadable.set(2);

            Accepted accepted = chat.post(session, "Tell!");

            assertThat(chat.ended(accepted)).satisfies(turn -> {
                assertThat(turn.status()).isEqualTo(TurnStatus.COMPLETED);
                assertThat(turn.attempt()).isEqualTo(1);
            });
            assertThatTheAgentRests(chat, session);
        }
    }

    @Test
    void messageIsNotAcceptedWhileTheStorageCannotBeReached() {
        FaultyStorage faulty = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().build(), faulty::around)) {
            SessionId session = chat.session();
            faulty.unreachable.set(true);
            assertThatThrownBy(() -> chat.post(session, "Hello")).isInstanceOf(ChatException.Unavailable.class);
            faulty.unreachable.set(false);

            assertThat(chat.messages(session)).isEmpty();
            assertThat(chat.parley.openFeeds()).isZero();
        }
    }

    // Waiting for the end

    @Test
    void askingGivesTheWholeAnswer() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            var answer = chat.parley.conversations().ask(ALICE, session, "Hello");

            assertThat(answer.text()).isEqualTo("You said: Hello");
            assertThat(answer.messages()).isEqualTo(chat.messages(session));
            assertThat(answer.turn()).isEqualTo(chat.turn(answer.accepted()));
        }
    }

    @Test
    void askingGivesUpInTimeAndTheTurnGoesOn() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("At last"));
            var post = Chat.message("Hurry!");
            long begun = System.nanoTime();
            assertThatThrownBy(() -> chat.parley.conversations().ask(ALICE, session, post, Duration.ofMillis(100)))
                    .isInstanceOfSatisfying(
                            ChatException.TimedOut.class,
                            late -> assertThat(late.details())
                                    .containsEntry("session_id", session.toString())
                                    .containsEntry("message_id", post.id().toString())
                                    .containsKeys("turn_id", "position"));
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
            gate.open();

            assertThat(chat.parley
                            .conversations()
                            .ask(ALICE, session, post, Chat.SOON)
                            .text())
                    .isEqualTo("At last");
            assertThat(chat.messages(session)).hasSize(2);
        }
    }

    @Test
    void askingForAFailedAnswerFails() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(fail(new IllegalStateException("test")));
            assertThatThrownBy(() -> chat.parley.conversations().ask(ALICE, session, "Hello"))
                    .isInstanceOfSatisfying(
                            ChatException.Unavailable.class,
                            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    @Test
    void endOfALongAgoTurnIsKnownAtOnce() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Accepted accepted = chat.post(session, "Hello");
            Turn ended = chat.ended(accepted);
            for (int i = 0; i < 16; i++) {
                chat.ended(chat.post(session, "More " + i));
            }
            assertThat(chat.store().find(session).orElseThrow().lastSeq()).isGreaterThan(100);

            assertThat(chat.parley.turns().awaitEnd(ALICE, accepted.turn(), Duration.ZERO))
                    .isEqualTo(ended);
        }
    }
}
