package dev.parley.application;

import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;

/** What became of an answer that came over another channel than the web, for the channel to tell in its own way. */
public sealed interface AnswerResult {
    /**
     * It is the answer, now or since it came before.
     *
     * @param question with this answer
     */
    record Counted(FeedbackRequest question, FeedbackResponse response) implements AnswerResult {}

    /** Another one was first. */
    record AlreadyAnswered(FeedbackRequest question, FeedbackResponse winner) implements AnswerResult {}

    /**
     * The question expired or was withdrawn.
     *
     * @param sentence for whoever answered
     */
    record TooLate(FeedbackRequest question, String sentence) implements AnswerResult {}

    /**
     * It is not clear, or breaks the question's rules, which stays open.
     *
     * @param defect a sentence for whoever answered
     */
    record NotValid(FeedbackRequest question, String defect) implements AnswerResult {}

    /**
     * It does not count, whatever it says.
     *
     * @param sentence for whoever answered
     */
    record Refused(Reason reason, String sentence) implements AnswerResult {}

    /** Why an answer does not count. */
    enum Reason {
        /** What it came with was not made here, was changed, or leads nowhere any more. Nothing proves that whoever sent it knows Parley. */
        FORGED,
        /** It comes from an address that is not the one which the question was sent to. */
        WRONG_SENDER,
        /** Who answers may not, or may not any more. */
        FORBIDDEN,
        /** Too many came in too short a time. */
        LIMITED
    }
}
