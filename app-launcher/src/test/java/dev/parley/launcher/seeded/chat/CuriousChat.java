package dev.parley.launcher.seeded.chat;

import dev.parley.web.json.Json;

/** A chat that knows the server's code. */
public record CuriousChat(Json json) {}
