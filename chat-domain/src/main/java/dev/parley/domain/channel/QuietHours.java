package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The part of each day in which a person does not want to be disturbed, by the clock where they are; it may go over midnight.
 *
 * @param from its first moment
 * @param until the first moment after it; another one than {@code from}
 */
public record QuietHours(LocalTime from, LocalTime until, ZoneId zone) {
    /** @throws ChatException.Invalid if it would be the whole day or nothing */
    public QuietHours {
        if (from.equals(until)) {
            throw ChatException.Invalid.field("quiet_hours", "must begin and end at different times.");
        }
    }

    /** The first moment from a time on that is not in them: that time itself or the next end of them. */
    public Instant endFrom(Instant time) {
        ZonedDateTime local = time.atZone(zone);
        if (!contains(local.toLocalTime())) {
            return time;
        }
        ZonedDateTime end = local.with(until);
        return (end.toInstant().isAfter(time) ? end : local.plusDays(1).with(until)).toInstant();
    }

    private boolean contains(LocalTime moment) {
        return from.isBefore(until)
                ? !moment.isBefore(from) && moment.isBefore(until)
                : !moment.isBefore(from) || moment.isBefore(until);
    }
}
