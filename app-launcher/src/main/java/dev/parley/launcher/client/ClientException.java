package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.concurrent.CompletionException;

/**
 * A refusal by the server, or why there is no connection. Its {@link #code()} is one of the server's error codes or one of the constants
 * here.
 */
public final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Nothing answers at the address. */
    public static final String UNREACHABLE = "unreachable";

    /** The server cannot take anybody now: it has no model, or it is about to end. */
    public static final String NOT_READY = "not_ready";

    /** What answers at the address does not speak this protocol. */
    public static final String NOT_PARLEY = "not_parley";

    /** The token is missing, wrong or expired. */
    public static final String UNAUTHENTICATED = "unauthenticated";

    /** The connection broke before the reply to something that must not be sent twice. */
    public static final String CONNECTION_LOST = "connection_lost";

    /** There was no reply. */
    public static final String TIMED_OUT = "timed_out";

    /** The client was closed, or its connection has ended for good. */
    public static final String CLOSED = "closed";

    private final String code;
    private final transient JsonNode details;

    ClientException(String code, String sentence) {
        this(code, sentence, MissingNode.getInstance());
    }

    ClientException(String code, String sentence, JsonNode details) {
        super(sentence, null, false, false);
        this.code = code;
        this.details = details;
    }

    /** What came for a refusal, over WebSocket or in the envelope of REST. */
    static ClientException refusal(JsonNode error) {
        return new ClientException(
                error.path("error_code").asText("internal"),
                error.path("error_message").asText("The server refused without a word."),
                error.path("details"));
    }

    /** Why nothing comes of what is asked of a client that has ended. */
    static ClientException closed() {
        return new ClientException(CLOSED, "There is no connection.");
    }

    /** What made a future fail, as far as this client foresees it; a defect is thrown. */
    public static ClientException of(Throwable failure) {
        return switch (causeOf(failure)) {
            case ClientException foreseen -> foreseen;
            case RuntimeException defect -> throw defect;
            case Throwable other -> throw new IllegalStateException(other);
        };
    }

    /** Futures wrap what happened to those before them. */
    static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** What the server said beside the sentence; missing if it said nothing. */
    public JsonNode details() {
        return details == null ? MissingNode.getInstance() : details;
    }
}
