package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.StrictUuid;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.user.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@value #HEADER} stands for the id of what a request makes: a message, a question, an answer or a task. A UUID is taken as it is; any other key becomes a UUID of version 8 that the same
 * user always gets for the same key. The key may be a quoted string (RFC 9651, 3.3.3) or not.
 */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    /** The header, for those who describe it. */
    static final Parameter PARAMETER = new Parameter(
            HEADER,
            "names what this request makes; sent again, it has no second effect",
            new ParameterForm.Text(1, 257, null));

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private IdempotencyKey() {}

    /**
     * The id of a message.
     *
     * @param header the key; null if there is none
     * @param field the field {@code message_id}; null if there is none
     * @return null if the client named no id
     */
    static @Nullable MessageId messageId(@Nullable String header, @Nullable String field, UserId user) {
        UUID id = id(header, "message_id", field, user);
        return id == null ? null : new MessageId(id);
    }

    /**
     * The id of anything.
     *
     * @param header the key; null if there is none
     * @param name of the field that may hold the id instead
     * @param field what it holds; null if there is none
     * @return null if the client named no id
     */
    static @Nullable UUID id(@Nullable String header, String name, @Nullable String field, UserId user) {
        UUID fromField = field == null ? null : StrictUuid.parse(name, field);
        UUID fromHeader = header == null ? null : idOf(unquoted(header.strip()), user);
        if (fromField != null && fromHeader != null && !fromField.equals(fromHeader)) {
            throw ChatException.Invalid.field(name, "and the header Idempotency-Key name different ids.");
        }
        return fromField != null ? fromField : fromHeader;
    }

    private static UUID idOf(String key, UserId user) {
        if (UUID_FORM.matcher(key).matches()) {
            return UUID.fromString(key);
        }
        if (!KEY.matcher(key).matches()) {
            throw ChatException.Invalid.field(HEADER, "must have 1 to 255 visible ASCII characters.");
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256(user.value() + "\n" + key));
        long high = (digest.getLong() & ~0xF000L) | 0x8000L;
        long low = (digest.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }

    private static String unquoted(String header) {
        if (header.length() < 2 || !header.startsWith("\"") || !header.endsWith("\"")) {
            return header;
        }
        return header.substring(1, header.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}
