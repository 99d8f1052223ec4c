package dev.parley.application.architecture.seeded.channel.slack;

public record Slack(String name) {}
