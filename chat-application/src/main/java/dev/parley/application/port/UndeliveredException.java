package dev.parley.application.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel did not take a message. Its text is for those who run the server: it says what happened and names no secret. */
public final class UndeliveredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;
    private final boolean uncertain;
    private final @Nullable Duration retryAfter;

    private UndeliveredException(String reason, boolean lasting, boolean uncertain, @Nullable Duration retryAfter) {
        super(reason);
        this.lasting = lasting;
        this.uncertain = uncertain;
        this.retryAfter = retryAfter;
    }

    /** The same message to the same address will never be taken: there is no such mailbox, the person left. The channel itself works. */
    public static UndeliveredException refused(String reason) {
        return new UndeliveredException(reason, true, false, null);
    }

    /** It surely was not taken, and may be later. */
    public static UndeliveredException unavailable(String reason) {
        return new UndeliveredException(reason, false, false, null);
    }

    /** It may be taken after a time that the channel named. */
    public static UndeliveredException unavailable(String reason, Duration retryAfter) {
        return new UndeliveredException(reason, false, false, retryAfter);
    }

    /** It may have been taken: all of it was sent, and then nothing more was heard. */
    public static UndeliveredException uncertain(String reason) {
        return new UndeliveredException(reason, false, true, null);
    }

    /** Whether trying again is of no use. */
    public boolean isLasting() {
        return lasting;
    }

    /** Whether the message may have been taken nevertheless. */
    public boolean isUncertain() {
        return uncertain;
    }

    /** How long the channel asks to be left alone; null if it says nothing. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
