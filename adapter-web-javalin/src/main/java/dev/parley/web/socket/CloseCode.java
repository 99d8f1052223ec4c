package dev.parley.web.socket;

import java.util.Locale;

/** Why the server closes a connection (RFC 6455, 7.4), and whether the client should come back. */
public enum CloseCode {
    SHUTTING_DOWN(1001, true),
    NOT_JSON(1002, false),
    NOT_TEXT(1003, false),
    ABUSE(1008, false),
    INTERNAL(1011, true),
    RESTARTING(1012, true),
    UNKNOWN_SESSION(4001, false),
    SLOW_READER(4008, true),
    TOO_MANY_CONNECTIONS(4029, false),
    UNAUTHENTICATED(4401, false),
    FOREIGN_ORIGIN(4403, false);

    private final int code;
    private final boolean reconnect;

    CloseCode(int code, boolean reconnect) {
        this.code = code;
        this.reconnect = reconnect;
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

    /** What the close frame says beside the number; never more than this. */
    String reason() {
        return reconnect ? "reconnect" : "stop";
    }
}
