package dev.parley.application.port;

import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for sessions that a user owns or takes part in and that are not deleted, the last active first.
 *
 * @param status only those in this status; null for any
 * @param text only those with this text in the title or in a message of a person or the agent; null for any
 * @param after only those behind this place of the list; null for all
 */
public record SessionQuery(
        UserId user,
        @Nullable SessionStatus status,
        @Nullable SearchText text,
        @Nullable SessionCursor after,
        int limit,
        int offset) {}
