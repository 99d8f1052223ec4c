package dev.parley.domain.feedback;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody answers to a question. */
public sealed interface FeedbackAnswer {
    /** In their own words. */
    record Text(String text) implements FeedbackAnswer {}

    /** One or more of the options. */
    record Selection(List<String> options) implements FeedbackAnswer {
        public Selection {
            options = List.copyOf(options);
        }
    }

    /**
     * Yes or no.
     *
     * @param reason why; null if none was given
     * @param editedArguments the arguments as the person wants them; null to leave them as they are
     */
    record Decision(
            boolean approved,
            @Nullable String reason,
            @Nullable String editedArguments) implements FeedbackAnswer {}
}
