package dev.parley.domain.feedback;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A durable question to people. Of any number of answers the first valid one wins.
 *
 * <pre>
 * PENDING → ANSWERED    the first valid answer before expiresAt
 *         → EXPIRED     at expiresAt or later
 *         → CANCELLED   withdrawn
 * </pre>
 *
 * @param turnId the turn that waits for it; null if the application asked
 * @param question 1 to 2,000 code points
 * @param responders who may answer; empty = everyone who may write in the session
 * @param expiresAt from when on no answer wins
 */
public record FeedbackRequest(
        FeedbackRequestId id,
        SessionId sessionId,
        @Nullable TurnId turnId,
        String question,
        FeedbackKind kind,
        Set<UserId> responders,
        FeedbackState state,
        Instant createdAt,
        Instant expiresAt) {

    public FeedbackRequest {
        TextRules.check("question", question, 1, 2_000);
        responders = Set.copyOf(responders);
        if (!expiresAt.isAfter(createdAt)) {
            throw ChatException.Invalid.field("expires_at", "must be later than now.");
        }
    }

    public FeedbackStatus status() {
        return state.status();
    }

    /** Whether this person is among those asked. */
    public boolean isFor(UserId user) {
        return responders.isEmpty() || responders.contains(user);
    }

    /** Decides what becomes of an answer; pure, so that the caller can decide under the session's lock. */
    public AnswerOutcome answer(
            UUID responseId, UserId author, ChannelKind channel, FeedbackAnswer answer, Instant now) {
        if (!isFor(author)) {
            return new AnswerOutcome.NotAsked();
        }
        return switch (state) {
            case FeedbackState.Answered answered
            when answered.winner().id().equals(responseId)
                    && answered.winner().author().equals(author) -> new AnswerOutcome.WonBefore(answered.winner());
            case FeedbackState.Answered answered -> new AnswerOutcome.Lost(answered.winner());
            case FeedbackState.Expired expired -> tooLate(responseId, author, channel, answer, now);
            case FeedbackState.Cancelled cancelled -> tooLate(responseId, author, channel, answer, now);
            case FeedbackState.Pending pending when isOverdue(now) -> tooLate(responseId, author, channel, answer, now);
            case FeedbackState.Pending pending ->
                kind.defectOf(answer)
                        .<AnswerOutcome>map(AnswerOutcome.NotValid::new)
                        .orElseGet(() -> won(new FeedbackResponse(responseId, author, channel, answer, now, false)));
        };
    }

    public boolean isOverdue(Instant now) {
        return !expiresAt.isAfter(now);
    }

    /** @throws ChatException.Conflict if it is not pending or its time is not over */
    public FeedbackRequest expire(Instant now) {
        if (!isOverdue(now)) {
            throw illegal("expire before its time");
        }
        return leavePending(new FeedbackState.Expired(now), "expire");
    }

    /** @throws ChatException.Conflict if it is not pending */
    public FeedbackRequest cancel(Instant now) {
        return leavePending(new FeedbackState.Cancelled(now), "be cancelled");
    }

    private AnswerOutcome won(FeedbackResponse response) {
        return new AnswerOutcome.Won(with(new FeedbackState.Answered(response)), response);
    }

    private AnswerOutcome tooLate(
            UUID responseId, UserId author, ChannelKind channel, FeedbackAnswer answer, Instant now) {
        boolean worthKeeping = kind.defectOf(answer).isEmpty();
        return new AnswerOutcome.TooLate(
                worthKeeping ? new FeedbackResponse(responseId, author, channel, answer, now, true) : null);
    }

    private FeedbackRequest leavePending(FeedbackState next, String verb) {
        if (!(state instanceof FeedbackState.Pending)) {
            throw illegal(verb);
        }
        return with(next);
    }

    private FeedbackRequest with(FeedbackState next) {
        return new FeedbackRequest(id, sessionId, turnId, question, kind, responders, next, createdAt, expiresAt);
    }

    private ChatException.Conflict illegal(String verb) {
        return new ChatException.Conflict(
                ErrorCode.INVALID_STATE, "A question that is %s cannot %s.".formatted(status().wireName(), verb));
    }
}
