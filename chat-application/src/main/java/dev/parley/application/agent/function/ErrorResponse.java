package dev.parley.application.agent.function;

/** Why an agent cannot help, in a sentence for people. */
public record ErrorResponse(String sentence) {}
