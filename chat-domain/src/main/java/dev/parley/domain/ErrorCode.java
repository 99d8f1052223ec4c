package dev.parley.domain;

import java.util.Locale;

/** The closed list of reasons for which Parley refuses something; a client may rely on the {@linkplain #code() codes}. */
public enum ErrorCode {
    INVALID_REQUEST("The request's form is wrong: a field is missing, unknown, of the wrong type or out of range."),
    INVALID_JSON("The body or frame is not one well-formed JSON document in UTF-8."),
    INVALID_CONTENT(
            "A text is empty, too long, or contains characters that are never stored (U+0000, lone surrogates)."),
    INVALID_POSITION("A position is not of the form seq or seq.offset."),
    INVALID_ANSWER("The answer does not satisfy the question's rules; the question stays open."),
    INVALID_CODE("A code that proves an address is not the one that was sent, is too old, or was tried too often."),
    UNKNOWN_COMMAND("A message begins like a command, but there is no such command."),
    INVALID_COMMAND("A command has too few, too many or wrong arguments, or needs a session and was given none."),
    MESSAGE_ID_REUSED("An id or idempotency key was sent before with another content or to another session."),
    UNAUTHENTICATED("No valid token came with the request."),
    FORBIDDEN("The caller may see this, but not do it."),
    USER_DISABLED("An administrator keeps the caller out."),
    NOT_FOUND("It does not exist, or the caller may not see it."),
    METHOD_NOT_ALLOWED("The path exists, but not with this HTTP method."),
    NOT_ACCEPTABLE("The response cannot be given in any media type the client accepts."),
    UNSUPPORTED_MEDIA_TYPE("The request's body is of a media type that is not understood."),
    TOO_LARGE("The body or frame is larger than allowed."),
    INVALID_STATE("The state of the session, turn, question or user does not allow this."),
    TOO_MANY_ACTIVE_SESSIONS("The owner has as many active sessions as allowed."),
    SESSION_FULL("The session holds as many messages as its storage keeps, or more than can be copied."),
    TOO_MANY_OPEN_TASKS("The owner has as many open tasks as allowed."),
    SESSION_BUSY("A turn is running and the caller asked to be refused then."),
    QUEUE_FULL("As many messages or questions wait in the session as allowed."),
    ALREADY_ANSWERED("Somebody else's valid answer came first."),
    EXPIRED("The question's time is over."),
    RATE_LIMITED("Too many requests in too short a time."),
    MODEL_RATE_LIMITED("The model's server refused for its own rate limit."),
    MODEL_UNAVAILABLE("The model cannot be reached, failed or broke off."),
    MODEL_REJECTED("The model refused the request as wrong: key, name or parameters."),
    MODEL_TIMEOUT("The model did not answer in time."),
    TOO_MANY_TOOL_ROUNDS("The agent called tools for more rounds than allowed."),
    TURN_ABANDONED("A turn was taken over as often as allowed and still did not end."),
    UNAVAILABLE("Something that Parley needs is not available now."),
    TIMED_OUT("The result was not ready in time and the work goes on, or the request came too slowly."),
    INTERNAL("A defect of Parley; the correlation id finds it in the log.");

    private final String code = name().toLowerCase(Locale.ROOT);
    private final String meaning;

    ErrorCode(String meaning) {
        this.meaning = meaning;
    }

    /** The code as it appears on the wire: snake_case. */
    public String code() {
        return code;
    }

    /** What it means, in one sentence; descriptions of the wire take it from here. */
    public String meaning() {
        return meaning;
    }
}
