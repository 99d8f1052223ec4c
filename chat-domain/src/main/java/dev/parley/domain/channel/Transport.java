package dev.parley.domain.channel;

import java.util.Locale;

/** How a client that stays connected gets what is new. */
public enum Transport {
    WEBSOCKET,
    SSE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
