package dev.parley.web.json;

import org.jspecify.annotations.Nullable;

/**
 * Whether pages of an origin may have the chat.
 *
 * @param origin as the browser told it; null if it told none, which it does for pages of this server
 */
public record WidgetOriginJson(@Nullable String origin, boolean allowed) {}
