package dev.parley.channel.slack;

import dev.parley.application.port.Receipt;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is in Slack.
 *
 * @param ts the message's timestamp, which names it in its channel
 * @param thread the timestamp of the message that began its thread; null if it is in none
 */
record Place(String channel, String ts, @Nullable String thread) {
    private static final Pattern FORM =
            Pattern.compile("([CDG][A-Z0-9]{2,30})/([0-9]{1,12}\\.[0-9]{1,8})(?:/([0-9]{1,12}\\.[0-9]{1,8}))?");

    /** The same place; empty if it is none. */
    static Optional<Place> parse(Place place) {
        return of(place.receipt());
    }

    /** The place that a receipt tells; empty if it is not one of ours. */
    static Optional<Place> of(Receipt receipt) {
        Matcher matcher = FORM.matcher(receipt.value());
        return matcher.matches()
                ? Optional.of(new Place(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** The message that begins the thread in which answers to this one stand. */
    String root() {
        return thread != null ? thread : ts;
    }

    Receipt receipt() {
        return new Receipt(channel + "/" + ts + (thread == null ? "" : "/" + thread));
    }
}
