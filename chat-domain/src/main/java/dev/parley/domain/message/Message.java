package dev.parley.domain.message;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One entry of a session's history. Messages are ordered by {@link #seq()}, which is unique in the session. */
public sealed interface Message permits UserMessage, AssistantMessage, ToolMessage, SystemMessage {
    MessageId id();

    SessionId sessionId();

    /** The turn this message belongs to; null for a system message, which belongs to none. */
    @Nullable
    TurnId turnId();

    /** The sequence number of the event with which this message appeared in the log. */
    long seq();

    MessageRole role();

    MessageStatus status();

    String text();

    Instant createdAt();

    /** How much memory it takes, about: what was said and called, in UTF-16 code units. */
    default int length() {
        return text().length();
    }
}
