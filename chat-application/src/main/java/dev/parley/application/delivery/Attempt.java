package dev.parley.application.delivery;

import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.Errand;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackRequest;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this node has to do for a delivery, outside of any change.
 *
 * @param delivery as it is since the attempt was begun or is looked into
 * @param to where to
 * @param session the title of the question's session
 * @param lost whether the node that began it is late or gone, so that nothing is sent but it is found out what became of it
 */
record Attempt(Delivery delivery, UserChannel to, FeedbackRequest request, String session, boolean lost) {
    UUID id() {
        return Objects.requireNonNull(delivery.attempt());
    }

    String address() {
        return to.address().value();
    }

    /** What has to be sent. */
    Outgoing message() {
        Receipt place = receipt();
        if (delivery.errand() == Errand.TELL) {
            return new Outgoing.Decided(id(), address(), to.user(), request, Objects.requireNonNull(place));
        }
        return new Outgoing.Question(
                id(),
                address(),
                to.user(),
                request,
                session,
                delivery.errand() == Errand.REMIND,
                delivery.uncertain(),
                place);
    }

    private @Nullable Receipt receipt() {
        return delivery.receipt() == null ? null : new Receipt(delivery.receipt());
    }
}
