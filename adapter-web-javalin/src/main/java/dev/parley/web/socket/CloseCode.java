package dev.parley.web.socket;

import java.util.Locale;

/** Why the server closes a connection (RFC 6455, 7.4), and whether the client should come back. */
public enum CloseCode {
    SHUTTING_DOWN(1001, true, "The server shuts down; come back with jitter."),
    NOT_JSON(1002, false, "A frame was not JSON; an error frame says what is wrong."),
    NOT_TEXT(1003, false, "A binary message came."),
    ABUSE(1008, false, "More frames came than may wait."),
    INTERNAL(1011, true, "A defect of the server."),
    RESTARTING(1012, true, "The server restarts; come back with jitter."),
    UNKNOWN_SESSION(4001, false, "There is no session as the URL names it."),
    SLOW_READER(4008, true, "A frame was not taken in time; come back from the last position."),
    TOO_MANY_CONNECTIONS(4029, false, "There are too many connections from this address."),
    UNAUTHENTICATED(4401, false, "The token is missing, invalid or expired."),
    FOREIGN_ORIGIN(4403, false, "Pages of this origin may not connect.");

    private final int code;
    private final boolean reconnect;
    private final String meaning;

    CloseCode(int code, boolean reconnect, String meaning) {
        this.code = code;
        this.reconnect = reconnect;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** Whether the client should connect again, from its last positions. */
    public boolean isReconnect() {
        return reconnect;
    }

    /** Its name for people and statistics, in lower case. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What happened, in one sentence; it is not sent. */
    public String meaning() {
        return meaning;
    }

    /** What the close frame says beside the number; never more than this. */
    public String reason() {
        return reconnect ? "reconnect" : "stop";
    }
}
