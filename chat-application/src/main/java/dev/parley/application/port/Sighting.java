package dev.parley.application.port;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Instant;

/**
 * Somebody came.
 *
 * @param role the one that their token gave
 */
public record Sighting(UserId user, Role role, Instant at) {}
