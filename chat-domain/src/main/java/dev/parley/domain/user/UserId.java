package dev.parley.domain.user;

import dev.parley.domain.ChatException;
import java.util.regex.Pattern;

/**
 * Identifies a person or program that acts; the {@code sub} of its token.
 *
 * @param value 1 to 128 characters: ASCII letters, digits and {@code . _ @ : | + / = -}
 */
public record UserId(String value) implements Comparable<UserId> {
    /** The form of a user id. */
    public static final String REGEX = "[A-Za-z0-9._@:|+/=-]{1,128}";

    private static final Pattern FORM = Pattern.compile(REGEX);

    /** @throws ChatException.Invalid if the text is not of that form */
    public UserId {
        if (!FORM.matcher(value).matches()) {
            throw ChatException.Invalid.field(
                    "user_id", "must have 1 to 128 characters out of letters, digits and . _ @ : | + / = -");
        }
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
