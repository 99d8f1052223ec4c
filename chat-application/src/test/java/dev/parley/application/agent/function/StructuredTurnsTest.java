package dev.parley.application.agent.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolMode;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.ScriptedStructuredModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.ProfileName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StructuredTurnsTest {
    private static final Profile STRUCTURED = Profile.DEFAULT.toBuilder()
            .name(new ProfileName("structured"))
            .toolMode(ToolMode.STRUCTURED)
            .build();
    private static final Profile TALKER = Profile.DEFAULT.toBuilder()
            .name(new ProfileName("talker"))
            .toolMode(ToolMode.NONE)
            .build();
    private static final String RESPOND = "{\"action\":\"respond\"}";

    private final ScriptedModel words = new ScriptedModel();
    private final ScriptedStructuredModel decisions = new ScriptedStructuredModel();
    private final StructuredTurns turns = new StructuredTurns(words, decisions);
    private final List<TokenReport> reports = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Reply answer(Prompt prompt) throws InterruptedException {
        return turns.answer(prompt, new TextSink() {
            @Override
            public void append(String piece) {
                text.append(piece);
            }

            @Override
            public void report(TokenReport report) {
                reports.add(report);
            }
        });
    }

    private static Prompt asking(String question) {
        return new Conversation()
                .user(question)
                .prompt(Conversation.ADD, Conversation.LIST, Conversation.ASK, Conversation.CLARIFY);
    }

    @Test
    void chosenToolBecomesACall() throws InterruptedException {
        decisions.next(
                "{\"action\":\"call_tool\",\"tool\":\"add_task\",\"arguments\":\"{ \\\"title\\\": \\\"milk\\\" }\"}");

        assertThat(answer(asking("add milk")))
                .isEqualTo(new Reply(
                        List.of(new ToolCall("call_1", "add_task", "{\"title\":\"milk\"}", null)),
                        ScriptedStructuredModel.NAME,
                        ScriptedStructuredModel.USAGE));
        assertThat(text).isEmpty();
        assertThat(reports)
                .containsExactly(new TokenReport(ScriptedStructuredModel.NAME, ScriptedStructuredModel.USAGE));
        assertThat(words.prompts()).isEmpty();
    }

    @Test
    void idsOfCallsAreNewInTheConversation() throws InterruptedException {
        decisions.next("{\"action\":\"call_tool\",\"tool\":\"list_tasks\"}");
        Prompt prompt = new Conversation()
                .user("add milk")
                .assistant("", Conversation.call("call_2", "add_task", "{}"))
                .result("call_2", "add_task", true, "no title")
                .prompt(Conversation.LIST);

        assertThat(answer(prompt).toolCalls()).extracting(ToolCall::id).containsExactly("call_3");
    }

    @Test
    void questionsBecomeCallsOfTheAgentsOwnTools() throws InterruptedException {
        decisions.next("{\"action\":\"clarify\",\"question\":\"Which \\\"milk\\\"?\"}");
        assertThat(answer(asking("delete milk")).toolCalls())
                .containsExactly(
                        new ToolCall("call_1", "ask_clarification", "{\"question\":\"Which \\\"milk\\\"?\"}", null));

        decisions.next(
                "{\"action\":\"request_feedback\",\"intention\":\"whether to go on\"}",
                "{\"question\":\"May I go on?\",\"kind\":\"approval\",\"options\":[],\"multiple\":false}");
        Reply reply = answer(asking("go on"));
        assertThat(reply.toolCalls())
                .containsExactly(new ToolCall(
                        "call_1", "request_feedback", "{\"question\":\"May I go on?\",\"kind\":\"approval\"}", null));
        assertThat(reply.usage()).isEqualTo(new TokenUsage(200, 20));
    }

    @Test
    void answerIsStreamedByAModelThatKnowsNothingOfTools() throws InterruptedException {
        decisions.next(RESPOND);
        words.next(ScriptedModel.script(
                        (prompt, sink) -> sink.report(new TokenReport("words", new TokenUsage(1, 1))),
                        ScriptedModel.say("Milk ", "is on your list."))
                .calling(new ToolCall("made-up", "add_task", "{}", null)));
        Prompt prompt = new Conversation()
                .user("add milk")
                .assistant("", Conversation.call("1", "add_task", "{\"title\":\"milk\"}"))
                .result("1", "add_task", false, "{\"number\":1}")
                .prompt(Conversation.ADD);

        Reply reply = answer(prompt);

        assertThat(text).hasToString("Milk is on your list.");
        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.usage()).isEqualTo(new TokenUsage(107, 15));
        assertThat(reports)
                .extracting(TokenReport::usage)
                .containsExactly(new TokenUsage(100, 10), new TokenUsage(101, 11));
        Prompt asked = words.prompts().getFirst();
        assertThat(asked.tools()).isEmpty();
        assertThat(asked.system()).startsWith("Be kind.").contains("<tool_result>");
        assertThat(asked.model()).isEqualTo("model-1");
        assertThat(asked.messages())
                .singleElement()
                .extracting(Message::text)
                .asString()
                .startsWith("add milk\n\n<tool_result>");
        assertThat(decisions.prompts().getFirst().input()).contains("{\"from\":\"tool\",\"tool\":\"add_task\"");
    }

    @Test
    void withoutToolsNothingHasToBeDecided() throws InterruptedException {
        answer(new Conversation().user("Hello").prompt());

        assertThat(text).hasToString("You said: Hello");
        assertThat(decisions.prompts()).isEmpty();
        assertThat(words.prompts().getFirst().system()).isEqualTo("Be kind.");
    }

    @Test
    void profileDecidesHowToolsAreUsed() throws InterruptedException {
        Profiles profiles = new Profiles(List.of(Profile.DEFAULT, STRUCTURED, TALKER));
        ProfiledModel model = new ProfiledModel(words, decisions.next(RESPOND), profiles);
        Conversation conversation = new Conversation().user("Hello");

        model.answer(conversation.prompt(Conversation.ADD), text::append);
        model.answer(conversation.with(TALKER.name()).prompt(Conversation.ADD), text::append);
        model.answer(conversation.with(STRUCTURED.name()).prompt(Conversation.ADD), text::append);

        assertThat(words.prompts()).extracting(prompt -> prompt.tools().size()).containsExactly(1, 0, 0);
        assertThat(words.prompts().getFirst().system()).startsWith("Be kind.").contains("Use tools", "approval");
        assertThat(words.prompts().get(1).system()).isEqualTo("Be kind.");
        assertThat(decisions.prompts()).hasSize(1);
    }

    @Test
    void withoutToolsTheProfilesWordsAreAllThatTheModelIsTold() throws InterruptedException {
        ProfiledModel model = new ProfiledModel(words, null, new Profiles(List.of(Profile.DEFAULT)));

        model.answer(new Conversation().user("Hello").prompt(), text::append);

        assertThat(words.prompts().getFirst().system()).isEqualTo("Be kind.");
    }

    @Test
    void agentsOwnToolsAreExplainedWhereTheyAreOffered() throws InterruptedException {
        ProfiledModel model = new ProfiledModel(words, null, new Profiles(List.of(Profile.DEFAULT)));
        Conversation conversation = new Conversation().user("Hello");

        model.answer(conversation.prompt(Conversation.ADD), text::append);
        model.answer(conversation.prompt(Conversation.ASK, Conversation.CLARIFY), text::append);

        assertThat(words.prompts().getFirst().system()).doesNotContain("request_feedback", "ask_clarification");
        assertThat(words.prompts().getLast().system()).contains("request_feedback", "ask_clarification");
    }

    @Test
    void structuredProfileNeedsAStructuredModel() {
        Profiles profiles = new Profiles(List.of(Profile.DEFAULT, STRUCTURED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProfiledModel(words, null, profiles))
                .withMessageContaining("structured");

        Profiles replaced = new Profiles(List.of(Profile.DEFAULT));
        ProfiledModel model = new ProfiledModel(words, null, replaced);
        replaced.replace(List.of(Profile.DEFAULT, STRUCTURED));
        ChatException refusal = catchThrowableOfType(
                ChatException.class,
                () -> model.answer(
                        new Conversation().user("Hello").with(STRUCTURED.name()).prompt(), text::append));

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        assertThat(refusal.sentence()).contains("structured");
    }

    @Test
    void readinessIsThatOfTheModelThatSpeaks() {
        words.ready(false);

        assertThat(turns.isReady()).isFalse();
        assertThat(new ProfiledModel(words, decisions, new Profiles(List.of(Profile.DEFAULT))).isReady())
                .isFalse();
    }
}
