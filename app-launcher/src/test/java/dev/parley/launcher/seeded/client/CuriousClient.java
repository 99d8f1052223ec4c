package dev.parley.launcher.seeded.client;

import dev.parley.domain.user.UserId;

/** A client that knows the server's code. */
public record CuriousClient(UserId user) {}
