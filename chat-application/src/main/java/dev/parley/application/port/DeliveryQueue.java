package dev.parley.application.port;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Looks over the deliveries of all questions. They change in {@link SessionStore#change}, under their session's lock.
 *
 * <p>Callers rely on this: queries see every change that returned before they began; what is due is decided by the storage's clock; methods
 * may be called by many threads at once. Every adapter passes {@code DeliveryQueueContract}.
 */
public interface DeliveryQueue {
    /** Questions of which a dispatch or a delivery is due, whatever became of their sessions; the longest due first. */
    List<Due> due(int limit);

    /**
     * What became of questions so far.
     *
     * @return the deliveries of each of them in the order of recipient and channel; questions without any may be left out
     */
    Map<FeedbackRequestId, List<Delivery>> of(Collection<FeedbackRequestId> questions);

    /** How many deliveries stand so, by channel; channels without any may be left out. The storage has to look at each of them. */
    Map<ChannelKind, Long> count(DeliveryStatus status);

    /** A question that somebody has to see to. */
    record Due(SessionId session, FeedbackRequestId question) {}
}
