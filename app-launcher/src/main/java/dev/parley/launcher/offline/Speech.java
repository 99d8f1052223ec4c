package dev.parley.launcher.offline;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the offline model says and wants to be done.
 *
 * @param text in Markdown, never empty
 * @param toolCalls empty if the answer is final
 */
record Speech(String text, List<ToolCall> toolCalls) {
    private static final Pattern USE = Pattern.compile("(?is)\\s*(?:use|call|run)\\s+(\\S+)\\s*(\\{.*})?\\s*");

    Speech {
        toolCalls = List.copyOf(toolCalls);
    }

    static Speech on(Prompt prompt) {
        List<ToolMessage> results = resultsAtTheEnd(prompt.messages());
        if (!results.isEmpty()) {
            return new Speech(reportOf(results), List.of());
        }
        Question question = Question.of(prompt);
        return callIn(question, prompt).orElseGet(() -> new Speech(Rules.answer(question), List.of()));
    }

    /** "use NAME {…}" calls a tool, if there is one of that name. */
    private static Optional<Speech> callIn(Question question, Prompt prompt) {
        Matcher matcher = USE.matcher(question.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String arguments = Optional.ofNullable(matcher.group(2)).orElse("{}");
        return question.tools().stream()
                .map(ToolSpecification::name)
                .filter(name -> name.equals(matcher.group(1)))
                .findFirst()
                .map(name -> call(name, arguments, prompt));
    }

    private static Speech call(String name, String arguments, Prompt prompt) {
        if (!isJsonObject(arguments)) {
            return new Speech(
                    "I would use `%s`, but what follows its name is not a JSON object.".formatted(name), List.of());
        }
        ToolCall call = new ToolCall("offline-" + prompt.turnId(), name, arguments, null);
        return new Speech("I use `%s` now.".formatted(name), List.of(call));
    }

    private static boolean isJsonObject(String text) {
        try {
            return new JsonText(text).isObject();
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private static List<ToolMessage> resultsAtTheEnd(List<Message> messages) {
        Deque<ToolMessage> results = new ArrayDeque<>();
        for (Message message : messages.reversed()) {
            if (!(message instanceof ToolMessage result)) {
                break;
            }
            results.addFirst(result);
        }
        return List.copyOf(results);
    }

    private static String reportOf(List<ToolMessage> results) {
        return results.stream()
                .map(result -> "`%s` %s:\n\n%s"
                        .formatted(
                                result.toolName(), result.failed() ? "failed" : "is done", Quotes.block(result.text())))
                .collect(Collectors.joining("\n\n"));
    }
}
