package dev.parley.web.json;

import dev.parley.domain.message.TokenUsage;

/** What an answer cost. */
public record UsageJson(int promptTokens, int completionTokens) {
    public static UsageJson from(TokenUsage usage) {
        return new UsageJson(usage.promptTokens(), usage.completionTokens());
    }
}
