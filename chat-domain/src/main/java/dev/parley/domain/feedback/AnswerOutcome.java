package dev.parley.domain.feedback;

import org.jspecify.annotations.Nullable;

/** What became of an answer. */
public sealed interface AnswerOutcome {
    /** It is the first valid one and wins. */
    record Won(FeedbackRequest request, FeedbackResponse response) implements AnswerOutcome {}

    /** It won before and was sent again. */
    record WonBefore(FeedbackResponse response) implements AnswerOutcome {}

    /** Another one won before. */
    record Lost(FeedbackResponse winner) implements AnswerOutcome {}

    /**
     * The question expired or was withdrawn.
     *
     * @param response the answer, to be kept as late; null if it breaks the rules
     */
    record TooLate(@Nullable FeedbackResponse response) implements AnswerOutcome {}

    /** The question is for others. */
    record NotAsked() implements AnswerOutcome {}

    /** It breaks the rules; the question stays open. */
    record NotValid(String defect) implements AnswerOutcome {}
}
