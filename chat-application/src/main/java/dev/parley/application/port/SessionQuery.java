package dev.parley.application.port;

import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for sessions that a user owns or takes part in and that are not deleted, the last active first.
 *
 * @param status only those in this status; null for any
 * @param text only those with this text in the title or in a message, in upper or lower case; null for any
 */
public record SessionQuery(
        UserId user,
        @Nullable SessionStatus status,
        @Nullable String text,
        int limit,
        int offset) {}
