package dev.parley.launcher.offline;

import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonNull;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The offline model as one that answers with documents, for trying profiles that use tools in the structured way: it reads what it is told as
 * any model would, and decides by the same rules as {@link OfflineModel}. Safe for use by many threads.
 */
public final class OfflineDecisions implements StructuredModel {
    private static final String CLARIFY = "ask_clarification";
    private static final String ASK = "request_feedback";

    @Override
    public StructuredReply answer(StructuredPrompt prompt) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        JsonObject document = switch (prompt.name()) {
            case "next_action" -> nextAction(prompt);
            case "feedback_request" -> feedbackRequest(prompt);
            case "agent_response" -> agentResponse(prompt);
            default ->
                throw new ChatException.Unavailable(
                        ErrorCode.MODEL_REJECTED,
                        "The offline demo does not know the document \"%s\"; configure a real model."
                                .formatted(prompt.name()),
                        Duration.ZERO);
        };
        return new StructuredReply(document.toJson(), OfflineModel.NAME, TokenUsage.NONE);
    }

    private static JsonObject nextAction(StructuredPrompt prompt) {
        Optional<Move> move = Move.on(talk(prompt, tools(prompt)));
        Map<String, JsonValue> action = new LinkedHashMap<>();
        action.put("thinking", new JsonString("That is what the rules say."));
        for (String member : List.of("action", "tool", "arguments", "question", "intention")) {
            action.put(member, new JsonNull());
        }
        action.put("action", new JsonString("respond"));
        move.flatMap(next -> next.calls().stream().findFirst()).ifPresent(call -> {
            switch (call.tool()) {
                case CLARIFY -> {
                    action.put("action", new JsonString("clarify"));
                    action.put("question", member(call, "question"));
                }
                case ASK -> {
                    action.put("action", new JsonString("request_feedback"));
                    action.put("intention", member(call, "question"));
                }
                default -> {
                    action.put("action", new JsonString("call_tool"));
                    action.put("tool", new JsonString(call.tool()));
                    action.put(
                            "arguments",
                            new JsonString(call.arguments().toJson().text()));
                }
            }
        });
        return new JsonObject(action);
    }

    private static JsonObject feedbackRequest(StructuredPrompt prompt) {
        Map<String, JsonValue> request = new LinkedHashMap<>();
        request.put("question", new JsonString("What would you like me to know?"));
        request.put("kind", new JsonString("text"));
        request.put("options", new JsonArray(List.of()));
        request.put("multiple", new JsonBoolean(false));
        Move.on(talk(prompt, Set.of(ASK)))
                .flatMap(move -> move.calls().stream().findFirst())
                .filter(call -> call.tool().equals(ASK))
                .ifPresent(call -> request.putAll(call.arguments().members()));
        return new JsonObject(request);
    }

    private static JsonObject agentResponse(StructuredPrompt prompt) {
        String text = Move.on(talk(prompt, Set.of())).map(Move::text).orElse(Texts.ITSELF);
        Map<String, JsonValue> response = new LinkedHashMap<>();
        response.put("thinking", new JsonArray(List.of()));
        response.put("text", new JsonString(text));
        response.put("clarification", new JsonNull());
        response.put("error", new JsonNull());
        return new JsonObject(response);
    }

    private static JsonValue member(Move.Call call, String name) {
        return call.arguments().member(name).orElse(new JsonNull());
    }

    /** The tools that it is told of, and its own ones as far as their actions are among those to choose from. */
    private static Set<String> tools(StructuredPrompt prompt) {
        Set<String> tools = new HashSet<>();
        objects(prompt.system(), "tools").forEach(tool -> {
            if (tool.members().get("name") instanceof JsonString(String name)) {
                tools.add(name);
            }
        });
        Set<String> actions = actions(prompt.schema());
        if (actions.contains("clarify")) {
            tools.add(CLARIFY);
        }
        if (actions.contains(ASK)) {
            tools.add(ASK);
        }
        return tools;
    }

    private static Set<String> actions(JsonText schema) {
        Set<String> actions = new HashSet<>();
        if (JsonValue.of(schema) instanceof JsonObject root
                && root.members().get("properties") instanceof JsonObject properties
                && properties.members().get("action") instanceof JsonObject action
                && action.members().get("enum") instanceof JsonArray(List<JsonValue> choices)) {
            for (JsonValue choice : choices) {
                if (choice instanceof JsonString(String name)) {
                    actions.add(name);
                }
            }
        }
        return actions;
    }

    private static Talk talk(StructuredPrompt prompt, Set<String> tools) {
        String question = "";
        List<ToolUse> uses = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (JsonObject entry : objects(prompt.input(), "conversation").toList()) {
            switch (text(entry, "from")) {
                case "user" -> {
                    question = text(entry, "text");
                    uses.clear();
                    arguments.clear();
                }
                case "assistant" -> arguments.addAll(argumentsIn(entry));
                case "tool" ->
                    uses.add(new ToolUse(
                            text(entry, "tool"),
                            arguments.isEmpty() ? "{}" : arguments.removeFirst(),
                            entry.members().get("failed") instanceof JsonBoolean(boolean failed) && failed,
                            text(entry, "text")));
                default -> {}
            }
        }
        return new Talk(question, uses, tools);
    }

    private static List<String> argumentsIn(JsonObject entry) {
        List<String> arguments = new ArrayList<>();
        if (entry.members().get("calls") instanceof JsonArray(List<JsonValue> calls)) {
            for (JsonValue call : calls) {
                arguments.add(call instanceof JsonObject object ? text(object, "arguments") : "{}");
            }
        }
        return arguments;
    }

    private static String text(JsonObject object, String member) {
        return object.members().get(member) instanceof JsonString(String text) ? text : "";
    }

    /** The objects, one per line, between two tags. */
    private static Stream<JsonObject> objects(String text, String tag) {
        int begin = text.indexOf("<" + tag + ">\n");
        int end = text.indexOf("\n</" + tag + ">");
        if (begin < 0 || end < begin) {
            return Stream.empty();
        }
        return text.substring(begin + tag.length() + 3, end).lines().flatMap(line -> object(line).stream());
    }

    private static Optional<JsonObject> object(String line) {
        try {
            return JsonValue.parse(line) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (ChatException.Invalid noObject) {
            return Optional.empty();
        }
    }
}
