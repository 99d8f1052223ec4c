package dev.parley.application.agent.function;

import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Conversations as text for models that know nothing of tools. What people and tools said is put into JSON strings in which no {@code <} is
 * left, so that it cannot end the place where it stands.
 */
final class Transcript {
    private Transcript() {}

    /** One JSON object per line, oldest first. */
    static String of(List<Message> messages) {
        return messages.stream().map(message -> line(entry(message))).collect(Collectors.joining("\n"));
    }

    /** A document on one line, without {@code <}, which only strings contain. */
    static String line(JsonValue value) {
        return value.toJson().text().replace("<", "\\u003c");
    }

    /**
     * The conversation without calls and results of tools, which not every server takes from a model that has no tools: results become a part
     * of the user's message before them, so that user and assistant go on taking turns.
     *
     * @param speaker who is said to tell of results where no user's message comes before them
     */
    static List<Message> withoutTools(List<Message> messages, UserId speaker) {
        Map<String, String> arguments = new HashMap<>();
        List<Message> plain = new ArrayList<>();
        for (Message message : messages) {
            switch (message) {
                case AssistantMessage answer -> {
                    answer.toolCalls().forEach(call -> arguments.put(call.id(), call.arguments()));
                    if (!answer.text().isEmpty()) {
                        plain.add(withoutCalls(answer));
                    }
                }
                case ToolMessage result -> {
                    String told = told(result, arguments.getOrDefault(result.toolCallId(), "{}"));
                    if (!plain.isEmpty() && plain.getLast() instanceof UserMessage user) {
                        plain.set(plain.size() - 1, saying(user, user.text() + "\n\n" + told));
                    } else {
                        plain.add(new UserMessage(
                                result.id(),
                                result.sessionId(),
                                result.turnId(),
                                result.seq(),
                                speaker,
                                told,
                                result.createdAt()));
                    }
                }
                case UserMessage user -> plain.add(user);
                case SystemMessage system -> plain.add(system);
            }
        }
        return List.copyOf(plain);
    }

    private static AssistantMessage withoutCalls(AssistantMessage answer) {
        return new AssistantMessage(
                answer.id(),
                answer.sessionId(),
                answer.turnId(),
                answer.seq(),
                answer.status(),
                answer.text(),
                List.of(),
                answer.model(),
                answer.usage(),
                answer.failure(),
                answer.createdAt(),
                answer.endedAt());
    }

    private static UserMessage saying(UserMessage like, String text) {
        return new UserMessage(
                like.id(),
                like.sessionId(),
                like.turnId(),
                like.seq(),
                like.author(),
                like.channel(),
                text,
                like.createdAt());
    }

    private static String told(ToolMessage result, String arguments) {
        Map<String, JsonValue> entry = members(result);
        entry.put("arguments", new JsonString(arguments));
        return "<tool_result>\n" + line(new JsonObject(entry)) + "\n</tool_result>";
    }

    private static JsonObject entry(Message message) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        switch (message) {
            case UserMessage user -> said(entry, "user", user.text());
            case SystemMessage system -> said(entry, "system", system.text());
            case AssistantMessage answer -> {
                said(entry, "assistant", answer.text());
                if (!answer.toolCalls().isEmpty()) {
                    entry.put(
                            "calls",
                            new JsonArray(answer.toolCalls().stream()
                                    .<JsonValue>map(Transcript::call)
                                    .toList()));
                }
            }
            case ToolMessage result -> {
                entry.put("from", new JsonString("tool"));
                entry.putAll(members(result));
            }
        }
        return new JsonObject(entry);
    }

    private static void said(Map<String, JsonValue> entry, String by, String text) {
        entry.put("from", new JsonString(by));
        entry.put("text", new JsonString(text));
    }

    private static JsonObject call(ToolCall call) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        entry.put("tool", new JsonString(call.name()));
        entry.put("arguments", new JsonString(call.arguments()));
        return new JsonObject(entry);
    }

    private static Map<String, JsonValue> members(ToolMessage result) {
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        entry.put("tool", new JsonString(result.toolName()));
        entry.put("failed", new JsonBoolean(result.failed()));
        entry.put("text", new JsonString(result.text()));
        return entry;
    }
}
