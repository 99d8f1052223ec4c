package dev.parley.application.delivery;

import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.Errand;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackRequest;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What this node has to do outside of any change. */
sealed interface Attempt {
    UUID id();

    /** Where to. */
    UserChannel to();

    /** Whether the node that began it is late or gone, so that nothing is sent but it is found out what became of it. */
    boolean lost();

    /** What has to be sent. */
    Outgoing message();

    default ChannelKind channel() {
        return to().kind();
    }

    default String address() {
        return to().address().value();
    }

    private static @Nullable Receipt receipt(@Nullable String place) {
        return place == null ? null : new Receipt(place);
    }

    /**
     * For a delivery.
     *
     * @param delivery as it is since the attempt was begun or is looked into
     * @param session the title of the question's session
     */
    record OfQuestion(Delivery delivery, UserChannel to, FeedbackRequest request, String session, boolean lost)
            implements Attempt {
        @Override
        public UUID id() {
            return Objects.requireNonNull(delivery.attempt());
        }

        @Override
        public Outgoing message() {
            Receipt place = receipt(delivery.receipt());
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
    }

    /**
     * For a reply.
     *
     * @param reply as it is since the attempt was begun or is looked into
     * @param text Markdown
     * @param mailbox stands in the address under which the person writes back
     */
    record OfReply(ChannelReply reply, UserChannel to, String text, String mailbox, boolean lost) implements Attempt {
        @Override
        public UUID id() {
            return Objects.requireNonNull(reply.attempt());
        }

        @Override
        public Outgoing message() {
            String thread = reply.path().thread();
            String written = reply.path().message();
            return new Outgoing.Answer(
                    id(),
                    address(),
                    to.user(),
                    reply.path().subject(),
                    text,
                    receipt(thread),
                    receipt(written == null ? thread : written),
                    mailbox);
        }
    }
}
