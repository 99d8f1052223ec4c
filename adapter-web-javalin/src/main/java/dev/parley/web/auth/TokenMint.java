package dev.parley.web.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Makes tokens, signed with a secret, that {@link TokenGate} lets pass under the same rules. Safe for use by many threads. */
public final class TokenMint {
    private final TokenRules rules;
    private final Algorithm algorithm;
    private final InstantSource time;

    /** @throws IllegalArgumentException if the keys are an identity provider's, who alone makes tokens then */
    public TokenMint(TokenRules rules, InstantSource time) {
        if (!(rules.keys() instanceof TokenSecret secret)) {
            throw new IllegalArgumentException("Tokens that are signed with published keys are made by their owner.");
        }
        this.rules = rules;
        this.algorithm = Algorithm.HMAC256(secret.bytes());
        this.time = time;
    }

    /**
     * @param lifetime from now on; above zero
     * @return the token in its compact form
     */
    public String mint(UserId user, Role role, Duration lifetime) {
        if (!lifetime.isPositive()) {
            throw new IllegalArgumentException("A token has to live longer than " + lifetime);
        }
        Instant now = time.instant();
        JWTCreator.Builder token = JWT.create()
                .withSubject(user.value())
                .withClaim("role", role.wireName())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(lifetime));
        if (rules.issuer() != null) {
            token.withIssuer(rules.issuer());
        }
        if (rules.audience() != null) {
            token.withAudience(rules.audience());
        }
        return token.sign(algorithm);
    }
}
