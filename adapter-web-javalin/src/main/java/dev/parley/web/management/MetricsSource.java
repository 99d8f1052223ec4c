package dev.parley.web.management;

import org.jspecify.annotations.Nullable;

/** Gives what was measured; must not ask anybody who may be slow. Called by many threads at once. */
@FunctionalInterface
public interface MetricsSource {
    /** @param accept the media types that the monitor understands, as it names them; null if it does not */
    Exposition read(@Nullable String accept);

    /** What was measured, as text. */
    record Exposition(String contentType, String text) {}
}
