package dev.parley.application;

import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.QuietHours;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants to be reached over a channel.
 *
 * @param priority 1 (first) to 3
 * @param quiet when nothing is sent; null if there is no such time
 * @param enabled whether it is used
 */
public record ChannelSettings(
        ChannelAddress address, int priority, @Nullable QuietHours quiet, boolean enabled) {}
