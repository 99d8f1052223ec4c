package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a prompt looks like to the server. */
class CompletionRequestTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Prompt QUESTION = LanguageModelContract.prompt("What is to be done?");

    private ModelFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ModelFixture();
        fixture.server.always(exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop")));
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private JsonNode sent(Prompt prompt) throws InterruptedException {
        fixture.ask(prompt);
        return fixture.server.requests().getLast().json();
    }

    private JsonNode messages(Message... following) throws InterruptedException {
        List<Message> messages = new ArrayList<>(QUESTION.messages());
        messages.addAll(Arrays.asList(following));
        return sent(with(QUESTION.system(), messages, List.of(), null)).path("messages");
    }

    private static Prompt with(String system, List<Message> messages, List<ToolSpecification> tools, String model) {
        return new Prompt(QUESTION.session(), QUESTION.turnId(), system, messages, tools, model);
    }

    private static AssistantMessage answer(String text, ToolCall... calls) {
        return AssistantMessage.streaming(
                        new MessageId(new UUID(0, 1)), QUESTION.session().id(), QUESTION.turnId(), 2, NOW)
                .complete(text, List.of(calls), "scripted-1", TokenUsage.NONE, NOW);
    }

    private static ToolMessage result(String callId, String text) {
        return new ToolMessage(
                new MessageId(new UUID(0, 2)),
                QUESTION.session().id(),
                QUESTION.turnId(),
                3,
                callId,
                "list_tasks",
                text,
                false,
                NOW);
    }

    private static JsonNode json(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void questionIsSentWithKeyAndSystemPrompt() throws Exception {
        assertThat(sent(QUESTION)).isEqualTo(json("""
                        {"model":"asked-1","stream":true,"stream_options":{"include_usage":true},"messages":[
                        {"role":"system","content":"You are helpful."},
                        {"role":"user","content":"What is to be done?"}]}"""));
        ScriptedServer.Request request = fixture.server.requests().getLast();
        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("authorization", "Bearer " + ModelFixture.KEY)
                .containsEntry("accept", "text/event-stream")
                .containsEntry("user-agent", "Parley");
    }

    @Test
    void serverThatNeedsNoKeyGetsNone() throws Exception {
        try (OpenAiLanguageModel model =
                new OpenAiLanguageModel(OpenAiSettings.of(fixture.server.url(), null, "local"))) {
            model.answer(QUESTION, piece -> {});
        }

        assertThat(fixture.server.requests().getLast().headers()).doesNotContainKey("authorization");
    }

    @Test
    void promptMayNameAnotherModelAndHaveNoSystemPrompt() throws Exception {
        assertThat(sent(with("", QUESTION.messages(), List.of(), "other-1"))).isEqualTo(json("""
                        {"model":"other-1","stream":true,"stream_options":{"include_usage":true},"messages":[
                        {"role":"user","content":"What is to be done?"}]}"""));
    }

    @Test
    void toolsAreSentWithTheirWholeSchemas() throws Exception {
        ToolSpecification tool = new ToolSpecification(
                "list_tasks",
                "Lists tasks.",
                new JsonText("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1.50}},"
                        + "\"$defs\":{},\"additionalProperties\":false}"));

        assertThat(sent(with("", QUESTION.messages(), List.of(tool), null)).path("tools"))
                .isEqualTo(json("""
                                [{"type":"function","function":{"name":"list_tasks","description":"Lists tasks.","parameters":
                                {"type":"object","properties":{"n":{"type":"integer","minimum":1.50}},"$defs":{},
                                "additionalProperties":false}}}]"""));
    }

    @Test
    void schemaWithoutPropertiesIsCompleted() throws Exception {
        ToolSpecification tool = new ToolSpecification("list_tasks", "Lists tasks.", JsonText.EMPTY_OBJECT);

        assertThat(sent(with("", QUESTION.messages(), List.of(tool), null)).at("/tools/0/function/parameters"))
                .isEqualTo(json("{\"type\":\"object\",\"properties\":{}}"));
    }

    @Test
    void toolCallsAndResultsAreSentAsTheyHappened() throws Exception {
        JsonNode messages = messages(
                answer(
                        "Let me see.",
                        new ToolCall("a", "list_tasks", "{\"n\":1}", null),
                        new ToolCall("b", "list_tasks", "", null)),
                result("a", "none"),
                result("b", ""),
                answer("Nothing."),
                new SystemMessage(
                        new MessageId(new UUID(0, 9)), QUESTION.session().id(), 9, "A remark.", NOW));

        assertThat(messages).isEqualTo(json("""
                                [{"role":"system","content":"You are helpful."},
                                {"role":"user","content":"What is to be done?"},
                                {"role":"assistant","content":"Let me see.","tool_calls":[
                                {"type":"function","id":"a","function":{"name":"list_tasks","arguments":"{\\"n\\":1}"}},
                                {"type":"function","id":"b","function":{"name":"list_tasks","arguments":"{}"}}]},
                                {"role":"tool","tool_call_id":"a","content":"none"},
                                {"role":"tool","tool_call_id":"b","content":""},
                                {"role":"assistant","content":"Nothing."},
                                {"role":"system","content":"A remark."}]"""));
    }

    @Test
    void callsWithoutResultAndEmptyAnswersAreLeftOut() throws Exception {
        JsonNode messages = messages(
                answer("", new ToolCall("a", "list_tasks", "{}", null), new ToolCall("b", "list_tasks", "{}", null)),
                result("b", "none"),
                answer("", new ToolCall("c", "list_tasks", "{}", null)),
                answer(""),
                answer("", new ToolCall("b", "list_tasks", "{}", null)),
                answer("Stopped."));

        assertThat(messages.findValuesAsText("id")).containsExactly("b");
        assertThat(messages).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"title\":", "[]", "null", "text", "{\"a\":\"\\ud800\"}"})
    void argumentsThatAreNoObjectAreSentAsNone(String arguments) throws Exception {
        JsonNode messages =
                messages(answer("", new ToolCall("a", "list_tasks", arguments, null)), result("a", "wrong"));

        assertThat(messages.get(2).at("/tool_calls/0/function/arguments").asText())
                .isEqualTo("{}");
    }

    @Test
    void signatureComesBackToTheServerAsItWas() throws Exception {
        String signature = "{\"google\":{\"thought_signature\":\"CpcBAQ==\"}}";
        fixture.server.next(exchange -> exchange.answer(
                Chunks.toolCall(
                        "{\"id\":\"a\",\"function\":{\"name\":\"list_tasks\",\"arguments\":\"{}\"},\"extra_content\":%s}"
                                .formatted(signature)),
                Chunks.finish("stop")));

        ToolCall call = fixture.ask(QUESTION).reply().toolCalls().getFirst();
        JsonNode messages = messages(answer("", call), result("a", "none"));

        assertThat(call.signature()).isEqualTo(signature);
        assertThat(messages.get(2).at("/tool_calls/0/extra_content")).isEqualTo(json(signature));
    }

    @Test
    void signatureOfAnotherKindOfServerIsLeftOut() throws Exception {
        JsonNode messages = messages(answer("", new ToolCall("a", "list_tasks", "{}", "xyz")), result("a", "none"));

        assertThat(messages.get(2).at("/tool_calls/0").has("extra_content")).isFalse();
    }

    @Test
    void textThatIsNotUnicodeIsMended() throws Exception {
        Prompt prompt = with("\ud800", QUESTION.messages(), List.of(), null);

        assertThat(sent(prompt).at("/messages/0/content").asText()).isEqualTo("\ufffd");
    }

    @Test
    void namesThatTheProtocolForbidsAreTranslatedBothWays() throws Exception {
        ToolSpecification tool = new ToolSpecification("files.read/text", "Reads.", JsonText.EMPTY_OBJECT);
        fixture.server.always(exchange ->
                exchange.answer(Chunks.toolCall(0, "a", "files_read_text", "{}"), Chunks.finish("tool_calls")));
        Prompt prompt = with("", QUESTION.messages(), List.of(tool), null);

        ToolCall call = fixture.ask(prompt).reply().toolCalls().getFirst();

        assertThat(call.name()).isEqualTo("files.read/text");
        assertThat(fixture.server
                        .requests()
                        .getLast()
                        .json()
                        .at("/tools/0/function/name")
                        .asText())
                .isEqualTo("files_read_text");
    }

    @Test
    void idsOfEarlierCallsAreNotGivenAgain() throws Exception {
        fixture.server.always(exchange ->
                exchange.answer(Chunks.toolCall(0, "call_1", "list_tasks", "{}"), Chunks.finish("tool_calls")));
        List<Message> messages = new ArrayList<>(QUESTION.messages());
        messages.add(answer("", new ToolCall("call_1", "list_tasks", "{}", null)));
        messages.add(result("call_1", "none"));

        ToolCall call = fixture.ask(with("", messages, List.of(), null))
                .reply()
                .toolCalls()
                .getFirst();

        assertThat(call.id()).isEqualTo("call_2");
    }
}
