package dev.parley.application.architecture.seeded.domain.user;

public record Caller(String user) {}
