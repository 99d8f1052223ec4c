package dev.parley.web.json;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.QuietHours;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * When somebody does not want to be disturbed.
 *
 * @param from such as {@code 22:00}
 * @param until such as {@code 07:00}
 * @param timeZone such as {@code Europe/Berlin}
 */
public record QuietHoursJson(String from, String until, String timeZone) {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("HH:mm");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final int LONGEST_ZONE = 60;

    public static QuietHoursJson from(QuietHours quiet) {
        return new QuietHoursJson(
                MINUTES.format(quiet.from()),
                MINUTES.format(quiet.until()),
                quiet.zone().getId());
    }

    /** @throws ChatException.Invalid if one of its fields is not of its form */
    public QuietHours toDomain() {
        return new QuietHours(time("from", from), time("until", until), zone());
    }

    private static LocalTime time(String field, String text) {
        if (!TIME.matcher(text).matches()) {
            throw ChatException.Invalid.field("quiet_hours." + field, "must be a time of day such as 22:00.");
        }
        return LocalTime.parse(text);
    }

    private ZoneId zone() {
        try {
            if (timeZone.length() <= LONGEST_ZONE) {
                return ZoneId.of(timeZone);
            }
        } catch (DateTimeException unknown) {
            // refused below
        }
        throw ChatException.Invalid.field(
                "quiet_hours.time_zone", "must be a time zone such as Europe/Berlin, of the IANA database.");
    }
}
