package dev.parley.web.auth;

import org.jspecify.annotations.Nullable;

/**
 * What makes a token valid, beside its form.
 *
 * @param keys with what it is signed
 * @param issuer what the claim {@code iss} must be; null for anything
 * @param audience what the claim {@code aud} must contain; null for anything
 */
public record TokenRules(
        TokenKeys keys, @Nullable String issuer, @Nullable String audience) {
    /** Any token signed with these keys. */
    public static TokenRules of(TokenKeys keys) {
        return new TokenRules(keys, null, null);
    }
}
