package dev.parley.application.architecture.seeded.domain.session;

public record Session(SessionId id) {}
