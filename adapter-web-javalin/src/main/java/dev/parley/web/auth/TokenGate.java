package dev.parley.web.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets valid tokens pass: JSON Web Tokens (RFC 7519) signed with HS256, with an {@code exp} in the future, a {@code sub} that is a user
 * id, and a {@code role} if they name one. Any defect whatsoever is a refusal, never an error. Safe for use by many threads.
 */
public final class TokenGate {
    /** How far the clocks of those who make tokens may differ from ours. */
    public static final Duration LEEWAY = Duration.ofSeconds(5);

    /** Longest token that is looked at, in characters. */
    public static final int MAXIMUM_LENGTH = 4 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(TokenGate.class);

    private final JWTVerifier verifier;
    private final Json json;

    public TokenGate(TokenRules rules, InstantSource time) {
        Verification verification =
                JWT.require(Algorithm.HMAC256(rules.secret().bytes())).acceptLeeway(LEEWAY.toSeconds());
        if (rules.issuer() != null) {
            verification.withIssuer(rules.issuer());
        }
        if (rules.audience() != null) {
            verification.withAnyOfAudience(rules.audience());
        }
        this.verifier = ((BaseVerification) verification).build(time.withZone(ZoneOffset.UTC));
        this.json = new Json();
    }

    /** @throws ChatException.Unauthenticated if the token has any defect; which one is told to the log only */
    public Identity verify(String token) {
        try {
            return identityIn(token);
        } catch (RuntimeException defect) {
            // The library is not consistent in what it throws for malformed tokens; some defects are
            // NullPointerExceptions.
            LOG.debug("token refused: {}", defect.toString());
            throw new ChatException.Unauthenticated("The token is not valid or has expired; get a new one.");
        }
    }

    private Identity identityIn(String token) {
        if (token.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAXIMUM_LENGTH);
        }
        requireCanonicalForm(token);
        DecodedJWT decoded = verifier.verify(token);
        if (!decoded.getHeaderClaim("crit").isMissing()) {
            throw new IllegalArgumentException("has critical extensions");
        }
        Instant expiresAt = decoded.getExpiresAtAsInstant();
        String subject = decoded.getClaim("sub").asString();
        if (expiresAt == null || subject == null) {
            throw new IllegalArgumentException("exp or sub is missing or not of its type");
        }
        return new Identity(new UserId(subject), roleIn(decoded), expiresAt);
    }

    /**
     * Exactly one spelling of a token passes: base64url has unused bits that decoders ignore, and JSON has names that occur twice, of
     * which readers pick one or the other.
     */
    private void requireCanonicalForm(String token) {
        List<String> parts = List.of(token.split("\\.", -1));
        if (parts.size() != 3) {
            throw new IllegalArgumentException("not of three parts");
        }
        for (int i = 0; i < parts.size(); i++) {
            byte[] decoded = Base64.getUrlDecoder().decode(parts.get(i));
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(parts.get(i))) {
                throw new IllegalArgumentException("part " + i + " is not canonical");
            }
            if (i < 2) {
                json.head(textOf(decoded));
            }
        }
    }

    private static String textOf(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("not UTF-8", malformed);
        }
    }

    private static Role roleIn(DecodedJWT decoded) {
        Claim claim = decoded.getClaim("role");
        if (claim.isMissing()) {
            return Role.VIEWER;
        }
        String name = claim.asString();
        if (name == null) {
            throw new IllegalArgumentException("role is not a string");
        }
        return Role.named(name).orElseThrow(() -> new IllegalArgumentException("role is not known"));
    }
}
