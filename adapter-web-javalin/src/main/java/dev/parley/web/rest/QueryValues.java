package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of a query: only known ones, each at most once, in well-formed UTF-8. */
public final class QueryValues {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private static final int DATE_LENGTH = "2026-01-31".length();

    private final Map<String, String> values;

    private QueryValues(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param query the part of the URL behind the question mark; null if there is none
     * @throws ChatException.Invalid naming the first parameter that is unknown, doubled or malformed
     */
    static QueryValues parse(@Nullable String query, List<Parameter> allowed) {
        Map<String, String> values = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return new QueryValues(values);
        }
        List<String> names = allowed.stream().map(Parameter::name).toList();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode("query", equals < 0 ? pair : pair.substring(0, equals));
            if (!names.contains(name)) {
                throw new ChatException.Invalid(
                        ErrorCode.INVALID_REQUEST,
                        names.isEmpty()
                                ? "This takes no query parameters."
                                : "The query has an unknown parameter; known are %s."
                                        .formatted(String.join(", ", names)),
                        Map.of("allowed", names));
            }
            if (values.put(name, decode(name, equals < 0 ? "" : pair.substring(equals + 1))) != null) {
                throw ChatException.Invalid.field(name, "is there more than once.");
            }
        }
        return new QueryValues(values);
    }

    /** The value; null if the parameter is absent or empty. */
    public @Nullable String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    public int number(String name, int absent, int minimum, int maximum) {
        return (int) number(name, absent, minimum, (long) maximum);
    }

    /** @throws ChatException.Invalid if the value is not a whole number in the range */
    public long number(String name, long absent, long minimum, long maximum) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        if (WHOLE_NUMBER.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= minimum && number <= maximum) {
                return number;
            }
        }
        String range = maximum == Long.MAX_VALUE || maximum == Integer.MAX_VALUE
                ? "of at least " + minimum
                : "from %d to %d".formatted(minimum, maximum);
        throw ChatException.Invalid.field(name, "must be a whole number %s.".formatted(range));
    }

    /**
     * Whether something is so; null if the parameter is absent or empty.
     *
     * @throws ChatException.Invalid if the value is neither true nor false
     */
    public @Nullable Boolean truth(String name) {
        return switch (text(name)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case null -> null;
            default -> throw ChatException.Invalid.field(name, "must be true or false.");
        };
    }

    /**
     * The day; null if the parameter is absent or empty.
     *
     * @throws ChatException.Invalid if the value is no day of a year from 0000 to 9999
     */
    public @Nullable LocalDate date(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            if (value.length() == DATE_LENGTH) {
                return LocalDate.parse(value);
            }
        } catch (DateTimeParseException noDate) {
            // answered below
        }
        throw ChatException.Invalid.field(name, "must be a day, such as 2026-01-31.");
    }

    private static String decode(String field, String text) {
        try {
            byte[] bytes = bytesOf(text.replace('+', ' '));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException | IllegalArgumentException malformed) {
            throw ChatException.Invalid.field(field, "is not well-formed percent-encoded UTF-8.");
        }
    }

    private static byte[] bytesOf(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '%') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("cut off");
                }
                bytes.write(16 * digit(text.charAt(i + 1)) + digit(text.charAt(i + 2)));
                i += 2;
            } else if (character < 0x80) {
                bytes.write(character);
            } else {
                throw new IllegalArgumentException("not ASCII");
            }
        }
        return bytes.toByteArray();
    }

    private static int digit(char character) {
        int digit = character < 0x80 ? Character.digit(character, 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("not a hexadecimal digit");
        }
        return digit;
    }
}
