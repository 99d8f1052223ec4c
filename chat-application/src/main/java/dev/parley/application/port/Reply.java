package dev.parley.application.port;

import dev.parley.domain.TextRules;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import java.util.List;

/**
 * What comes with the text of a whole answer.
 *
 * @param toolCalls the tools to run before the model goes on; empty if the answer is final. Their ids are unique in the reply and not
 *     empty
 * @param model the name of the model that answered, as its server tells it
 * @param usage tokens; {@link TokenUsage#NONE} if the server did not tell
 */
public record Reply(List<ToolCall> toolCalls, String model, TokenUsage usage) {
    public Reply {
        toolCalls = List.copyOf(toolCalls);
        model = TextRules.repaired(model);
    }
}
