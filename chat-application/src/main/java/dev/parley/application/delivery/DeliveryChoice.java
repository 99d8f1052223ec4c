package dev.parley.application.delivery;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryMode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one question shall get to people who are not looking at the chat.
 *
 * @param mode null for what holds for all questions
 * @param channels which channels may be used; empty = all, the web alone = none
 */
public record DeliveryChoice(@Nullable DeliveryMode mode, Set<ChannelKind> channels) {
    /** What holds for all questions. */
    public static final DeliveryChoice USUAL = new DeliveryChoice(null, Set.of());

    public DeliveryChoice {
        channels = Set.copyOf(channels);
    }
}
