package dev.parley.domain.message;

/**
 * What one answer cost, in tokens of the model.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 */
public record TokenUsage(int promptTokens, int completionTokens) {
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    public TokenUsage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException("tokens cannot be fewer than none");
        }
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
