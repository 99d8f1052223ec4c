package dev.parley.domain.channel;

import java.util.Locale;

/** What has to be sent over a channel next. */
public enum Errand {
    /** The question. */
    ASK,
    /** The question once more, since its time is over soon. */
    REMIND,
    /** How the question ended. */
    TELL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
