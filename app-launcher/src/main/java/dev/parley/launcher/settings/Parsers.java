package dev.parley.launcher.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the texts of settings. What cannot be read is an {@link IllegalArgumentException} with the rest of a sentence that begins with the
 * setting's name.
 */
public final class Parsers {
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    /** Longer ones are slips of the pen, and times beyond them cannot be computed everywhere. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final Duration SHOWN_IN_DAYS = Duration.ofDays(3);

    private Parsers() {}

    static Function<String, Integer> number(int least, int most) {
        return text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // The sentence below says what is needed.
            }
            throw new IllegalArgumentException("must be a whole number from %d to %d".formatted(least, most));
        };
    }

    /** @param text a number with one of the units ms, s, m, h, d, or ISO-8601 such as {@code PT1H30M} */
    public static Duration duration(String text) {
        try {
            Matcher matcher = SHORT_DURATION.matcher(text);
            Duration duration = matcher.matches()
                    ? Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)))
                    : Duration.parse(text);
            if (duration.compareTo(LONGEST) <= 0 && !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException | ArithmeticException unreadable) {
            // The sentence below says what is needed.
        }
        throw new IllegalArgumentException("must be a length of time up to 3650d, such as 30s, 5m, 24h or PT1H30M");
    }

    static Boolean onOrOff(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("must be on or off");
        };
    }

    private static ChronoUnit unit(String name) {
        return UNITS.getOrDefault(name, ChronoUnit.FOREVER);
    }

    /** The text that {@link #duration} reads as this duration, in the largest unit that fits. */
    static String text(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        boolean days = duration.toHoursPart() == 0 && duration.compareTo(SHOWN_IN_DAYS) >= 0;
        return days ? duration.toDays() + "d" : duration.toHours() + "h";
    }

    /** One of the names, which are written in lower case. */
    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> {
            for (E choice : type.getEnumConstants()) {
                if (nameOf(choice).equals(text.toLowerCase(Locale.ROOT))) {
                    return choice;
                }
            }
            throw new IllegalArgumentException(Arrays.stream(type.getEnumConstants())
                    .map(Parsers::nameOf)
                    .collect(Collectors.joining(" or ", "must be ", "")));
        };
    }

    /** How a choice is written. */
    public static String nameOf(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("must be a path", wrong);
        }
    }

    static URI webAddress(String text) {
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            // The sentence below says what is needed.
        }
        throw new IllegalArgumentException("must be a web address such as http://127.0.0.1:11434/v1");
    }

    /** A list separated by commas. */
    static Set<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
