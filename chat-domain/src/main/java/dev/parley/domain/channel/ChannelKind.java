package dev.parley.domain.channel;

import java.util.Locale;

/** The ways to reach people. */
public enum ChannelKind {
    WEB,
    EMAIL,
    SLACK,
    /** Other systems, which are told and answer over the web. */
    WEBHOOK;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
