package dev.parley.application.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel did not take a message. Its text is for those who run the server: it says what happened and names no secret. */
public final class UndeliveredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;
    private final @Nullable Duration retryAfter;

    private UndeliveredException(String reason, boolean lasting, @Nullable Duration retryAfter) {
        super(reason);
        this.lasting = lasting;
        this.retryAfter = retryAfter;
    }

    /** The same message to the same address will never be taken: there is no such mailbox, the person left. The channel itself works. */
    public static UndeliveredException refused(String reason) {
        return new UndeliveredException(reason, true, null);
    }

    /** It may be taken later. */
    public static UndeliveredException unavailable(String reason) {
        return new UndeliveredException(reason, false, null);
    }

    /** It may be taken after a time that the channel named. */
    public static UndeliveredException unavailable(String reason, Duration retryAfter) {
        return new UndeliveredException(reason, false, retryAfter);
    }

    /** Whether trying again is of no use. */
    public boolean isLasting() {
        return lasting;
    }

    /** How long the channel asks to be left alone; null if it says nothing. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
