package dev.parley.application.port;

import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call of a model went.
 *
 * @param model the name that was asked for; null for the adapter's default
 * @param firstChunk how long it took to the first text; null if there was none, or the answer is not streamed
 * @param usage tokens; {@link TokenUsage#NONE} if the server did not tell
 * @param error why it failed: the code of an {@link dev.parley.domain.ErrorCode}, or {@link #CANCELLED}; null if it did not
 */
public record ModelCallReport(
        @Nullable String model,
        Duration took,
        @Nullable Duration firstChunk,
        TokenUsage usage,
        @Nullable String error) {
    /** Nobody wanted the answer any more. */
    public static final String CANCELLED = "cancelled";
}
