package dev.parley.application.architecture.seeded.domain.turn;

public record Something(String name) {}
