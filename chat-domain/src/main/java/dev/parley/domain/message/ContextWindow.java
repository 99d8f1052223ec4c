package dev.parley.domain.message;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.TurnId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The messages a model gets to see: the newest that fit into both the message and the token limit, cut only on the border between
 * two turns, so that no tool result comes without its call and no answer without its question. The turn in progress is always
 * whole, even if it alone exceeds the limits.
 *
 * @param messages oldest first, grouped by turn
 * @param tokens the tokens of these messages, as counted by the caller's counter
 * @param droppedMessages how many messages of the history considered were left out because of the limits
 */
public record ContextWindow(List<Message> messages, int tokens, int droppedMessages) {
    public ContextWindow {
        messages = List.copyOf(messages);
    }

    /**
     * @param history messages of one session, oldest first; whole turns
     * @param current the turn that is about to be answered; null to look at the session between turns
     * @param tokenCounter the tokens of one message
     */
    public static ContextWindow select(
            List<Message> history, @Nullable TurnId current, ChatLimits limits, ToIntFunction<Message> tokenCounter) {
        List<List<Message>> groups = groups(history, current);
        List<Message> newestFirst = new ArrayList<>();
        int tokens = 0;
        int group = groups.size() - 1;
        for (; group >= 0; group--) {
            List<Message> candidate = groups.get(group);
            int candidateTokens = candidate.stream().mapToInt(tokenCounter).sum();
            boolean fits = newestFirst.size() + candidate.size() <= limits.contextMessages()
                    && tokens + candidateTokens <= limits.contextTokens();
            if (!fits && !belongsTo(candidate, current)) {
                break;
            }
            newestFirst.addAll(candidate.reversed());
            tokens += candidateTokens;
        }
        int dropped = groups.subList(0, group + 1).stream().mapToInt(List::size).sum();
        Collections.reverse(newestFirst);
        return new ContextWindow(newestFirst, tokens, dropped);
    }

    /** What counts for the model, by turn, in the order in which the turns' questions were asked; the current turn last. */
    private static List<List<Message>> groups(List<Message> history, @Nullable TurnId current) {
        Map<Object, List<Message>> byTurn = new LinkedHashMap<>();
        for (Message message : history) {
            Object key = message.turnId() != null ? message.turnId() : message.id();
            byTurn.computeIfAbsent(key, turn -> new ArrayList<>()).add(message);
        }
        List<Message> currentGroup = current == null ? null : byTurn.remove(current);
        List<List<Message>> groups = new ArrayList<>();
        for (List<Message> group : byTurn.values()) {
            if (isWaiting(group)) {
                continue;
            }
            List<Message> telling = telling(group);
            if (!telling.isEmpty()) {
                groups.add(telling);
            }
        }
        if (currentGroup != null) {
            groups.add(telling(currentGroup));
        }
        return groups;
    }

    /** A question whose turn never began: it waits in the queue or was withdrawn from it. */
    private static boolean isWaiting(List<Message> group) {
        return group.size() == 1 && group.getFirst() instanceof UserMessage;
    }

    private static List<Message> telling(List<Message> group) {
        return group.stream()
                .filter(message -> switch (message) {
                    case UserMessage user -> true;
                    case SystemMessage system -> true;
                    case ToolMessage tool -> true;
                    case AssistantMessage answer ->
                        answer.status() != MessageStatus.STREAMING
                                && answer.status() != MessageStatus.INTERRUPTED
                                && !(answer.text().isEmpty()
                                        && answer.toolCalls().isEmpty());
                })
                .toList();
    }

    private static boolean belongsTo(List<Message> group, @Nullable TurnId turn) {
        return turn != null && turn.equals(group.getFirst().turnId());
    }
}
