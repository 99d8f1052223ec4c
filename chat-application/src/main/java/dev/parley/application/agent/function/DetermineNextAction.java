package dev.parley.application.agent.function;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses what an agent does next, for models without tool calling. Safe for use by many threads. */
public final class DetermineNextAction {
    private static final int LONGEST_SENTENCE = 2_000;
    private static final int LONGEST_ARGUMENTS = 100_000;
    private static final String RESPOND = "respond";
    private static final String CALL_TOOL = "call_tool";
    private static final String CLARIFY = "clarify";
    private static final String REQUEST_FEEDBACK = "request_feedback";

    /** What the actions are, in the words of the prompt. */
    private static final Map<String, String> MEANINGS = Map.of(
            RESPOND,
            "answer the user now; tool, arguments, question and intention are null",
            CALL_TOOL,
            "run one tool; tool is its name, arguments is the text of a JSON object that fits its parameters",
            CLARIFY,
            "ask the user what was meant, because it can be understood in several ways and it matters which; question is the question",
            REQUEST_FEEDBACK,
            "ask people for a decision or for what only they know; intention says what you want to know and why");

    private final StructuredQuestions questions;

    public DetermineNextAction(StructuredModel model) {
        this.questions = new StructuredQuestions(model);
    }

    /**
     * @param prompt with the tools that may be called; whether the agent may ask people depends on whether its own tools are among them
     * @throws ChatException with code {@code model_unavailable} if the model does not answer in the right form, and with the codes of {@link
     *     StructuredModel}
     */
    public TypedReply<NextAction> choose(Prompt prompt) throws InterruptedException {
        List<ToolSpecification> tools = AgentTool.others(prompt.tools());
        List<String> actions = actions(prompt.tools(), tools);
        PromptTemplate.Filled filled = PromptTemplate.DETERMINE_NEXT_ACTION.fill(Map.of(
                "instructions", prompt.system(),
                "actions",
                        actions.stream()
                                .map(action -> "- " + action + ": " + MEANINGS.get(action))
                                .collect(Collectors.joining("\n")),
                "tools",
                        tools.stream()
                                .map(tool -> Transcript.line(described(tool)))
                                .collect(Collectors.joining("\n")),
                "conversation", Transcript.of(prompt.messages())));
        return questions.ask(filled, shape(actions, tools), prompt.model());
    }

    private static List<String> actions(List<ToolSpecification> offered, List<ToolSpecification> tools) {
        List<String> actions = new ArrayList<>(List.of(RESPOND));
        if (!tools.isEmpty()) {
            actions.add(CALL_TOOL);
        }
        if (AgentTool.isOffered(AgentTool.ASK_CLARIFICATION, offered)) {
            actions.add(CLARIFY);
        }
        if (AgentTool.isOffered(AgentTool.REQUEST_FEEDBACK, offered)) {
            actions.add(REQUEST_FEEDBACK);
        }
        return List.copyOf(actions);
    }

    private static JsonObject described(ToolSpecification tool) {
        Map<String, JsonValue> description = new LinkedHashMap<>();
        description.put("name", new JsonString(tool.name()));
        description.put("description", new JsonString(tool.description()));
        description.put("parameters", schemaOf(tool));
        return new JsonObject(description);
    }

    private static JsonValue schemaOf(ToolSpecification tool) {
        try {
            return JsonValue.of(tool.inputSchema());
        } catch (ChatException.Invalid odd) {
            return new JsonObject(Map.of());
        }
    }

    /** Arguments are a text, because servers that hold models to a schema do not take objects whose members are not known. */
    private static AnswerShape<NextAction> shape(List<String> actions, List<ToolSpecification> tools) {
        String names = AnswerShape.array(
                tools.stream().map(ToolSpecification::name).distinct().toList());
        String tool = tools.isEmpty()
                ? "{\"type\":\"null\"}"
                : "{\"anyOf\":[{\"type\":\"string\",\"enum\":%s},{\"type\":\"null\"}]}".formatted(names);
        return new AnswerShape<>(
                "next_action",
                new JsonText("""
                        {"type":"object","additionalProperties":false,
                        "required":["thinking","action","tool","arguments","question","intention"],
                        "properties":{
                        "thinking":{"type":"string","description":"why this action, in one short sentence"},
                        "action":{"type":"string","enum":%s},
                        "tool":%s,
                        "arguments":{"type":["string","null"],"description":"the text of a JSON object"},
                        "question":{"type":["string","null"]},
                        "intention":{"type":["string","null"]}}}""".formatted(AnswerShape.array(actions), tool)),
                answer -> read(answer, actions, tools));
    }

    private static Optional<NextAction> read(AnswerReader answer, List<String> actions, List<ToolSpecification> tools) {
        Optional<String> action = answer.oneOf("action", actions);
        if (action.isEmpty()) {
            return Optional.empty();
        }
        return switch (action.get()) {
            case CALL_TOOL -> callIn(answer, tools);
            case CLARIFY ->
                Optional.of(
                        new NextAction.Clarify(new ClarificationRequest(answer.text("question", LONGEST_SENTENCE))));
            case REQUEST_FEEDBACK ->
                Optional.of(new NextAction.RequestFeedback(answer.text("intention", LONGEST_SENTENCE)));
            default -> Optional.of(new NextAction.Respond());
        };
    }

    private static Optional<NextAction> callIn(AnswerReader answer, List<ToolSpecification> tools) {
        Optional<String> name =
                answer.oneOf("tool", tools.stream().map(ToolSpecification::name).toList());
        Optional<JsonObject> arguments = argumentsIn(answer);
        if (name.isEmpty() || arguments.isEmpty()) {
            return Optional.empty();
        }
        tools.stream()
                .filter(tool -> tool.name().equals(name.get()))
                .findFirst()
                .ifPresent(tool -> noteMissing(answer, tool, arguments.get()));
        return Optional.of(new NextAction.CallTool(name.get(), arguments.get().toJson()));
    }

    /** The text of an object, as asked for; or the object itself, as some models prefer. */
    private static Optional<JsonObject> argumentsIn(AnswerReader answer) {
        Optional<JsonValue> given = answer.optional("arguments");
        if (given.isEmpty() || isBlank(given.get())) {
            return Optional.of(new JsonObject(Map.of()));
        }
        try {
            JsonValue value = given.get() instanceof JsonString(String text) && text.length() <= LONGEST_ARGUMENTS
                    ? JsonValue.parse(text)
                    : given.get();
            if (value instanceof JsonObject object) {
                return Optional.of(object);
            }
        } catch (ChatException.Invalid malformed) {
            answer.note("arguments: " + malformed.sentence());
            return Optional.empty();
        }
        answer.note("arguments must be the text of a JSON object");
        return Optional.empty();
    }

    private static boolean isBlank(JsonValue value) {
        return value instanceof JsonString(String text) && text.isBlank();
    }

    /** Everything else about arguments is for the tool to say. */
    private static void noteMissing(AnswerReader answer, ToolSpecification tool, JsonObject arguments) {
        if (schemaOf(tool) instanceof JsonObject schema
                && schema.members().get("required") instanceof JsonArray(List<JsonValue> required)) {
            for (JsonValue member : required) {
                if (member instanceof JsonString(String name)
                        && !arguments.members().containsKey(name)) {
                    answer.note("arguments must have the member %s, which %s requires".formatted(name, tool.name()));
                }
            }
        }
    }
}
