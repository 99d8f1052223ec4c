package dev.parley.domain;

import java.util.Locale;

/** The closed list of reasons for which Parley refuses something; a client may rely on the {@linkplain #code() codes}. */
public enum ErrorCode {
    /** The request's form is wrong: a field is missing, unknown, of the wrong type or out of range. */
    INVALID_REQUEST,
    /** The body or frame is not one well-formed JSON document in UTF-8. */
    INVALID_JSON,
    /** A text is empty, too long, or contains characters that are never stored (U+0000, lone surrogates). */
    INVALID_CONTENT,
    /** A position is not of the form {@code seq} or {@code seq.offset}. */
    INVALID_POSITION,
    /** The answer does not satisfy the question's rules; the question stays open. */
    INVALID_ANSWER,
    /** A message begins like a command, but there is no such command. */
    UNKNOWN_COMMAND,
    /** A command has too few, too many or wrong arguments, or needs a session and was given none. */
    INVALID_COMMAND,
    /** A {@code message_id} was sent before with another text or to another session. */
    MESSAGE_ID_REUSED,
    /** No valid token came with the request. */
    UNAUTHENTICATED,
    /** The caller may see this, but not do it. */
    FORBIDDEN,
    /** An administrator keeps the caller out. */
    USER_DISABLED,
    /** It does not exist, or the caller may not see it. */
    NOT_FOUND,
    /** The path exists, but not with this HTTP method. */
    METHOD_NOT_ALLOWED,
    /** The response cannot be given in any media type the client accepts. */
    NOT_ACCEPTABLE,
    /** The request's body is of a media type that is not understood. */
    UNSUPPORTED_MEDIA_TYPE,
    /** The body or frame is larger than allowed. */
    TOO_LARGE,
    /** The state of the session, turn, question or user does not allow this. */
    INVALID_STATE,
    /** The owner has as many active sessions as allowed. */
    TOO_MANY_ACTIVE_SESSIONS,
    /** The session holds as many messages as its storage keeps. */
    SESSION_FULL,
    /** The owner has as many open tasks as allowed. */
    TOO_MANY_OPEN_TASKS,
    /** A turn is running and the caller asked to be refused then. */
    SESSION_BUSY,
    /** As many turns wait in the session as allowed. */
    QUEUE_FULL,
    /** Somebody else's valid answer came first. */
    ALREADY_ANSWERED,
    /** The question's time is over. */
    EXPIRED,
    /** Too many requests in too short a time. */
    RATE_LIMITED,
    /** The model's server refused for its own rate limit. */
    MODEL_RATE_LIMITED,
    /** The model cannot be reached, failed or broke off. */
    MODEL_UNAVAILABLE,
    /** The model refused the request as wrong: key, name or parameters. */
    MODEL_REJECTED,
    /** The model did not answer in time. */
    MODEL_TIMEOUT,
    /** The agent called tools for more rounds than allowed. */
    TOO_MANY_TOOL_ROUNDS,
    /** A turn was taken over as often as allowed and still did not end. */
    TURN_ABANDONED,
    /** Something that Parley needs is not available now. */
    UNAVAILABLE,
    /** The result was not ready in time; the work goes on. */
    TIMED_OUT,
    /** A defect of Parley; the correlation id finds it in the log. */
    INTERNAL;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The code as it appears on the wire: snake_case. */
    public String code() {
        return code;
    }
}
