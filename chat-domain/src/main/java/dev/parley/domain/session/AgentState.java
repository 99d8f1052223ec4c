package dev.parley.domain.session;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.FeedbackRequestId;
import org.jspecify.annotations.Nullable;

/**
 * What a session's agent is doing and how much of the conversation it sees.
 *
 * @param contextMessages messages in the model's context at the last call
 * @param contextTokens tokens of these messages
 * @param waitingFor the open question the agent waits for; null if there is none
 */
public record AgentState(
        AgentActivity activity,
        int contextMessages,
        int contextTokens,
        @Nullable FeedbackRequestId waitingFor) {
    public static final AgentState INITIAL = new AgentState(AgentActivity.IDLE, 0, 0, null);

    /** @throws ChatException.Conflict if {@link AgentActivity} does not allow it */
    public AgentState become(AgentActivity next) {
        if (!activity.canBecome(next)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "An agent that is %s cannot become %s.".formatted(activity.wireName(), next.wireName()));
        }
        return new AgentState(next, contextMessages, contextTokens, null);
    }

    public AgentState seeing(int messages, int tokens) {
        return new AgentState(activity, messages, tokens, waitingFor);
    }

    public AgentState waitingFor(@Nullable FeedbackRequestId request) {
        return new AgentState(activity, contextMessages, contextTokens, request);
    }
}
