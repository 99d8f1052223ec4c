package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.sayInPieces;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.application.testkit.ScriptedModel.silence;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.ScriptedModel.Script;
import dev.parley.application.testkit.ScriptedModel.Step;
import dev.parley.application.testkit.UnreliableBus;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stop stops: within a second, from any node, at any moment, and keeps what was said. */
@Timeout(60)
class StoppingTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static void stop(Chat chat, SessionId session) {
        chat.parley.turns().stop(ALICE, session, null);
    }

    private static void assertThatItStopped(Chat chat, Accepted accepted, String text) {
        SessionId session = accepted.turn().sessionId();
        Turn turn = chat.turn(accepted);
        assertThat(turn.state())
                .isInstanceOfSatisfying(
                        TurnState.Cancelled.class,
                        cancelled -> assertThat(cancelled.reason()).isEqualTo(CancelReason.STOPPED));
        assertThat(chat.store().messagesOf(session, turn.id()).getLast())
                .extracting(Message::text, Message::status)
                .containsExactly(text, MessageStatus.STOPPED);
        assertThat(chat.store().find(session).orElseThrow().openAnswer()).isNull();
    }

    private static void awaitWithinASecond(Chat chat, Accepted accepted) {
        await().atMost(A_SECOND).until(() -> chat.turn(accepted).isEnded());
    }

    @Test
    void answerStopsBeforeItsFirstWord() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("Never said"));
            Accepted accepted = chat.post(session, "Hello");
            gate.awaitArrival();
            stop(chat, session);

            awaitWithinASecond(chat, accepted);
            assertThatItStopped(chat, accepted, "");
            await().until(() -> chat.model.answering() == 0);
        }
    }

    @Test
    void stoppedAnswerKeepsItsText() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Once upon ", "a 😀"), gate, say(" time"));
            try (var subscription = chat.watch(ALICE, session, Position.START)) {
                Accepted accepted = chat.post(session, "Tell me a story");
                gate.awaitArrival();
                stop(chat, session);

                awaitWithinASecond(chat, accepted);
                assertThatItStopped(chat, accepted, "Once upon a 😀");
                chat.quiet(session);
                ReadingClient client = new ReadingClient().take(Chat.drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
                assertThat(client.eventTypes()).containsSubsequence("message.stopped", "turn.cancelled", "agent.state");
            }
        }
    }

    @Test
    void stopByIdStopsThatTurnOnly() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("One"));
            Accepted running = chat.post(session, "First");
            Accepted waiting = chat.post(session, "Second");
            Accepted other = chat.post(session, "Third");
            gate.awaitArrival();
            assertThat(chat.parley.turns().stop(ALICE, session, waiting.turn().id()))
                    .contains(waiting.turn().id());

            assertThat(chat.turn(waiting).status()).isEqualTo(TurnStatus.CANCELLED);
            assertThat(chat.turn(running).status()).isEqualTo(TurnStatus.RUNNING);
            gate.open();
            assertThat(chat.ended(other).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.turn(running).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.store().messagesOf(session, waiting.turn().id())).hasSize(1);
        }
    }

    @Test
    void nextTurnStartsWhenTheCurrentOneIsStopped() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate, say("One"));
            Accepted first = chat.post(session, "First");
            Accepted second = chat.post(session, "Second");
            gate.awaitArrival();
            stop(chat, session);

            assertThat(chat.ended(second).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThatItStopped(chat, first, "");
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void nothingHappensIfNothingRuns() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThat(chat.parley.turns().stop(ALICE, session, null)).isEmpty();
            Accepted accepted = chat.post(session, "Hello");
            Turn ended = chat.ended(accepted);
            chat.quiet(session);
            List<String> before = chat.eventTypes(session);

            assertThat(chat.parley.turns().stop(ALICE, session, null)).isEmpty();
            assertThat(chat.parley.turns().stop(ALICE, session, ended.id())).contains(ended.id());
            assertThat(chat.turn(accepted)).isEqualTo(ended);
            assertThat(chat.eventTypes(session)).isEqualTo(before);
        }
    }

    @Test
    void stoppingTwiceStopsOnce() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(say("Hm"), silence());
            Accepted accepted = chat.post(session, "Hello");
            stop(chat, session);
            stop(chat, session);
            chat.ended(accepted);
            stop(chat, session);
            chat.quiet(session);

            assertThat(chat.eventTypes(session)).containsOnlyOnce("turn.cancelled", "message.stopped");
        }
    }

    /** Nobody knows where the turn is at that moment: not yet launched, thinking, speaking, done. */
    @Test
    void stopDirectlyAfterAcceptanceAlwaysEndsTheTurnOnce() throws Exception {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            Random random = new Random(20261120);
            chat.model.always(prompt -> script(sayInPieces("Some words of an answer", new Random(), 3)));
            int stopped = 0;
            for (int i = 0; i < 300; i++) {
                SessionId session = chat.session();
                if (random.nextInt(3) == 0) {
                    Gate gate = Gate.closed();
                    chat.model.next(say("Hm"), gate);
                }
                Accepted accepted = chat.post(session, "Go!");
                for (int spin = random.nextInt(200); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                chat.parley.turns().stop(ALICE, session, accepted.turn().id());
                Turn ended = chat.parley.turns().awaitEnd(ALICE, accepted.turn(), Chat.SOON);

                assertThat(ended.isEnded()).as("turn %d", i).isTrue();
                stopped += ended.status() == TurnStatus.CANCELLED ? 1 : 0;
                chat.quiet(session);
                assertThat(chat.events(session).stream()
                                .filter(event -> event.payload() instanceof EventPayload.TurnEnded))
                        .hasSize(1);
                assertThat(chat.messages(session)).hasSize(2).noneMatch(m -> m.status() == MessageStatus.STREAMING);
            }
            assertThat(stopped).isPositive();
            assertThat(chat.model.mostAtOnce()).isEqualTo(1);
        }
    }

    /** The turn is stored as running, but its work has not been launched yet. */
    @Test
    void stopThatComesBeforeTheWorkBeginsIsRemembered() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(silence());
            EventBus.Listener quick = new EventBus.Listener() {
                @Override
                public void onEvents(SessionId id, long upTo, List<Event> known) {
                    if (known.stream().anyMatch(event -> event.payload() instanceof EventPayload.TurnStarted)) {
                        CompletableFuture.runAsync(() -> stop(chat, session))
                                .orTimeout(1, TimeUnit.MINUTES)
                                .join();
                    }
                }

                @Override
                public void onSignal(Signal signal) {}
            };
            try (EventBus.Registration registration = chat.storage.bus().listen(quick)) {
                Accepted accepted = chat.post(session, "Hello");

                awaitWithinASecond(chat, accepted);
                assertThatItStopped(chat, accepted, "");
            }
        }
    }

    @Test
    void modelThatIgnoresTheStopCannotHoldTheTurn() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate deaf = Gate.deaf();
            chat.model.next(say("Blah"), deaf, say(" blah"));
            Accepted accepted = chat.post(session, "Stop talking!");
            deaf.awaitArrival();
            stop(chat, session);

            awaitWithinASecond(chat, accepted);
            assertThatItStopped(chat, accepted, "Blah");
            deaf.open();
            await().until(() -> chat.model.answering() == 0);
            assertThatItStopped(chat, accepted, "Blah");
        }
    }

    /** Half an answer must not pass for a whole one because the model swallowed the news that nobody listens. */
    @Test
    void modelThatSwallowsTheStopHasNotCompletedItsAnswer() throws Exception {
        for (boolean withTool : new boolean[] {false, true}) {
            try (Chat chat = Chat.open()) {
                SessionId session = chat.session();
                Gate gate = Gate.closed();
                Step swallowing = (prompt, sink) -> {
                    try {
                        gate.play(prompt, sink);
                    } catch (InterruptedException swallowed) {
                        try {
                            sink.append(" and the other half");
                        } catch (CancellationException swallowedToo) {
                            // as a careless adapter does
                        }
                    }
                };
                Script script = script(say("Half"), swallowing);
                chat.model.next(withTool ? script.calling(new ToolCall("1", "any", "{}", null)) : script);
                Accepted accepted = chat.post(session, "Stop!");
                gate.awaitArrival();
                stop(chat, session);

                awaitWithinASecond(chat, accepted);
                assertThatItStopped(chat, accepted, "Half");
                assertThat(chat.model.prompts()).hasSize(1);
            }
        }
    }

    @Test
    void stopReachesTheToolLoop() throws Exception {
        try (Chat chat = Chat.open(Chat.limits().toolRounds(100_000).build())) {
            SessionId session = chat.session();
            chat.model.always(prompt -> script(say("Again")).calling(new ToolCall("1", "loop", "{}", null)));
            Accepted accepted = chat.post(session, "Go!");
            await().until(() -> chat.model.prompts().size() > 3);
            stop(chat, session);

            awaitWithinASecond(chat, accepted);
            assertThat(chat.turn(accepted).status()).isEqualTo(TurnStatus.CANCELLED);
            assertThat(chat.messages(session)).noneMatch(message -> message.status() == MessageStatus.STREAMING);
        }
    }

    @Test
    void answerThatWasCompleteWhenTheStopCameIsComplete() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next((prompt, sink) -> {
                sink.append("All of it");
                gate.play(prompt, sink);
            });
            Accepted accepted = chat.post(session, "Go!");
            gate.awaitArrival();
            gate.open();
            stop(chat, session);
            Turn ended = chat.ended(accepted);
            AssistantMessage answer = (AssistantMessage)
                    chat.store().messagesOf(session, ended.id()).getLast();

            assertThat(answer.text()).isEqualTo("All of it");
            assertThat(answer.status())
                    .isEqualTo(
                            ended.status() == TurnStatus.COMPLETED ? MessageStatus.COMPLETED : MessageStatus.STOPPED);
        }
    }

    @Test
    void stopReachesTheOtherNodeWithinASecond() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("On the first node"), gate);
            Accepted accepted = chat.post(session, "Hello");
            gate.awaitArrival();
            other.turns().stop(ALICE, session, null);

            awaitWithinASecond(chat, accepted);
            assertThatItStopped(chat, accepted, "On the first node");
        }
    }

    @Test
    void stopThatNobodyHeardOfWorksWithTheNextRenewal() throws Exception {
        UnreliableBus[] bus = new UnreliableBus[1];
        try (Chat chat = Chat.open(Chat.limits().lease(Duration.ofMillis(300)).build(), storage -> {
            bus[0] = new UnreliableBus(storage.bus());
            return storage.withBus(bus[0]);
        })) {
            bus[0].loseSignals();
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Hm"), gate);
            Accepted accepted = chat.post(session, "Hello");
            gate.awaitArrival();
            stop(chat, session);

            chat.ended(accepted);
            assertThatItStopped(chat, accepted, "Hm");
        }
    }
}
