package dev.parley.domain;

import java.time.Duration;
import java.util.Map;

/**
 * A refusal: something was asked that the rules do not allow or that cannot be had now. Each carries a stable
 * {@link ErrorCode}, a sentence for people that says what to do, and details for programs. Defects are not refusals; they
 * stay ordinary exceptions.
 */
public abstract sealed class ChatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient Map<String, Object> details;

    private ChatException(ErrorCode code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public ErrorCode code() {
        return code;
    }

    /** Facts for programs: snake_case names; values are strings, numbers, booleans, lists and maps of these. */
    public Map<String, Object> details() {
        return details;
    }

    /** The sentence for people. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** What was sent is wrong, whatever the state of things. */
    public static final class Invalid extends ChatException {
        public Invalid(ErrorCode code, String message, Map<String, Object> details) {
            super(code, message, details);
        }

        public Invalid(ErrorCode code, String message) {
            this(code, message, Map.of());
        }

        /** A field of a request is wrong. */
        public static Invalid field(String field, String message) {
            return new Invalid(ErrorCode.INVALID_REQUEST, field + " " + message, Map.of("field", field));
        }
    }

    /** What was sent is well-formed but contradicts what is known: a reused id, an answer that breaks the rules. */
    public static final class Unprocessable extends ChatException {
        public Unprocessable(ErrorCode code, String message, Map<String, Object> details) {
            super(code, message, details);
        }
    }

    /** Nobody proved who they are. */
    public static final class Unauthenticated extends ChatException {
        public Unauthenticated(String message) {
            super(ErrorCode.UNAUTHENTICATED, message, Map.of());
        }
    }

    /** The caller may see it, but not do this. */
    public static final class Forbidden extends ChatException {
        public Forbidden(String message) {
            this(ErrorCode.FORBIDDEN, message);
        }

        private Forbidden(ErrorCode code, String message) {
            super(code, message, Map.of());
        }

        /** The caller may do nothing at all: an administrator keeps them out. */
        public static Forbidden disabledUser() {
            return new Forbidden(
                    ErrorCode.USER_DISABLED, "An administrator has disabled your access; ask them to enable it.");
        }
    }

    /** It does not exist, or the caller may not see it; which of the two is not told. */
    public static final class NotFound extends ChatException {
        public NotFound(String what) {
            super(ErrorCode.NOT_FOUND, "There is no such " + what + ".", Map.of("what", what));
        }
    }

    /** The state of things does not allow it now. */
    public static final class Conflict extends ChatException {
        public Conflict(ErrorCode code, String message, Map<String, Object> details) {
            super(code, message, details);
        }

        public Conflict(ErrorCode code, String message) {
            this(code, message, Map.of());
        }
    }

    /** It was there, and its time is over. */
    public static final class Gone extends ChatException {
        public Gone(ErrorCode code, String message, Map<String, Object> details) {
            super(code, message, details);
        }
    }

    /** Too much in too short a time, or too large. */
    public static final class Limited extends ChatException {
        private final Duration retryAfter;

        public Limited(ErrorCode code, String message, Duration retryAfter, Map<String, Object> details) {
            super(code, message, details);
            this.retryAfter = retryAfter;
        }

        /** When it is worth trying again; zero if waiting does not help. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Something that Parley needs is not available; trying again later helps. */
    public static final class Unavailable extends ChatException {
        private final Duration retryAfter;

        public Unavailable(ErrorCode code, String message, Duration retryAfter) {
            super(code, message, Map.of());
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The result was not ready within the wait; the work goes on and the details say where to look. */
    public static final class TimedOut extends ChatException {
        public TimedOut(String message, Map<String, Object> details) {
            super(ErrorCode.TIMED_OUT, message, details);
        }
    }
}
