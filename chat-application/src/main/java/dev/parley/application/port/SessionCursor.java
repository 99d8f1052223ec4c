package dev.parley.application.port;

import dev.parley.domain.ChatException;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list of sessions, the last active first: behind the session that was there when the list was read. Sessions that are used
 * meanwhile move to the front; nothing behind the place comes twice.
 */
public record SessionCursor(Instant lastActiveAt, SessionId id) {
    private static final Pattern FORM = Pattern.compile("([0-9]{4}-[-0-9T:.]{14,24}Z)_([-0-9a-fA-F]{36})");

    /** The place behind a session. */
    public static SessionCursor behind(Session session) {
        return new SessionCursor(session.lastActiveAt(), session.id());
    }

    /** @throws ChatException.Invalid if it is none that a list gave */
    public static SessionCursor parse(String field, String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw unknown(field);
        }
        try {
            return new SessionCursor(Instant.parse(parts.group(1)), SessionId.parse(parts.group(2)));
        } catch (DateTimeException | ChatException.Invalid malformed) {
            throw unknown(field);
        }
    }

    private static ChatException.Invalid unknown(String field) {
        return ChatException.Invalid.field(
                field, "is none that a list of sessions gave; take its next_cursor as it is.");
    }

    /** Its form on the wire, made of letters that need no escape in an address. */
    @Override
    public String toString() {
        return lastActiveAt + "_" + id;
    }
}
