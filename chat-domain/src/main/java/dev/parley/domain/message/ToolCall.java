package dev.parley.domain.message;

import dev.parley.domain.TextRules;
import org.jspecify.annotations.Nullable;

/**
 * A model's wish that a tool be run.
 *
 * @param id unique in its answer; with the answer's id it is the key that keeps the call from having a second effect
 * @param name the tool's name as the model wrote it
 * @param arguments a JSON object as the model wrote it, which may be malformed
 * @param signature what the model's server wants to get back with the result, such as Gemini's thought signature
 */
public record ToolCall(
        String id, String name, String arguments, @Nullable String signature) {
    public ToolCall {
        id = TextRules.repaired(id);
        name = TextRules.repaired(name);
        arguments = TextRules.repaired(arguments);
    }
}
