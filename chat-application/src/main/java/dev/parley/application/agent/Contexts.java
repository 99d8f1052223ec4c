package dev.parley.application.agent;

import dev.parley.application.port.SessionStore;
import dev.parley.application.port.TokenCounter;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses what a model gets to see of a session. */
public final class Contexts {
    /** Room in what is loaded for messages that are then left out: answers that were cut off, questions that wait. */
    private static final int LOADED_PER_SEEN = 4;

    private final SessionStore store;
    private final TokenCounts counts;
    private final ChatLimits limits;
    private final Profiles profiles;

    @Inject
    public Contexts(SessionStore store, TokenCounter counter, ChatLimits limits, Profiles profiles) {
        this.store = store;
        this.counts = new TokenCounts(counter);
        this.limits = limits;
        this.profiles = profiles;
    }

    /**
     * What the model of a session's profile gets to see.
     *
     * @param current the turn to be answered; null to look at the session between turns
     */
    public ContextWindow of(Session session, @Nullable TurnId current) {
        return of(session.id(), current, limitsOf(session));
    }

    /** The chat's limits, with those of a session's profile in place of those they stand for. */
    public ChatLimits limitsOf(Session session) {
        return profiles.of(session.profile()).context().within(limits);
    }

    /**
     * What a model gets to see within the chat's limits, whatever the profile says.
     *
     * @param current the turn to be answered; null to look at the session between turns
     */
    public ContextWindow of(SessionId sessionId, @Nullable TurnId current) {
        return of(sessionId, current, limits);
    }

    private ContextWindow of(SessionId sessionId, @Nullable TurnId current, ChatLimits limits) {
        int most = limits.contextMessages() * LOADED_PER_SEEN;
        if (current != null) {
            // Nearly always enough, and cheaper; when nothing had to be left out, there may be more.
            int few = limits.contextMessages() + limits.contextMessages() / 2 + 2;
            List<Message> newest = store.contextMessages(sessionId, few);
            ContextWindow window = select(sessionId, newest, current, limits);
            if (newest.size() < few || window.droppedMessages() > 0) {
                return window;
            }
        }
        List<Message> newest = store.contextMessages(sessionId, most);
        return select(sessionId, newest, current, limits);
    }

    private ContextWindow select(
            SessionId sessionId, List<Message> newest, @Nullable TurnId current, ChatLimits limits) {
        List<Message> history = new ArrayList<>(withoutCutTurns(newest));
        if (current != null && history.stream().noneMatch(message -> current.equals(message.turnId()))) {
            history.addAll(store.messagesOf(sessionId, current));
        }
        history.replaceAll(this::shortened);
        return ContextWindow.select(history, current, limits, counts::of);
    }

    /** A tool's result as far as a model gets to see it; the log keeps all of it. */
    private Message shortened(Message message) {
        int most = limits.toolResultCodePoints();
        if (!(message instanceof ToolMessage result) || result.text().length() <= most) {
            return message;
        }
        int codePoints = result.text().codePointCount(0, result.text().length());
        if (codePoints <= most) {
            return message;
        }
        String seen = result.text().substring(0, result.text().offsetByCodePoints(0, most));
        return result.withText("%s… (%d more characters were left out)".formatted(seen, codePoints - most));
    }

    /**
     * Leaves out turns whose beginning was not loaded, because there is too much or because the model shall not see it; they may lie between
     * others, since questions can wait.
     */
    private static List<Message> withoutCutTurns(List<Message> messages) {
        Set<TurnId> whole = messages.stream()
                .filter(UserMessage.class::isInstance)
                .map(Message::turnId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return messages.stream()
                .filter(message -> message.turnId() == null || whole.contains(message.turnId()))
                .toList();
    }
}
