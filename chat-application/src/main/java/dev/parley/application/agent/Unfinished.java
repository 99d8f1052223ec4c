package dev.parley.application.agent;

import dev.parley.application.port.SessionChange;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.session.OpenAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What there is of an answer that ends before it is whole.
 *
 * @param text what was said of it
 * @param report what the model's server told of it; null if nothing
 */
record Unfinished(String text, @Nullable TokenReport report) {
    /** Nothing was said. */
    static final Unfinished NONE = new Unfinished("", null);

    /** What was saved of the answer in progress, whose node is gone. */
    static Unfinished saved(SessionChange change) {
        OpenAnswer open = change.session().openAnswer();
        return open == null ? NONE : new Unfinished(change.draftOf(open.messageId()), null);
    }

    /** The answer in progress, with what its server told of it; null if there is none. */
    @Nullable
    AssistantMessage openIn(SessionChange change) {
        OpenAnswer open = change.session().openAnswer();
        if (open == null) {
            return null;
        }
        return change.message(open.messageId())
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .map(answer -> report == null ? answer : answer.reported(report.model(), report.usage()))
                .orElse(null);
    }
}
