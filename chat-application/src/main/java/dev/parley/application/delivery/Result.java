package dev.parley.application.delivery;

import dev.parley.domain.channel.SendOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an attempt. The reasons are sentences without secrets. */
sealed interface Result {
    /**
     * It was taken.
     *
     * @param receipt where it is; null if the channel did not say so in words that can be kept
     */
    record Sent(@Nullable String receipt) implements Result {}

    /** It will never be taken. */
    record Refused(String why) implements Result {}

    /**
     * It was not taken.
     *
     * @param asked how long the channel asks to be left alone; null if it says nothing
     */
    record Unavailable(String why, @Nullable Duration asked) implements Result {}

    /** It may have been taken, and the channel cannot tell. */
    record Unknown(String why) implements Result {}

    /** It may have been taken, and the channel could not be asked. */
    record Unclear(String why) implements Result {}

    default SendOutcome outcome() {
        return switch (this) {
            case Sent sent -> SendOutcome.SENT;
            case Refused refused -> SendOutcome.REFUSED;
            case Unavailable unavailable -> SendOutcome.UNAVAILABLE;
            case Unknown unknown -> SendOutcome.UNKNOWN;
            case Unclear unclear -> SendOutcome.UNKNOWN;
        };
    }
}
