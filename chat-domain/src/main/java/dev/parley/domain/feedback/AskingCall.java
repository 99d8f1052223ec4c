package dev.parley.domain.feedback;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.turn.TurnId;

/**
 * The call of a tool that waits for a question's answer.
 *
 * @param answerId the agent's message that makes the call
 * @param callId the {@link ToolCall#id()}, unique in that message only
 */
public record AskingCall(TurnId turnId, MessageId answerId, String callId) {}
