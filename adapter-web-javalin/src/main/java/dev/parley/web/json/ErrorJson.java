package dev.parley.web.json;

import dev.parley.domain.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that was refused or failed.
 *
 * @param data always null
 */
public record ErrorJson(@OneOf(words = {}) @Nullable String data, Body error) {
    /** What went wrong. */
    public record Body(
            @OneOf(ErrorCode.class) String errorCode,
            String errorMessage,
            int statusCode,
            Map<String, Object> details,
            String correlationId) {}
}
