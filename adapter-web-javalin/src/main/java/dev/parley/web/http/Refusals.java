package dev.parley.web.http;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.json.ErrorJson;
import java.time.Duration;
import java.util.Map;

/** How refusals look over HTTP. The one place that knows which refusal has which status. */
public final class Refusals {
    private Refusals() {}

    /** The status of a refusal. */
    public static int status(ChatException refusal) {
        return switch (refusal) {
            case ChatException.Invalid invalid -> statusOfInvalid(invalid.code());
            case ChatException.Unauthenticated unauthenticated -> 401;
            case ChatException.Forbidden forbidden -> 403;
            case ChatException.NotFound notFound -> 404;
            case ChatException.Conflict conflict -> 409;
            case ChatException.Gone gone -> 410;
            case ChatException.Unprocessable unprocessable -> 422;
            case ChatException.Limited limited -> limited.code() == ErrorCode.TOO_LARGE ? 413 : 429;
            case ChatException.Unavailable unavailable -> 503;
            case ChatException.TimedOut timedOut -> 504;
        };
    }

    /** The status with which a code is usually refused; one that failed a turn may come with 503 instead. */
    public static int usualStatus(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST,
                    INVALID_JSON,
                    INVALID_CONTENT,
                    INVALID_POSITION,
                    UNKNOWN_COMMAND,
                    INVALID_COMMAND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    UNSUPPORTED_MEDIA_TYPE -> statusOfInvalid(code);
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, USER_DISABLED -> 403;
            case NOT_FOUND -> 404;
            case INVALID_STATE,
                    TOO_MANY_ACTIVE_SESSIONS,
                    SESSION_FULL,
                    TOO_MANY_OPEN_TASKS,
                    SESSION_BUSY,
                    QUEUE_FULL,
                    ALREADY_ANSWERED -> 409;
            case EXPIRED -> 410;
            case TOO_LARGE -> 413;
            case INVALID_ANSWER, INVALID_CODE, MESSAGE_ID_REUSED -> 422;
            case RATE_LIMITED -> 429;
            case INTERNAL -> 500;
            case MODEL_RATE_LIMITED,
                    MODEL_UNAVAILABLE,
                    MODEL_REJECTED,
                    MODEL_TIMEOUT,
                    TOO_MANY_TOOL_ROUNDS,
                    TURN_ABANDONED,
                    UNAVAILABLE -> 503;
            case TIMED_OUT -> 504;
        };
    }

    /** The headers that go with a refusal. */
    public static Map<String, String> headers(ChatException refusal) {
        return switch (refusal) {
            case ChatException.Unauthenticated unauthenticated -> Map.of("WWW-Authenticate", "Bearer");
            case ChatException.Limited limited -> retryAfter(limited.retryAfter());
            case ChatException.Unavailable unavailable -> retryAfter(unavailable.retryAfter());
            case ChatException other -> Map.of();
        };
    }

    public static ErrorJson envelope(ChatException refusal, String correlationId) {
        return envelope(status(refusal), refusal.code(), refusal.sentence(), refusal.details(), correlationId);
    }

    /** The answer after a defect: nothing of it is told but how to find it in the log. */
    public static ErrorJson defect(String correlationId) {
        return envelope(
                500,
                ErrorCode.INTERNAL,
                "Something went wrong on our side. Please tell the correlation id to whoever runs this server.",
                Map.of(),
                correlationId);
    }

    /** The refusal that stands for a status the web server itself answers with. */
    public static ErrorJson ofStatus(int status, String correlationId) {
        if (status >= 500 && status != 503 && status != 505) {
            return defect(correlationId);
        }
        return switch (status) {
            case 401 ->
                envelope(status, ErrorCode.UNAUTHENTICATED, "This takes a valid token.", Map.of(), correlationId);
            case 403 -> envelope(status, ErrorCode.FORBIDDEN, "This is not allowed.", Map.of(), correlationId);
            case 404 -> envelope(status, ErrorCode.NOT_FOUND, "There is nothing here.", Map.of(), correlationId);
            case 405 ->
                envelope(
                        status,
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "This method is not allowed here.",
                        Map.of(),
                        correlationId);
            case 408 -> envelope(status, ErrorCode.TIMED_OUT, "The request came too slowly.", Map.of(), correlationId);
            case 413, 414, 431 ->
                envelope(status, ErrorCode.TOO_LARGE, "The request is too large.", Map.of(), correlationId);
            case 503 ->
                envelope(
                        status,
                        ErrorCode.UNAVAILABLE,
                        "The server cannot do this now; try again soon.",
                        Map.of(),
                        correlationId);
            case 505 ->
                envelope(
                        status,
                        ErrorCode.INVALID_REQUEST,
                        "This version of HTTP is not spoken here; use HTTP/1.1.",
                        Map.of(),
                        correlationId);
            default ->
                envelope(status, ErrorCode.INVALID_REQUEST, "The request is malformed.", Map.of(), correlationId);
        };
    }

    private static ErrorJson envelope(
            int status, ErrorCode code, String sentence, Map<String, Object> details, String correlationId) {
        return new ErrorJson(null, new ErrorJson.Body(code.code(), sentence, status, details, correlationId));
    }

    private static int statusOfInvalid(ErrorCode code) {
        return switch (code) {
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            default -> 400;
        };
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return wait.isPositive() ? Map.of("Retry-After", Long.toString(Math.max(1, roundedUp(wait)))) : Map.of();
    }

    private static long roundedUp(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
