package dev.parley.application.agent;

import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;

/**
 * What a node has to do for a turn after a change was stored: ask the model for this answer, which has begun.
 *
 * @param session the session as the change left it
 * @param turn the turn, which this node holds
 * @param answer the answer to give
 */
public record TurnWork(Session session, Turn turn, AssistantMessage answer) {}
