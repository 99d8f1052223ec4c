package dev.parley.application.architecture.seeded.domain.event;

import dev.parley.application.architecture.seeded.domain.turn.Something;

public record Happening(Something something) {}
