package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * How one way to reach people is used.
 *
 * @param priority 1 (first) to 3
 * @param retries 0 to 10 further tries after a failed one
 * @param timeout how long one try may take: above zero, at most one hour
 */
public record Channel(ChannelKind kind, int priority, int retries, Duration timeout) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    /** @throws ChatException.Invalid naming the value that is out of its range */
    public Channel {
        if (priority < 1 || priority > 3) {
            throw ChatException.Invalid.field("priority", "must be 1 to 3, but is " + priority + ".");
        }
        if (retries < 0 || retries > 10) {
            throw ChatException.Invalid.field("retries", "must be 0 to 10, but is " + retries + ".");
        }
        if (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw ChatException.Invalid.field(
                    "timeout", "must be above zero and at most one hour, but is " + timeout + ".");
        }
    }

    /** The channels in the order in which they are tried; among equal priorities in the order given. */
    public static List<Channel> byPriority(List<Channel> channels) {
        return channels.stream()
                .sorted(Comparator.comparingInt(Channel::priority))
                .toList();
    }
}
