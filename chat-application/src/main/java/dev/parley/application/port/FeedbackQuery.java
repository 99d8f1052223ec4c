package dev.parley.application.port;

import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for questions to people, the newest first. Those of deleted sessions are left out.
 *
 * @param session only those of this session; null for all
 * @param askedOf only those that this user may answer: named as a responder or, where nobody is named, owner or editor of the session;
 *     null for all
 * @param status only those that stand so; null for all
 */
public record FeedbackQuery(
        @Nullable SessionId session,
        @Nullable UserId askedOf,
        @Nullable FeedbackStatus status,
        int limit,
        int offset) {}
