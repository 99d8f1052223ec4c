package dev.parley.application.port;

import dev.parley.domain.session.SessionId;

/**
 * Asks for messages of one session. The total of the page is that of the whole history, whatever part of it is asked for.
 *
 * @param after only messages with a greater sequence number; 0 for all
 * @param before only messages with a smaller sequence number; {@link Long#MAX_VALUE} for all
 * @param ascending oldest first, or newest first
 */
public record MessageQuery(SessionId sessionId, long after, long before, boolean ascending, int limit, int offset) {}
