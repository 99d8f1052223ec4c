package dev.parley.launcher.offline;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A question and what was done for it so far.
 *
 * @param question what the user said
 * @param uses the tools that were run for it, in their order
 * @param tools the names of those that may be called
 */
record Talk(String question, List<ToolUse> uses, Set<String> tools) {
    /** Where results of tools stand in what a model is told that knows nothing of tools. */
    private static final Pattern TOLD = Pattern.compile("\\s*<tool_result>\\n(\\{[^\\n]*})\\n</tool_result>");

    Talk {
        uses = List.copyOf(uses);
        tools = Set.copyOf(tools);
    }

    static Talk of(Prompt prompt) {
        String question = "";
        List<ToolUse> uses = new ArrayList<>();
        Map<String, String> arguments = new HashMap<>();
        for (Message message : prompt.messages()) {
            switch (message) {
                case UserMessage user -> {
                    uses.clear();
                    question = user.text();
                    if (prompt.tools().isEmpty()) {
                        uses.addAll(told(question));
                        question = TOLD.matcher(question).replaceAll("");
                    }
                }
                case AssistantMessage answer ->
                    answer.toolCalls().forEach((ToolCall call) -> arguments.put(call.id(), call.arguments()));
                case ToolMessage result ->
                    uses.add(new ToolUse(
                            result.toolName(),
                            arguments.getOrDefault(result.toolCallId(), "{}"),
                            result.failed(),
                            result.text()));
                case SystemMessage remark -> {
                    // Nobody asked for anything.
                }
            }
        }
        Set<String> tools =
                prompt.tools().stream().map(ToolSpecification::name).collect(Collectors.toCollection(HashSet::new));
        return new Talk(question, uses, tools);
    }

    private static List<ToolUse> told(String text) {
        List<ToolUse> uses = new ArrayList<>();
        Matcher blocks = TOLD.matcher(text);
        while (blocks.find()) {
            use(blocks.group(1)).ifPresent(uses::add);
        }
        return uses;
    }

    /** A use of a tool as a JSON object tells it. */
    static Optional<ToolUse> use(String json) {
        try {
            return JsonValue.parse(json) instanceof JsonObject object
                    ? Optional.of(new ToolUse(
                            text(object, "tool"),
                            text(object, "arguments"),
                            object.members().get("failed") instanceof JsonBoolean(boolean failed) && failed,
                            text(object, "text")))
                    : Optional.empty();
        } catch (ChatException.Invalid malformed) {
            return Optional.empty();
        }
    }

    private static String text(JsonObject object, String member) {
        return object.members().get(member) instanceof JsonString(String text) ? text : "";
    }

    /** What one tool did last. */
    Optional<ToolUse> last(String tool) {
        return uses.reversed().stream().filter(use -> use.tool().equals(tool)).findFirst();
    }

    List<ToolUse> all(String tool) {
        return uses.stream().filter(use -> use.tool().equals(tool)).toList();
    }

    boolean mayCall(String tool) {
        return tools.contains(tool);
    }
}
