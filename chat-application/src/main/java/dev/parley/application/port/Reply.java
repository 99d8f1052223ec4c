package dev.parley.application.port;

import dev.parley.domain.TextRules;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the text of a whole answer.
 *
 * @param toolCalls the tools to run before the model goes on; empty if the answer is final. Their ids are unique in the reply and not
 *     empty
 * @param model the name of the model that answered, as its server tells it
 * @param usage tokens; {@link TokenUsage#NONE} if the server did not tell
 * @param firstText how long the model took to its first text; null if there was none. Adapters leave it out: who called the model notes it
 */
public record Reply(
        List<ToolCall> toolCalls,
        String model,
        TokenUsage usage,
        @Nullable Duration firstText) {
    public Reply {
        toolCalls = List.copyOf(toolCalls);
        model = TextRules.repaired(model);
    }

    public Reply(List<ToolCall> toolCalls, String model, TokenUsage usage) {
        this(toolCalls, model, usage, null);
    }

    public Reply withFirstText(@Nullable Duration time) {
        return new Reply(toolCalls, model, usage, time);
    }
}
