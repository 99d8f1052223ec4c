package dev.parley.application.architecture.seeded.domain.session;

public record SessionId(String value) {}
