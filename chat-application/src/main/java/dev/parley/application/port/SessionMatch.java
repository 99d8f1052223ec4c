package dev.parley.application.port;

import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageRole;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.search.Snippet;
import dev.parley.domain.session.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a session has the text that was looked for: in the newest message that has it, or else in its title.
 *
 * @param messageId the message; null if only the title has it
 * @param seq the message's sequence number; null if only the title has it
 */
public record SessionMatch(
        @Nullable MessageId messageId, @Nullable Long seq, Snippet snippet) {

    /** What the title has of it. */
    public static Optional<SessionMatch> inTitle(Session session, SearchText text) {
        return text.snippetOf(session.title().value()).map(snippet -> new SessionMatch(null, null, snippet));
    }

    /** What a message has of it; nothing that tools said is found. */
    public static Optional<SessionMatch> inMessage(Message message, SearchText text) {
        boolean spoken = message.role() == MessageRole.USER || message.role() == MessageRole.ASSISTANT;
        return spoken
                ? text.snippetOf(message.text()).map(snippet -> new SessionMatch(message.id(), message.seq(), snippet))
                : Optional.empty();
    }
}
