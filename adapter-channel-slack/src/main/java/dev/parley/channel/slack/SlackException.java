package dev.parley.channel.slack;

import dev.parley.application.port.UndeliveredException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call of Slack's Web API had no success. Its text names no secret and nothing that was sent. */
final class SlackException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final Kind kind;
    private final @Nullable Duration retryAfter;

    /** What it means for whoever calls again. */
    enum Kind {
        /** The same call will never have success. */
        LASTING,
        /** It had no effect, and may have success later. */
        PASSING,
        /** It may have had its effect, of which nobody knows. */
        UNKNOWN
    }

    /**
     * @param code Slack's name for what is wrong; empty if it gave none
     * @param retryAfter how long Slack asks to be left alone; null if it says nothing
     */
    SlackException(String reason, String code, Kind kind, @Nullable Duration retryAfter) {
        super(reason, null, false, false);
        this.code = code;
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    boolean is(String other) {
        return code.equals(other);
    }

    boolean mayHaveHadItsEffect() {
        return kind == Kind.UNKNOWN;
    }

    /** The same for a call that changes nothing, whether it had its effect or not. */
    SlackException withoutEffect() {
        return mayHaveHadItsEffect() ? new SlackException(reason(), code, Kind.PASSING, retryAfter) : this;
    }

    UndeliveredException undelivered() {
        return switch (kind) {
            case LASTING -> UndeliveredException.refused(reason());
            case PASSING ->
                retryAfter == null
                        ? UndeliveredException.unavailable(reason())
                        : UndeliveredException.unavailable(reason(), retryAfter);
            case UNKNOWN -> UndeliveredException.uncertain(reason());
        };
    }
}
