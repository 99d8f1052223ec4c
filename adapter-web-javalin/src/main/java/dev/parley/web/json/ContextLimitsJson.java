package dev.parley.web.json;

/** How much a model gets to see. */
public record ContextLimitsJson(int messages, int tokens) {}
