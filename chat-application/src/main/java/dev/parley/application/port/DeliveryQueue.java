package dev.parley.application.port;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks over what has to get to people who are not looking at the chat: the deliveries of all questions, and replies. They change in
 * {@link SessionStore#change}, under their session's lock.
 *
 * <p>Callers rely on this: queries see every change that returned before they began; what is due is decided by the storage's clock; methods
 * may be called by many threads at once. Every adapter passes {@code DeliveryQueueContract}.
 */
public interface DeliveryQueue {
    /**
     * Questions of which a dispatch or a delivery is due, and turns of which a reply is due (which it is from the turn's end on, if it says
     * nothing else); whatever became of their sessions; the longest due first.
     */
    List<Due> due(int limit);

    /**
     * What became of questions so far.
     *
     * @return the deliveries of each of them in the order of recipient and channel; questions without any may be left out
     */
    Map<FeedbackRequestId, List<Delivery>> of(Collection<FeedbackRequestId> questions);

    /** How many deliveries stand so, by channel; channels without any may be left out. The storage has to look at each of them. */
    Map<ChannelKind, Long> count(DeliveryStatus status);

    /**
     * The session of which something was sent to a person over a channel, or came from there.
     *
     * @param names of messages on that channel, each the receipt of something sent, or a message that a {@linkplain
     *     dev.parley.domain.channel.ReplyPath#thread() thread} began with
     * @return of several sessions the one that said something last to one of them; empty if nothing is known of any
     */
    Optional<SessionId> sessionOf(UserId recipient, ChannelKind channel, Collection<String> names);

    /** What somebody has to see to. */
    sealed interface Due {
        SessionId session();

        /** The deliveries of a question. */
        record OfQuestion(SessionId session, FeedbackRequestId question) implements Due {}

        /** The replies of a turn. */
        record OfTurn(SessionId session, TurnId turn) implements Due {}
    }
}
