package dev.parley.domain.channel;

import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a question gets to people who are not looking at the chat. What becomes of it with each of them is a {@link Delivery}.
 *
 * @param channels which channels may be used; empty = all
 * @param dueAt since when somebody has to plan deliveries, or to tell people of the question's end; null if that was done
 */
public record Dispatch(
        FeedbackRequestId requestId,
        SessionId sessionId,
        DeliveryMode mode,
        Set<ChannelKind> channels,
        @Nullable Instant dueAt) {
    public Dispatch {
        channels = Set.copyOf(channels);
    }

    public boolean allows(ChannelKind channel) {
        return channels.isEmpty() || channels.contains(channel);
    }

    public boolean isDue(Instant now) {
        return dueAt != null && !dueAt.isAfter(now);
    }

    /** What was due was done. */
    public Dispatch seenTo() {
        return new Dispatch(requestId, sessionId, mode, channels, null);
    }

    /** The question has ended, of which people have to be told. */
    public Dispatch ended(Instant now) {
        return new Dispatch(requestId, sessionId, mode, channels, now);
    }
}
