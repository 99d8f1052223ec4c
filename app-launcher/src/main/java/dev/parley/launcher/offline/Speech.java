package dev.parley.launcher.offline;

import dev.parley.application.port.Prompt;
import dev.parley.domain.message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the offline model says and wants to be done.
 *
 * @param text in Markdown, never empty
 * @param toolCalls empty if the answer is final
 */
record Speech(String text, List<ToolCall> toolCalls) {
    Speech {
        toolCalls = List.copyOf(toolCalls);
    }

    static Speech on(Prompt prompt) {
        Talk talk = Talk.of(prompt);
        return Move.on(talk).map(move -> of(move, talk, prompt)).orElseGet(() -> {
            String text = talk.uses().isEmpty() ? Rules.answer(Question.of(prompt)) : reportOf(talk.uses());
            return new Speech(text, List.of());
        });
    }

    private static Speech of(Move move, Talk talk, Prompt prompt) {
        List<ToolCall> calls = new ArrayList<>();
        for (Move.Call call : move.calls()) {
            int number = talk.uses().size() + calls.size() + 1;
            calls.add(new ToolCall(
                    "offline-%s-%d".formatted(prompt.turnId(), number),
                    call.tool(),
                    call.arguments().toJson().text(),
                    null));
        }
        return new Speech(move.text(), calls);
    }

    private static String reportOf(List<ToolUse> uses) {
        return uses.stream()
                .map(use -> "`%s` %s:\n\n%s"
                        .formatted(use.tool(), use.failed() ? "failed" : "is done", Quotes.block(use.text())))
                .collect(Collectors.joining("\n\n"));
    }
}
