package dev.parley.web.answer;

import dev.parley.domain.ChatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a form sent, as {@code application/x-www-form-urlencoded} in UTF-8.
 *
 * @param fields in their order; a name may be there several times
 */
record Form(List<Field> fields) {
    private static final int MOST_FIELDS = 100;

    record Field(String name, String value) {}

    Form {
        fields = List.copyOf(fields);
    }

    /** @throws ChatException.Invalid if it is malformed */
    static Form parse(byte[] body) {
        List<Field> fields = new ArrayList<>();
        String text = new String(body, StandardCharsets.US_ASCII);
        for (String pair : text.split("&", MOST_FIELDS)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                fields.add(new Field(decoded(name), decoded(equals < 0 ? "" : pair.substring(equals + 1))));
            }
        }
        return new Form(fields);
    }

    /** The first value; null if there is none. */
    @Nullable
    String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '%') {
                boolean whole = i + 2 < text.length();
                int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw malformed();
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(unit == '+' ? ' ' : unit);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException noUtf8) {
            throw malformed();
        }
    }

    private static ChatException.Invalid malformed() {
        return ChatException.Invalid.field("body", "must be a form in UTF-8.");
    }
}
