package dev.parley.application.agent.function;

/** What an agent has to ask before it can go on, because it can be understood in several ways. */
public record ClarificationRequest(String question) {}
