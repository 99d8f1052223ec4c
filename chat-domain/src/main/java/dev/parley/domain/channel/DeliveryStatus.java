package dev.parley.domain.channel;

import java.util.Locale;

/** How far the delivery of a question over one channel is. {@link Delivery} draws the transitions. */
public enum DeliveryStatus {
    PENDING,
    SENT,
    SUPERSEDED,
    FAILED;

    public boolean canBecome(DeliveryStatus next) {
        return switch (this) {
            case PENDING -> next == SENT || next == FAILED || next == SUPERSEDED;
            case SENT -> next == SUPERSEDED;
            case SUPERSEDED, FAILED -> false;
        };
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
