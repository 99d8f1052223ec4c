package dev.parley.application.port;

import dev.parley.domain.TextRules;
import dev.parley.domain.message.TokenUsage;

/** What a model's server told of an answer that may not have ended: which model gives it, and the tokens so far. */
public record TokenReport(String model, TokenUsage usage) {
    public TokenReport {
        model = TextRules.repaired(model);
    }
}
