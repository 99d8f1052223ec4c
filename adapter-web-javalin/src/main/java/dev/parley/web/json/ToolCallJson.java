package dev.parley.web.json;

import dev.parley.domain.TextRules;
import dev.parley.domain.message.ToolCall;

/**
 * A tool call, without what its model wants back.
 *
 * @param arguments a JSON object as the model wrote it, which may be malformed
 */
public record ToolCallJson(String id, String name, String arguments) {
    public static ToolCallJson from(ToolCall call) {
        return new ToolCallJson(
                TextRules.repaired(call.id()), TextRules.repaired(call.name()), TextRules.repaired(call.arguments()));
    }
}
