package dev.parley.web.json;

import dev.parley.domain.ChatException;
import dev.parley.domain.feedback.FeedbackAnswer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody answers to a question; what its form does not have is null. */
public record FeedbackAnswerJson(
        @Nullable String text,
        @Nullable List<String> options,
        @Nullable Boolean approved,
        @Nullable String reason,
        @Nullable String editedArguments) {
    static FeedbackAnswerJson from(FeedbackAnswer answer) {
        return switch (answer) {
            case FeedbackAnswer.Text text -> new FeedbackAnswerJson(text.text(), null, null, null, null);
            case FeedbackAnswer.Selection selection ->
                new FeedbackAnswerJson(null, selection.options(), null, null, null);
            case FeedbackAnswer.Decision decision ->
                new FeedbackAnswerJson(null, null, decision.approved(), decision.reason(), decision.editedArguments());
        };
    }

    /**
     * The answer, whatever its question wants.
     *
     * @param field the name of the field that held it, for the error
     * @throws ChatException.Invalid if it has not exactly one form
     */
    public FeedbackAnswer toDomain(String field) {
        long forms = Stream.of(text != null, options != null, approved != null)
                .filter(given -> given)
                .count();
        boolean hasOthers = reason != null || editedArguments != null;
        if (forms == 1 && !hasOthers && text != null) {
            return new FeedbackAnswer.Text(text);
        }
        if (forms == 1 && !hasOthers && options != null) {
            return new FeedbackAnswer.Selection(Fields.texts(field + ".options", options));
        }
        if (forms == 1 && approved != null) {
            return new FeedbackAnswer.Decision(approved, reason, editedArguments);
        }
        throw ChatException.Invalid.field(
                field, "must be one of {text}, {options} and {approved, reason?, edited_arguments?}.");
    }
}
