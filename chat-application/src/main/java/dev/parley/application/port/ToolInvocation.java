package dev.parley.application.port;

import dev.parley.domain.JsonText;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;

/**
 * One call of a tool.
 *
 * @param user on whose behalf, as the server knows it; nothing that a model said
 * @param name the tool's name as its provider offers it
 * @param arguments a JSON object, which may or may not fit the tool's schema
 * @param key the same whenever the same call is made again, unique otherwise
 */
public record ToolInvocation(
        UserId user, SessionId sessionId, TurnId turnId, String name, JsonText arguments, String key) {}
