package dev.parley.application.delivery;

import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.feedback.FeedbackRequest;
import java.util.Set;

/**
 * Sees to it, inside the change in which somebody is asked or reminded, that the question gets to people. Whoever ends a question needs not
 * do anything: the store makes its dispatch due.
 */
public final class Dispatching {
    private final Set<ChannelKind> channels;
    private final DeliveryMode mode;

    /** @param channels those that there are; without any nothing is done and nothing costs anything */
    public Dispatching(Set<ChannelKind> channels, DeliveryMode mode) {
        this.channels = Set.copyOf(channels);
        this.mode = mode;
    }

    /** A question that was saved before is asked. */
    public void begin(SessionChange change, FeedbackRequest request, DeliveryChoice choice) {
        DeliveryMode chosen = choice.mode();
        boolean usesAny =
                choice.channels().isEmpty() || choice.channels().stream().anyMatch(channels::contains);
        if (!channels.isEmpty() && usesAny) {
            change.save(new Dispatch(
                    request.id(),
                    request.sessionId(),
                    chosen == null ? mode : chosen,
                    choice.channels(),
                    change.now()));
        }
    }

    /** Its time is over soon: who got it gets it once more. */
    public void remind(SessionChange change, FeedbackRequest request) {
        if (channels.isEmpty()) {
            return;
        }
        for (Delivery delivery : change.deliveriesOf(request.id())) {
            Delivery reminded = delivery.reminded(change.now());
            if (!reminded.equals(delivery)) {
                change.save(reminded);
            }
        }
    }
}
