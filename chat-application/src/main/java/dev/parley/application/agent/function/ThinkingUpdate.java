package dev.parley.application.agent.function;

/** One step of an agent's thinking, in a sentence that people may see. */
public record ThinkingUpdate(String sentence) {}
