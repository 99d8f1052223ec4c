package dev.parley.application.port;

import dev.parley.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tasks of one owner, the lowest number first.
 *
 * @param done only those that are done, or only those that are open; null for all
 */
public record TaskQuery(UserId owner, @Nullable Boolean done, int limit, int offset) {}
