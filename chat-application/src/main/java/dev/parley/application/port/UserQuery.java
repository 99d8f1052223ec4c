package dev.parley.application.port;

import dev.parley.domain.user.Role;
import org.jspecify.annotations.Nullable;

/**
 * Which users to list, ordered by id.
 *
 * @param part only those whose id has this text in it, in upper or lower case; null for all
 * @param role only those for whom this {@linkplain dev.parley.domain.user.User#role() role counts}; null for all
 * @param disabled only those who are, or are not, kept out; null for all
 * @param limit most users, at least 1
 * @param offset how many to leave out, at least 0
 */
public record UserQuery(
        @Nullable String part,
        @Nullable Role role,
        @Nullable Boolean disabled,
        int limit,
        int offset) {}
