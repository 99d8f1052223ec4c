package dev.parley.tools;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with an external server.
 *
 * <pre>
 *   Connecting ──► Connected ──► Reconnecting ──► Connected …
 *       └───────────────────────────▲
 * </pre>
 */
public sealed interface ServerState {
    Instant since();

    /** For the first time. */
    record Connecting(Instant since) implements ServerState {}

    /**
     * Its tools can be called.
     *
     * @param tools how many
     * @param leftOut why tools of the server are not offered, or its list was not read anew; null if all is well
     */
    record Connected(Instant since, int tools, @Nullable String leftOut) implements ServerState {}

    /**
     * It cannot be used and is tried again and again.
     *
     * @param since when it was lost or first failed
     * @param lastError what happened last, as a sentence
     */
    record Reconnecting(Instant since, String lastError) implements ServerState {}
}
