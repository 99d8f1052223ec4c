package dev.parley.application;

import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.domain.ChatException;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question that an application asks people in a session.
 *
 * @param question 1 to 2,000 code points
 * @param responders who may answer; at most a hundred; empty = everyone who may write in the session
 * @param life how long an answer is waited for; null for as long as the limits allow
 * @param defaultAnswer what counts if nobody answers in time; null if nothing does
 * @param delivery how it gets to people who are not looking at the chat
 */
public record AskFeedback(
        String question,
        FeedbackKind kind,
        Set<UserId> responders,
        @Nullable Duration life,
        @Nullable FeedbackAnswer defaultAnswer,
        DeliveryChoice delivery) {
    private static final int MOST_RESPONDERS = 100;

    /** @throws ChatException.Invalid if more people are named than a question may have */
    public AskFeedback {
        responders = Set.copyOf(responders);
        if (responders.size() > MOST_RESPONDERS) {
            throw ChatException.Invalid.field("responders", "must be at most %d people.".formatted(MOST_RESPONDERS));
        }
    }

    /** A question that gets to people in the usual way. */
    public AskFeedback(
            String question,
            FeedbackKind kind,
            Set<UserId> responders,
            @Nullable Duration life,
            @Nullable FeedbackAnswer defaultAnswer) {
        this(question, kind, responders, life, defaultAnswer, DeliveryChoice.USUAL);
    }

    /** A question to everyone who may write in the session. */
    public static AskFeedback of(String question, FeedbackKind kind) {
        return new AskFeedback(question, kind, Set.of(), null, null);
    }
}
