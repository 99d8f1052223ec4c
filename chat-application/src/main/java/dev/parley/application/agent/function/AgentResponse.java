package dev.parley.application.agent.function;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of an agent. Exactly one of text, clarification and error says something.
 *
 * @param thinking the steps that led to it; may be empty
 * @param text in Markdown; empty if there is a clarification or an error
 * @param clarification what has to be asked first; null if nothing has
 * @param error why there is no answer; null if there is one
 */
public record AgentResponse(
        List<ThinkingUpdate> thinking,
        String text,
        @Nullable ClarificationRequest clarification,
        @Nullable ErrorResponse error) {
    /** @throws IllegalArgumentException unless exactly one part says something */
    public AgentResponse {
        thinking = List.copyOf(thinking);
        if (!saysOneThing(text, clarification != null, error != null)) {
            throw new IllegalArgumentException("exactly one of text, clarification and error must say something");
        }
    }

    static boolean saysOneThing(String text, boolean clarification, boolean error) {
        return (text.isBlank() ? 0 : 1) + (clarification ? 1 : 0) + (error ? 1 : 0) == 1;
    }
}
