package dev.parley.channel.email;

import dev.parley.application.AnswerResult;
import dev.parley.application.answer.ReplyWords;
import dev.parley.application.delivery.UnreadFiles;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import java.util.List;
import java.util.Optional;

/** What is said to somebody whose reply does not count. */
final class ReplyLetter {
    private ReplyLetter() {}

    /**
     * The text; empty if nothing needs to be said.
     *
     * @param files the names of what came with the reply, and was not read
     * @param verified whether the address that the reply comes from is somebody's
     */
    static Optional<String> text(AnswerResult result, List<String> files, boolean verified) {
        UnreadFiles unread = new UnreadFiles(files);
        if (unread.isEmpty()) {
            return text(result, verified);
        }
        String leftOut = "Files cannot be read here, so these were left out: " + unread.named();
        return result instanceof AnswerResult.Counted(FeedbackRequest question, FeedbackResponse winner)
                ? Optional.of("Your answer was taken: %s\n\n%s%s"
                        .formatted(ReplyWords.told(winner.answer()), leftOut, asked(question)))
                : text(result, verified).map(text -> text + "\n\n" + leftOut);
    }

    private static Optional<String> text(AnswerResult result, boolean verified) {
        return switch (result) {
            case AnswerResult.Counted counted -> Optional.empty();
            case AnswerResult.AlreadyAnswered(FeedbackRequest question, FeedbackResponse winner) ->
                Optional.of("Your answer came after another one. The question was answered by %s via %s at %s:\n\n%s%s"
                        .formatted(
                                winner.author(),
                                channel(winner.channel()),
                                QuestionLetter.TIME.format(winner.at()),
                                ReplyWords.told(winner.answer()),
                                asked(question)));
            case AnswerResult.TooLate(FeedbackRequest question, String sentence) ->
                Optional.of(sentence + asked(question));
            case AnswerResult.NotValid(FeedbackRequest question, String defect) ->
                Optional.of(defect + "\n\nThe question stays open until "
                        + QuestionLetter.TIME.format(question.expiresAt()) + "." + asked(question));
            case AnswerResult.Refused(AnswerResult.Reason reason, String sentence) ->
                // Whoever sends what leads nowhere may be anybody, and so may be whom they say they are; strangers are
                // told nothing.
                reason == AnswerResult.Reason.FORGED && !verified ? Optional.empty() : Optional.of(sentence);
        };
    }

    private static String asked(FeedbackRequest question) {
        return "\n\nThe question was:\n\n" + question.question();
    }

    private static String channel(ChannelKind kind) {
        return switch (kind) {
            case WEB -> "the web";
            case EMAIL -> "email";
            case SLACK -> "Slack";
            case WEBHOOK -> "a webhook";
        };
    }
}
