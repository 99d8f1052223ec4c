package dev.parley.application.agent.function;

import dev.parley.domain.message.TokenUsage;

/**
 * A structured answer that fits.
 *
 * @param model the name of the model that answered
 * @param usage the tokens of all it took to get it
 */
public record TypedReply<T>(T value, String model, TokenUsage usage) {}
