package dev.parley.application;

import dev.parley.domain.ChatException;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import java.time.Duration;
import java.util.List;

/**
 * A turn that ended.
 *
 * @param messages all messages of the turn, oldest first
 */
public record Answer(Accepted accepted, Turn turn, List<Message> messages) {
    public Answer {
        messages = List.copyOf(messages);
    }

    /** The answer itself: the turn's last message by the agent; of a turn that was stopped, as far as it came. */
    public AssistantMessage message() {
        return messages.reversed().stream()
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .findFirst()
                .orElseThrow(() -> new ChatException.NotFound("answer"));
    }

    public String text() {
        return message().text();
    }

    /** @throws ChatException.Unavailable if the turn failed */
    Answer orThrow() {
        if (turn.state() instanceof TurnState.Failed failed) {
            throw new ChatException.Unavailable(
                    failed.failure().code(), failed.failure().message(), Duration.ZERO);
        }
        return this;
    }
}
