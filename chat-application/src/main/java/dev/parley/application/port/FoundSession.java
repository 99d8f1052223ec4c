package dev.parley.application.port;

import dev.parley.domain.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * A session in a list.
 *
 * @param match where it has the text that was looked for; null if none was
 */
public record FoundSession(Session session, @Nullable SessionMatch match) {}
