package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What the client tells its owner, in the order in which it happened. */
public sealed interface News {
    /** There is a connection. Whether it is let in shows with the first reply. */
    record Connected() implements News {}

    /**
     * There is no connection for now.
     *
     * @param retryIn when the next attempt begins
     */
    record Disconnected(ClientException why, Duration retryIn) implements News {}

    /** There is no connection, and there will be none. */
    record Ended(ClientException why) implements News {}

    /** Something about one session. */
    sealed interface OfSession extends News {
        String sessionId();
    }

    /**
     * A session is watched, for the first time or again after a lost connection.
     *
     * @param session as the server describes it
     * @param recovered whether what follows goes on where the last connection ended; if not, a {@link Reset} follows
     */
    record Joined(String sessionId, JsonNode session, boolean recovered) implements OfSession {}

    /**
     * Everything that was missed while there was no connection has come.
     *
     * @param events how many events that were
     */
    record CaughtUp(String sessionId, long events) implements OfSession {}

    /** How the session is now, in place of what was known. */
    record Reset(String sessionId, JsonNode snapshot) implements OfSession {}

    /** Something happened, exactly once and in order. */
    record Event(String sessionId, long seq, String type, JsonNode payload) implements OfSession {}

    /**
     * The answer in progress grew.
     *
     * @param offset where the text belongs, in UTF-16 code units
     */
    record Text(String sessionId, String messageId, int offset, String text) implements OfSession {}

    /** The session cannot be watched any more. */
    record Left(String sessionId, ClientException why) implements OfSession {}

    /** Something that concerns the user, whatever is watched. */
    record Notice(JsonNode notice) implements News {}
}
