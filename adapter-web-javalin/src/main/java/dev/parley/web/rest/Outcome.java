package dev.parley.web.rest;

import org.jspecify.annotations.Nullable;

/**
 * An answer of a route beside its usual one and beside refusals.
 *
 * @param type of the answer's body; null if it has none
 * @param when this is answered, in one sentence
 */
public record Outcome(int status, @Nullable Class<?> type, String when) {}
