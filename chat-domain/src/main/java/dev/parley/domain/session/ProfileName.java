package dev.parley.domain.session;

import dev.parley.domain.ChatException;
import java.util.regex.Pattern;

/**
 * Names the profile of a session's agent.
 *
 * @param value 1 to 64 characters: lower-case letters, digits, {@code _} and {@code -}
 */
public record ProfileName(String value) {
    /** The form of a profile's name. */
    public static final String REGEX = "[a-z0-9_-]{1,64}";

    private static final Pattern FORM = Pattern.compile(REGEX);

    /** The profile of a session for which none was chosen. */
    public static final ProfileName DEFAULT = new ProfileName("default");

    /** @throws ChatException.Invalid if the text is not of that form */
    public ProfileName {
        if (!FORM.matcher(value).matches()) {
            throw ChatException.Invalid.field(
                    "profile", "must have 1 to 64 characters out of lower-case letters, digits, _ and -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
