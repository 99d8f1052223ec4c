package dev.parley.web.json;

import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a question shall get to people who are not looking at the chat.
 *
 * @param mode null for the server's own
 * @param channels which may be used; null or empty for all, the web alone for none
 */
public record DeliveryChoiceJson(
        @Nullable @OneOf(DeliveryMode.class) String mode,
        @Nullable List<String> channels) {
    /** @throws dev.parley.domain.ChatException.Invalid naming what is none of the words */
    public DeliveryChoice toDomain() {
        Set<ChannelKind> kinds = channels == null
                ? Set.of()
                : Fields.texts("delivery.channels", channels).stream()
                        .map(DeliveryChoiceJson::channel)
                        .collect(Collectors.toSet());
        return new DeliveryChoice(mode == null ? null : mode(mode), kinds);
    }

    private static DeliveryMode mode(String name) {
        return DeliveryMode.named(name).orElseThrow(() -> Fields.oneOf("delivery.mode", "parallel, fallback"));
    }

    private static ChannelKind channel(String name) {
        return Arrays.stream(ChannelKind.values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> Fields.oneOf("delivery.channels", "web, email, slack, webhook"));
    }
}
