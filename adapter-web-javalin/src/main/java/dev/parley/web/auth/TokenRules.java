package dev.parley.web.auth;

import org.jspecify.annotations.Nullable;

/**
 * What makes a token valid, beside its form.
 *
 * @param issuer what the claim {@code iss} must be; null for anything
 * @param audience what the claim {@code aud} must contain; null for anything
 */
public record TokenRules(
        TokenSecret secret,
        @Nullable String issuer,
        @Nullable String audience) {
    /** Any token signed with this secret. */
    public static TokenRules of(TokenSecret secret) {
        return new TokenRules(secret, null, null);
    }
}
