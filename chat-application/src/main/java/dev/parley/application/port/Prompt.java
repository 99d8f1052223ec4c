package dev.parley.application.port;

import dev.parley.domain.message.Message;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.TurnId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param session the session as it was when the question was asked
 * @param turnId the turn that is being answered
 * @param system the system prompt; may be empty
 * @param messages the conversation so far, oldest first, ending with the user's message or with tool results; a tool message always
 *     follows the assistant message that called it
 * @param tools the tools the model may call
 * @param model the name of the model to use; null for the adapter's default
 */
public record Prompt(
        Session session,
        TurnId turnId,
        String system,
        List<Message> messages,
        List<ToolSpecification> tools,
        @Nullable String model) {
    public Prompt {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
