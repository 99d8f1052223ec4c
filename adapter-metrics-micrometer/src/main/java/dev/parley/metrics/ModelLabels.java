package dev.parley.metrics;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What models are called in metrics.
 *
 * @param provider whose they are, by the names of OpenTelemetry's conventions, such as {@code openai}
 * @param usual the one that is asked when no other is named
 * @param configured those that may be named beside it; others are counted together. Asked often, must not block
 */
public record ModelLabels(String provider, String usual, Supplier<Set<String>> configured) {
    String of(@Nullable String asked) {
        if (asked == null || asked.equals(usual)) {
            return usual;
        }
        return configured.get().contains(asked) ? asked : BoundedNames.OTHER;
    }
}
