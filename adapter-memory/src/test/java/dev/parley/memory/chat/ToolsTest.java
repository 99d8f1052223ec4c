package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import dev.parley.application.testkit.ScriptedTools.Hold;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop of tools in a turn. */
class ToolsTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(16);

    private static ToolCall call(String id, String tool, String arguments) {
        return new ToolCall(id, tool, arguments, null);
    }

    private static List<ToolMessage> results(Chat chat, SessionId session) {
        return chat.messages(session).stream()
                .filter(ToolMessage.class::isInstance)
                .map(ToolMessage.class::cast)
                .toList();
    }

    private static ToolMessage onlyResult(Chat chat, SessionId session) {
        assertThat(results(chat, session)).hasSize(1);
        return results(chat, session).getFirst();
    }

    @Test
    void modelGetsWhatTheToolReturned() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of("added " + invocation.arguments()));
            chat.model
                    .next(script(say("Adding. ")).calling(call("1", "add_task", "{\"title\":\"milk\"}")))
                    .next(say("Added."));
            Accepted accepted = chat.post(session, "Add milk");

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(chat.messages(session))
                    .extracting(Message::text)
                    .containsExactly("Add milk", "Adding. ", "added {\"title\":\"milk\"}", "Added.");
            Prompt second = chat.model.prompts().getLast();
            assertThat(second.messages())
                    .extracting(Message::text)
                    .containsExactly("Add milk", "Adding. ", "added {\"title\":\"milk\"}");
            assertThat(chat.eventTypes(session))
                    .containsSubsequence(
                            "message.completed",
                            "tool.called",
                            "tool.finished",
                            "message.started",
                            "message.completed",
                            "turn.completed");
        }
    }

    @Test
    void modelIsToldOfToolsThatMayBeUsed() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of(""));
            chat.ended(chat.post(session, "Hello"));

            assertThat(chat.model.prompts().getFirst().tools())
                    .extracting(ToolSpecification::name)
                    .containsExactlyInAnyOrder("request_feedback", "ask_clarification", "add_task");
        }
    }

    @Test
    void toolActsForTheAuthorOfTheMessage() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            chat.tools.offer("add_task", invocation -> ToolResult.of("done"));
            chat.model.next(script().calling(call("1", "add_task", "{\"user\":\"alice\"}")));
            Accepted accepted =
                    chat.parley.conversations().post(BOB, session, Chat.message("Add it to Alice's list"));
            chat.ended(accepted);

            assertThat(chat.tools.calls()).hasSize(1);
            ToolInvocation invocation = chat.tools.calls().getFirst();
            assertThat(invocation.user()).isEqualTo(BOB.user());
            assertThat(invocation.sessionId()).isEqualTo(session);
            assertThat(invocation.turnId()).isEqualTo(accepted.turn().id());
        }
    }

    @Test
    void callsOfOneAnswerRunSideBySide() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Hold first = Hold.closed();
            Hold second = Hold.closed();
            chat.tools.offer("one_task", first).offer("two_tasks", second);
            chat.model
                    .next(script().calling(call("1", "one_task", "{}"), call("2", "two_tasks", "{}")))
                    .next(say("Done."));
            Accepted accepted = chat.post(session, "Both!");
            first.awaitArrival();
            second.awaitArrival();
            second.open();
            Chat.await().until(() -> results(chat, session).size() == 1);
            assertThat(chat.model.prompts()).hasSize(1);
            first.open();
            chat.ended(accepted);

            assertThat(results(chat, session)).extracting(ToolMessage::toolCallId).containsExactly("2", "1");
            assertThat(chat.model.prompts()).hasSize(2);
        }
    }

    @Test
    void manyCallsAreRunAndTooManyRefused() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of("added"));
            ToolCall[] calls = IntStream.range(0, 40)
                    .mapToObj(number -> call("c" + number, "add_task", "{}"))
                    .toArray(ToolCall[]::new);
            chat.model.next(script().calling(calls)).next(say("Done."));
            chat.ended(chat.post(session, "Forty!"));

            assertThat(results(chat, session)).hasSize(40);
            assertThat(results(chat, session).stream().filter(ToolMessage::failed)).hasSize(8);
            assertThat(chat.tools.calls()).hasSize(32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\"", "7", "null", "{} {}"})
    void argumentsThatAreNoObjectGoBackToTheModel(String arguments) {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of("added"));
            chat.model.next(script().calling(call("1", "add_task", arguments))).next(say("Sorry."));
            chat.ended(chat.post(session, "Go!"));

            assertThat(onlyResult(chat, session).failed()).isTrue();
            assertThat(onlyResult(chat, session).text()).startsWith("The arguments are wrong: ");
            assertThat(chat.tools.calls()).isEmpty();
        }
    }

    @Test
    void blankArgumentsAreNone() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("list_tasks", invocation -> ToolResult.of("none"));
            chat.model.next(script().calling(call("1", "list_tasks", " "))).next(say("Nothing."));
            chat.ended(chat.post(session, "Go!"));

            assertThat(chat.tools.calls()).extracting(ToolInvocation::arguments).containsExactly(new JsonText("{}"));
        }
    }

    @Test
    void unknownToolGoesBackToTheModel() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(script().calling(call("1", "launch", "{}"))).next(say("Sorry."));
            chat.ended(chat.post(session, "Launch!"));

            assertThat(onlyResult(chat, session).text()).isEqualTo("There is no tool named launch.");
            assertThat(onlyResult(chat, session).failed()).isTrue();
        }
    }

    @Test
    void failureOfAToolIsAResultWithoutInternals() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools
                    .offer("broken_task", invocation -> {
                        throw new IllegalStateException("password is 1234");
                    })
                    .offer("refusing_task", invocation -> {
                        throw ChatException.Invalid.field("title", "must be a text.");
                    });
            chat.model
                    .next(script().calling(call("1", "broken_task", "{}"), call("2", "refusing_task", "{}")))
                    .next(say("Sorry."));
            assertThat(chat.ended(chat.post(session, "Go!")).status()).isEqualTo(TurnStatus.COMPLETED);

            assertThat(results(chat, session))
                    .extracting(ToolMessage::text)
                    .containsExactlyInAnyOrder("The tool failed.", "title must be a text.");
            assertThat(results(chat, session)).allMatch(ToolMessage::failed);
        }
    }

    @Test
    void slowToolIsCutOff() throws Exception {
        try (Chat chat = Chat.open(Chat.limits().toolCall(Duration.ofMillis(30)).build())) {
            SessionId session = chat.session();
            Hold hold = Hold.closed();
            chat.tools.offer("slow_task", hold);
            chat.model.next(script().calling(call("1", "slow_task", "{}"))).next(say("Too slow."));
            assertThat(chat.ended(chat.post(session, "Go!")).status()).isEqualTo(TurnStatus.COMPLETED);

            hold.awaitInterrupt();
            assertThat(onlyResult(chat, session).text()).contains("did not answer");
            assertThat(onlyResult(chat, session).failed()).isTrue();
        }
    }

    @Test
    void longResultIsKeptWholeAndShownInPart() {
        try (Chat chat = Chat.open(Chat.limits().toolResultCodePoints(100).build())) {
            SessionId session = chat.session();
            String pages = "😀".repeat(500);
            chat.tools.offer("read_task", invocation -> ToolResult.of(pages));
            chat.model.next(script().calling(call("1", "read_task", "{}"))).next(say("Read."));
            chat.ended(chat.post(session, "Read!"));

            assertThat(onlyResult(chat, session).text()).isEqualTo(pages);
            assertThat(chat.model.prompts().getLast().messages().getLast().text())
                    .isEqualTo("😀".repeat(100) + "… (400 more characters were left out)");
        }
    }

    @Test
    void stopReachesTheToolAndLeavesNoCallWithoutAResult() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Hold hold = Hold.closed();
            chat.tools.offer("long_task", hold);
            chat.model.next(script(say("On it. ")).calling(call("1", "long_task", "{}")));
            Accepted accepted = chat.post(session, "Go!");
            hold.awaitArrival();
            chat.parley.turns().stop(ALICE, session, null);

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.CANCELLED);
            hold.awaitInterrupt();
            assertThat(onlyResult(chat, session).failed()).isTrue();
            chat.ended(chat.post(session, "And now?"));
            assertThat(chat.model.prompts().getLast().messages())
                    .extracting(Message::text)
                    .endsWith("And now?")
                    .contains("On it. ", onlyResult(chat, session).text());
        }
    }

    /** What a crash leaves of two calls of which one has ended; returns the chat's other node after it took over. */
    private static SessionId crashInMidTools(Chat chat, Hold hold) throws InterruptedException {
        Parley other = chat.node();
        SessionId session = chat.session();
        chat.tools.offer("quick_task", invocation -> ToolResult.of("quick"));
        chat.model
                .next(script().calling(call("1", "quick_task", "{}"), call("2", "slow_task", "{\"n\":1}")))
                .next(say("Done."));
        Accepted accepted = chat.post(session, "Go!");
        hold.awaitArrival();
        Chat.await().until(() -> results(chat, session).size() == 1);
        chat.time.advance(LONGER_THAN_A_LEASE);
        other.housekeeping().sweep();
        assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
        assertThat(chat.turn(accepted).attempt()).isEqualTo(2);
        return session;
    }

    @Test
    void callThatWasCutOffIsNotMadeAgain() throws Exception {
        try (Chat chat = Chat.open()) {
            Hold hold = Hold.deaf();
            chat.tools.offer("slow_task", hold);
            SessionId session = crashInMidTools(chat, hold);

            assertThat(chat.tools.calls()).extracting(ToolInvocation::name).containsOnlyOnce("slow_task", "quick_task");
            assertThat(results(chat, session)).extracting(ToolMessage::toolCallId).containsExactly("1", "2");
            assertThat(results(chat, session).getLast().text()).contains("whether it had an effect is unknown");
            hold.open();
            Chat.await().until(() -> chat.parley.runningTurns() == 0);
            assertThat(results(chat, session)).hasSize(2);
        }
    }

    @Test
    void repeatableCallIsMadeAgainUnderTheSameKey() throws Exception {
        try (Chat chat = Chat.open()) {
            Hold hold = Hold.deaf();
            chat.tools.offerRepeatable("slow_task", invocation -> {
                boolean isFirst = chat.tools.calls().stream()
                                .filter(call -> call.name().equals("slow_task"))
                                .count()
                        == 1;
                return isFirst ? hold.call(invocation) : ToolResult.of("second time");
            });
            SessionId session = crashInMidTools(chat, hold);
            hold.open();

            List<ToolInvocation> slow = chat.tools.calls().stream()
                    .filter(call -> call.name().equals("slow_task"))
                    .toList();
            assertThat(slow).hasSize(2);
            assertThat(slow.getFirst().key()).isEqualTo(slow.getLast().key());
            assertThat(chat.tools.calls()).extracting(ToolInvocation::name).containsOnlyOnce("quick_task");
            assertThat(results(chat, session)).extracting(ToolMessage::text).containsExactly("quick", "second time");
            assertThat(chat.eventTypes(session).stream().filter("tool.called"::equals)).hasSize(2);
        }
    }

    @Test
    void keysOfDifferentCallsDiffer() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of("added"));
            chat.model
                    .next(script().calling(call("1", "add_task", "{}"), call("2", "add_task", "{}")))
                    .next(script().calling(call("1", "add_task", "{}")))
                    .next(say("Done."));
            chat.ended(chat.post(session, "Go!"));

            assertThat(chat.tools.calls()).extracting(ToolInvocation::key).doesNotHaveDuplicates().hasSize(3);
        }
    }

    @Test
    void logTellsWhichAnswerCalledWhat() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("add_task", invocation -> ToolResult.of("added"));
            chat.model.next(script(say("Adding.")).calling(call("1", "add_task", "{}"))).next(say("Done."));
            chat.ended(chat.post(session, "Go!"));

            EventPayload.ToolCalled called = chat.events(session).stream()
                    .map(event -> event.payload())
                    .filter(EventPayload.ToolCalled.class::isInstance)
                    .map(EventPayload.ToolCalled.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(called.messageId()).isEqualTo(chat.messages(session).get(1).id());
            assertThat(called.call().name()).isEqualTo("add_task");
        }
    }
}
