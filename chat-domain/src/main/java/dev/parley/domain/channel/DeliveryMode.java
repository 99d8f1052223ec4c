package dev.parley.domain.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** In which order a person is asked over the channels that reach them. */
public enum DeliveryMode {
    /** Over all of them at once. */
    PARALLEL,
    /** Over the first by priority; over the next once it failed. */
    FALLBACK;

    /** The mode of this name, as {@link #wireName} gives it. */
    public static Optional<DeliveryMode> named(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.wireName().equals(name))
                .findFirst();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
