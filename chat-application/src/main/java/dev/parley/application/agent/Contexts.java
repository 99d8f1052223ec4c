package dev.parley.application.agent;

import dev.parley.application.port.SessionStore;
import dev.parley.application.port.TokenCounter;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Chooses what a model gets to see of a session. */
public final class Contexts {
    /** What each message costs beside its text, as OpenAI counts it. */
    private static final int TOKENS_PER_MESSAGE = 4;

    /** Room in what is loaded for messages that are then left out: answers that were cut off, questions that wait. */
    private static final int LOADED_PER_SEEN = 4;

    private final SessionStore store;
    private final TokenCounter counter;
    private final ChatLimits limits;

    @Inject
    public Contexts(SessionStore store, TokenCounter counter, ChatLimits limits) {
        this.store = store;
        this.counter = counter;
        this.limits = limits;
    }

    /** @param current the turn to be answered; null to look at the session between turns */
    public ContextWindow of(SessionId sessionId, @Nullable TurnId current) {
        int most = limits.contextMessages() * LOADED_PER_SEEN;
        List<Message> newest = store.latestMessages(sessionId, most);
        List<Message> history = new ArrayList<>(newest.size() == most ? withoutFirstTurn(newest) : newest);
        if (current != null) {
            history.removeIf(message -> current.equals(message.turnId()));
            history.addAll(store.messagesOf(sessionId, current));
        }
        return ContextWindow.select(history, current, limits, this::tokensOf);
    }

    /** The first turn may be cut in its middle. */
    private static List<Message> withoutFirstTurn(List<Message> messages) {
        TurnId cut = messages.getFirst().turnId();
        return messages.stream()
                .filter(message -> !Objects.equals(message.turnId(), cut))
                .toList();
    }

    private int tokensOf(Message message) {
        int tokens = TOKENS_PER_MESSAGE + counter.count(message.text());
        if (message instanceof AssistantMessage answer) {
            for (ToolCall call : answer.toolCalls()) {
                tokens += counter.count(call.name()) + counter.count(call.arguments());
            }
        }
        return tokens;
    }
}
