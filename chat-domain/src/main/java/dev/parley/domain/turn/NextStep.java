package dev.parley.domain.turn;

import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one next thing to do in a turn. It follows from the turn's messages alone, so any node can go on with a turn after a crash or
 * days of waiting.
 */
public sealed interface NextStep {
    /** Ask the model, as the given round: 1 for the first time. */
    record CallModel(int round) implements NextStep {}

    /**
     * See to the calls that have no result yet.
     *
     * @param answer the agent's message that makes them
     */
    record RunTools(AssistantMessage answer, List<ToolCall> calls) implements NextStep {
        public RunTools {
            calls = List.copyOf(calls);
        }
    }

    /** An answer streams, or was cut off by a crash: it has to end before anything else. */
    record EndAnswer(AssistantMessage answer) implements NextStep {}

    /** The model gave its final answer. */
    record Finish() implements NextStep {}

    /** @param messages the messages of one turn, oldest first */
    static NextStep of(List<Message> messages) {
        AssistantMessage latest = null;
        int answers = 0;
        Set<String> finished = new HashSet<>();
        for (Message message : messages) {
            if (message instanceof AssistantMessage answer && answer.status() == MessageStatus.STREAMING) {
                return new EndAnswer(answer);
            }
            if (message instanceof AssistantMessage answer && answer.status() == MessageStatus.COMPLETED) {
                latest = answer;
                answers++;
                finished.clear(); // some models number their calls anew in each round
            }
            if (message instanceof ToolMessage result) {
                finished.add(result.toolCallId());
            }
        }
        return after(latest, answers, finished);
    }

    private static NextStep after(@Nullable AssistantMessage latest, int answers, Set<String> finished) {
        if (latest == null) {
            return new CallModel(1);
        }
        if (latest.toolCalls().isEmpty()) {
            return new Finish();
        }
        List<ToolCall> open = latest.toolCalls().stream()
                .filter(call -> !finished.contains(call.id()))
                .toList();
        return open.isEmpty() ? new CallModel(answers + 1) : new RunTools(latest, open);
    }
}
