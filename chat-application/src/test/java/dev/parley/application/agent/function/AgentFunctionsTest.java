package dev.parley.application.agent.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.application.agent.function.FeedbackRequestGeneration.Kind;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.application.testkit.ScriptedStructuredModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentFunctionsTest {
    private static final String RESPOND = action("respond", "null", "null", "null", "null");

    private final ScriptedStructuredModel model = new ScriptedStructuredModel();
    private final Prompt prompt = new Conversation()
            .user("add milk")
            .prompt(Conversation.ADD, Conversation.LIST, Conversation.ASK, Conversation.CLARIFY);

    private static String action(String action, String tool, String arguments, String question, String intention) {
        return "{\"thinking\":\"so\",\"action\":\"%s\",\"tool\":%s,\"arguments\":%s,\"question\":%s,\"intention\":%s}"
                .formatted(action, tool, arguments, question, intention);
    }

    private NextAction chosen(String... answers) throws InterruptedException {
        return new DetermineNextAction(model.next(answers)).choose(prompt).value();
    }

    @Test
    void everyActionIsUnderstood() throws InterruptedException {
        assertThat(chosen(RESPOND)).isEqualTo(new NextAction.Respond());
        assertThat(chosen(action("call_tool", "\"add_task\"", "\"{\\\"title\\\":\\\"milk\\\"}\"", "null", "null")))
                .isEqualTo(new NextAction.CallTool("add_task", new JsonText("{\"title\":\"milk\"}")));
        assertThat(chosen(action("call_tool", "\"add_task\"", "{\"title\":\"milk\"}", "null", "null")))
                .isEqualTo(new NextAction.CallTool("add_task", new JsonText("{\"title\":\"milk\"}")));
        assertThat(chosen(action("call_tool", "\"list_tasks\"", "null", "null", "null")))
                .isEqualTo(new NextAction.CallTool("list_tasks", JsonText.EMPTY_OBJECT));
        assertThat(chosen(action("clarify", "null", "null", "\"Which milk?\"", "null")))
                .isEqualTo(new NextAction.Clarify(new ClarificationRequest("Which milk?")));
        assertThat(chosen(action("request_feedback", "null", "null", "null", "\"whether to buy it\"")))
                .isEqualTo(new NextAction.RequestFeedback("whether to buy it"));
    }

    @Test
    void modelIsToldOfToolsAndConversation() throws InterruptedException {
        chosen(RESPOND);

        StructuredPrompt asked = model.prompts().getFirst();
        assertThat(asked.name()).isEqualTo("next_action");
        assertThat(asked.model()).isEqualTo("model-1");
        assertThat(asked.system())
                .contains("<instructions>\nBe kind.\n</instructions>")
                .contains(
                        "{\"name\":\"list_tasks\",\"description\":\"Does \\u003cit>.\",\"parameters\":{\"type\":\"object\"}}")
                .contains("- respond:", "- call_tool:", "- clarify:", "- request_feedback:")
                .doesNotContain("\"name\":\"request_feedback\"", "{{");
        assertThat(asked.input())
                .contains("<conversation>\n{\"from\":\"user\",\"text\":\"add milk\"}\n</conversation>");
        assertThat(JsonValue.of(asked.schema())).isInstanceOf(JsonObject.class);
        assertThat(asked.schema().text())
                .contains("\"enum\":[\"respond\",\"call_tool\",\"clarify\",\"request_feedback\"]")
                .contains("\"enum\":[\"add_task\",\"list_tasks\"]");
    }

    @Test
    void onlyWhatIsOfferedCanBeChosen() throws InterruptedException {
        Prompt few = new Conversation().user("Hello").prompt(Conversation.ASK);

        new DetermineNextAction(model.next(RESPOND)).choose(few);

        assertThat(model.prompts().getFirst().schema().text())
                .contains("\"enum\":[\"respond\",\"request_feedback\"]")
                .doesNotContain("add_task");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"dance"}                                                             | action must be one of
            {}                                                                             | action must be one of
            []                                                                             | must be a JSON object
            {"action":"call_tool","tool":"rm"}                                             | tool must be one of: add_task, list_tasks
            {"action":"call_tool","tool":"request_feedback"}                               | tool must be one of
            {"action":"call_tool","tool":"add_task","arguments":"{}"}                      | must have the member title
            {"action":"call_tool","tool":"add_task","arguments":"title"}                   | arguments: JSON is malformed
            {"action":"call_tool","tool":"add_task","arguments":"[]"}                      | arguments must be the text of a JSON object
            {"action":"call_tool","tool":"add_task","arguments":"{\\"a\\":1,\\"a\\":1}"}   | a member twice
            {"action":"clarify"}                                                           | question must be a text
            {"action":"clarify","question":" "}                                            | question must be a text
            {"action":"clarify","question":7}                                              | question must be a text
            {"action":"request_feedback","question":"Really?"}                             | intention must be a text
            {"action":"respond","action":"clarify"}                                        | a member twice
            """)
    void answerThatDoesNotFitIsSentBackOnceWithItsDefects(String answer, String defect) throws InterruptedException {
        TypedReply<NextAction> reply = new DetermineNextAction(model.next(answer, RESPOND)).choose(prompt);

        assertThat(reply)
                .isEqualTo(new TypedReply<>(
                        new NextAction.Respond(), ScriptedStructuredModel.NAME, new TokenUsage(200, 20)));
        assertThat(model.prompts().getLast().input())
                .startsWith(model.prompts().getFirst().input())
                .contains("did not fit", defect)
                .contains(new JsonString(answer).toJson().text());
    }

    @Test
    void secondAnswerThatDoesNotFitIsAFailureOfTheModel() {
        ChatException.Unavailable failure =
                catchThrowableOfType(ChatException.Unavailable.class, () -> chosen("{}", "{}"));

        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(failure.sentence()).contains("form");
        assertThat(model.prompts()).hasSize(2);
    }

    @Test
    void answerThatIsNoDocumentIsSentBackToo() throws InterruptedException {
        assertThat(chosen("Well, let me think.", RESPOND)).isEqualTo(new NextAction.Respond());
        assertThat(model.prompts().getLast().input()).contains("it was not one JSON document");
    }

    @Test
    void longAnswerIsSentBackInPart() throws InterruptedException {
        chosen("{\"thinking\":\"" + "😀".repeat(10_000) + "\"}", RESPOND);

        assertThat(model.prompts().getLast().input().length()).isBetween(4_000, 6_000);
    }

    @Test
    void refusalsOfTheModelPassThrough() {
        ChatException.Unavailable refusal = new ChatException.Unavailable(
                ErrorCode.MODEL_RATE_LIMITED, "Too many.", java.time.Duration.ofSeconds(1));
        DetermineNextAction function = new DetermineNextAction(asked -> {
            throw refusal;
        });

        assertThat(catchThrowableOfType(ChatException.class, () -> function.choose(prompt)))
                .isSameAs(refusal);
    }

    private FeedbackRequestGeneration question(String... answers) throws InterruptedException {
        return new GenerateFeedbackRequest(model.next(answers))
                .question(prompt, "which <milk>")
                .value();
    }

    @Test
    void questionsOfEveryKindAreWellFormed() throws InterruptedException {
        assertThat(question("{\"question\":\"Why?\",\"kind\":\"text\",\"options\":[\"a\"],\"multiple\":true}"))
                .isEqualTo(new FeedbackRequestGeneration("Why?", Kind.TEXT, List.of(), false));
        assertThat(question("{\"question\":\"May I?\",\"kind\":\"approval\",\"options\":[],\"multiple\":false}")
                        .toArguments()
                        .text())
                .isEqualTo("{\"question\":\"May I?\",\"kind\":\"approval\"}");
        assertThat(question("{\"question\":\"Which?\",\"kind\":\"choice\",\"options\":[\"a\",\"b\"],\"multiple\":true}")
                        .toArguments()
                        .text())
                .isEqualTo("{\"question\":\"Which?\",\"kind\":\"choice\",\"options\":[\"a\",\"b\"],\"multiple\":true}");
        assertThat(model.prompts().getFirst().input()).contains("<intention>\n\"which \\u003cmilk>\"\n</intention>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind":"text"}                                                | question must be a text
            {"question":"?","kind":"song"}                                 | kind must be one of: text, choice, approval
            {"question":"?","kind":"choice","options":["a"]}               | 2 to 20 different texts
            {"question":"?","kind":"choice","options":["a","a"]}           | 2 to 20 different texts
            {"question":"?","kind":"choice","options":"a, b"}              | options must be an array
            {"question":"?","kind":"choice","options":["a",2]}             | each of options must be a text
            {"question":"?","kind":"choice","options":["a","b"],"multiple":"no"} | multiple must be true or false
            """)
    void questionsThatDoNotFitAreSentBack(String answer, String defect) throws InterruptedException {
        question(answer, "{\"question\":\"?\",\"kind\":\"text\"}");

        assertThat(model.prompts().getLast().input()).contains(defect);
    }

    private AgentResponse response(String... answers) throws InterruptedException {
        return new ProcessUserMessage(model.next(answers)).answer(prompt).value();
    }

    @Test
    void wholeAnswerSaysOneThing() throws InterruptedException {
        assertThat(response("""
                {"thinking":[{"sentence":"Easy."}],"text":"Hello!","clarification":null,"error":null}"""))
                .isEqualTo(new AgentResponse(List.of(new ThinkingUpdate("Easy.")), "Hello!", null, null));
        assertThat(response("""
                {"thinking":[],"text":"","clarification":{"question":"Who?"},"error":null}""")).isEqualTo(new AgentResponse(List.of(), "", new ClarificationRequest("Who?"), null));
        assertThat(response("{\"text\":\"\",\"error\":{\"sentence\":\"I cannot see pictures.\"}}"))
                .isEqualTo(new AgentResponse(List.of(), "", null, new ErrorResponse("I cannot see pictures.")));
        assertThat(model.prompts()).hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> new AgentResponse(List.of(), "", null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":""}                                         | exactly one of
            {"text":"a","error":{"sentence":"b"}}               | exactly one of
            {"text":"a","thinking":["b"]}                       | each of thinking must be an object
            {"text":"a","thinking":[{"sentence":""}]}           | thinking[].sentence must be a text
            {"text":"","clarification":"Who?"}                  | clarification must be an object
            """)
    void wholeAnswersThatDoNotFitAreSentBack(String answer, String defect) throws InterruptedException {
        assertThat(response(answer, "{\"text\":\"Hello!\"}").text()).isEqualTo("Hello!");
        assertThat(model.prompts().getLast().input()).contains(defect);
    }

    @Test
    void schemasAreOfTheKindThatServersHoldModelsTo() throws InterruptedException {
        chosen(RESPOND);
        question("{\"question\":\"?\",\"kind\":\"text\"}");
        response("{\"text\":\"Hello!\"}");

        assertThat(model.prompts()).hasSize(3).allSatisfy(asked -> {
            assertThat(asked.name()).matches("[a-z_]+");
            assertStrict(JsonValue.of(asked.schema()));
        });
    }

    /** Every object has all its members required and no others. */
    private static void assertStrict(JsonValue schema) {
        if (schema instanceof JsonArray(List<JsonValue> elements)) {
            elements.forEach(AgentFunctionsTest::assertStrict);
        }
        if (schema instanceof JsonObject object) {
            if (object.members().get("properties") instanceof JsonObject properties) {
                assertThat(object.members()).containsEntry("additionalProperties", new JsonValue.JsonBoolean(false));
                assertThat(object.members().get("required"))
                        .isEqualTo(new JsonArray(properties.members().keySet().stream()
                                .<JsonValue>map(JsonString::new)
                                .toList()));
            }
            object.members().values().forEach(AgentFunctionsTest::assertStrict);
        }
    }

    @Test
    void replyIsWhatThePortGives() {
        assertThat(new StructuredReply(JsonText.EMPTY_OBJECT, "a\u0000b", TokenUsage.NONE).model())
                .isEqualTo("a\uFFFDb");
    }
}
