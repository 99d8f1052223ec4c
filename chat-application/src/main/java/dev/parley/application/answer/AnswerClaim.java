package dev.parley.application.answer;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a question was sent to somebody over a channel, so that an answer from there is theirs.
 *
 * @param expiresAt when the question's time is over, in whole seconds
 */
public record AnswerClaim(
        FeedbackRequestId request, SessionId session, UserId recipient, ChannelKind channel, Instant expiresAt) {
    public AnswerClaim {
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    public static AnswerClaim of(FeedbackRequest request, UserId recipient, ChannelKind channel) {
        return new AnswerClaim(request.id(), request.sessionId(), recipient, channel, request.expiresAt());
    }
}
