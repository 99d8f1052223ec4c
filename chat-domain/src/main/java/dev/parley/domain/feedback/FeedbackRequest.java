package dev.parley.domain.feedback;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
 * @param asker the agent's call that waits for it; null if the application asked
 * @param question 1 to 2,000 code points
 * @param responders who may answer; empty = everyone who may write in the session
 * @param expiresAt from when on no answer wins
 * @param remindAt when those asked are reminded; null once they were, and if they shall not be
 * @param defaultAnswer what counts as the answer if nobody gave one in time; null if nothing does
 */
public record FeedbackRequest(
        FeedbackRequestId id,
        SessionId sessionId,
        @Nullable AskingCall asker,
        String question,
        FeedbackKind kind,
        Set<UserId> responders,
        FeedbackState state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant remindAt,
        @Nullable FeedbackAnswer defaultAnswer) {
    /** Most code points of a question. */
    public static final int LONGEST_QUESTION = 2_000;

    public FeedbackRequest {
        TextRules.check("question", question, 1, LONGEST_QUESTION);
        responders = Set.copyOf(responders);
        if (!expiresAt.isAfter(createdAt)) {
            throw ChatException.Invalid.field("expires_at", "must be later than now.");
        }
        if (defaultAnswer != null) {
            kind.defectOf(defaultAnswer).ifPresent(defect -> {
                throw ChatException.Invalid.field("default_answer", "must be a valid answer: " + defect);
            });
        }
    }

    /**
     * A question that is asked now.
     *
     * @param life how long an answer is waited for
     * @param reminder how long before its end those asked are reminded; half its life if that is not in it
     */
    public static FeedbackRequest ask(
            FeedbackRequestId id,
            SessionId sessionId,
            @Nullable AskingCall asker,
            String question,
            FeedbackKind kind,
            Set<UserId> responders,
            @Nullable FeedbackAnswer defaultAnswer,
            Instant now,
            Duration life,
            Duration reminder) {
        Duration before = reminder.compareTo(life) < 0 ? reminder : life.dividedBy(2);
        Instant end = now.plus(life);
        return new FeedbackRequest(
                id,
                sessionId,
                asker,
                question,
                kind,
                responders,
                new FeedbackState.Pending(),
                now,
                end,
                end.minus(before),
                defaultAnswer);
    }

    /** The turn that waits for it; null if the application asked. */
    public @Nullable TurnId turnId() {
        return asker == null ? null : asker.turnId();
    }

    public boolean isPending() {
        return state instanceof FeedbackState.Pending;
    }

    /** What counts as the answer: the one that won or, once its time is over, the default one. */
    public Optional<FeedbackAnswer> outcome() {
        return switch (state) {
            case FeedbackState.Answered answered ->
                Optional.of(answered.winner().answer());
            case FeedbackState.Expired expired -> Optional.ofNullable(defaultAnswer);
            case FeedbackState.Pending pending -> Optional.empty();
            case FeedbackState.Cancelled cancelled -> Optional.empty();
        };
    }

    public FeedbackStatus status() {
        return state.status();
    }

    /** Whether this person is among those asked. */
    public boolean isFor(UserId user) {
        return responders.isEmpty() || responders.contains(user);
    }

    /**
     * Those who may answer: the people named, or whoever may write in the session; nobody of a session that is deleted.
     *
     * @param session the question's
     */
    public Set<UserId> thoseAsked(Session session) {
        if (session.deletedAt() != null) {
            return Set.of();
        }
        return responders.isEmpty() ? session.writers() : responders;
    }

    /** As it is told to somebody who may not know how it ended. */
    public FeedbackRequest asWithdrawn(Instant at) {
        return new FeedbackRequest(
                id,
                sessionId,
                asker,
                question,
                kind,
                responders,
                new FeedbackState.Cancelled(at),
                createdAt,
                expiresAt,
                null,
                null);
    }

    /** When it ended; empty if it did not. */
    public Optional<Instant> endedAt() {
        return switch (state) {
            case FeedbackState.Pending pending -> Optional.empty();
            case FeedbackState.Answered answered ->
                Optional.of(answered.winner().at());
            case FeedbackState.Expired(Instant at) -> Optional.of(at);
            case FeedbackState.Cancelled(Instant at) -> Optional.of(at);
        };
    }

    /** Decides what becomes of an answer; pure, so that the caller can decide under the session's lock. */
    public AnswerOutcome answer(
            UUID responseId, UserId author, ChannelKind channel, FeedbackAnswer answer, Instant now) {
        if (!isFor(author)) {
            return new AnswerOutcome.NotAsked();
        }
        return switch (state) {
            case FeedbackState.Answered answered
            when isAgain(answered.winner(), responseId, author, answer) ->
                new AnswerOutcome.WonBefore(answered.winner());
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

    /** Whether an answer is the winning one, sent again: it has the same id, or it says the same and its author knows of no id. */
    private static boolean isAgain(FeedbackResponse winner, UUID responseId, UserId author, FeedbackAnswer answer) {
        return winner.author().equals(author)
                && (winner.id().equals(responseId) || winner.answer().equals(answer));
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

    /** Whether those asked should be reminded now. */
    public boolean isReminderDue(Instant now) {
        return isPending() && remindAt != null && !remindAt.isAfter(now) && !isOverdue(now);
    }

    /** Notes that they were reminded. */
    public FeedbackRequest reminded() {
        return new FeedbackRequest(
                id, sessionId, asker, question, kind, responders, state, createdAt, expiresAt, null, defaultAnswer);
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
        return new FeedbackRequest(
                id, sessionId, asker, question, kind, responders, next, createdAt, expiresAt, remindAt, defaultAnswer);
    }

    private ChatException.Conflict illegal(String verb) {
        return new ChatException.Conflict(
                ErrorCode.INVALID_STATE, "A question that is %s cannot %s.".formatted(status().wireName(), verb));
    }
}
