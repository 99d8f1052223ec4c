package dev.parley.application.port;

import dev.parley.domain.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked for a structured answer.
 *
 * @param system what it has to do
 * @param input what it has to do it with
 * @param name of the shape: letters, digits, {@code _} and {@code -}
 * @param schema a JSON Schema of the answer, an object
 * @param model the name of the model to use; null for the adapter's default
 */
public record StructuredPrompt(
        String system,
        String input,
        String name,
        JsonText schema,
        @Nullable String model) {}
