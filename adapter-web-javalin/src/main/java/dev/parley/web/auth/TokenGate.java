package dev.parley.web.auth;

import com.auth0.jwt.JWT;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets valid tokens pass: JSON Web Tokens (RFC 7519) signed with the secret (HS256) or with a key of the identity provider (RS256, ES256,
 * EdDSA), with an {@code exp} in the future, a {@code sub} that is a user id, and a {@code role} if they name one. The key decides which
 * algorithm may be used with it, the token does not. Any defect whatsoever is a refusal, never an error. Safe for use by many threads.
 */
public final class TokenGate implements AutoCloseable {
    /** How far the clocks of those who make tokens may differ from ours. */
    public static final Duration LEEWAY = Duration.ofSeconds(5);

    /** Longest token that is looked at, in characters. */
    public static final int MAXIMUM_LENGTH = 4 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(TokenGate.class);

    private final TokenRules rules;
    private final InstantSource time;
    private final KeyRing ring;
    private final VerifiedTokens verified;
    private final Json json;

    /** With published keys, begins to fetch them until it is closed. */
    public TokenGate(TokenRules rules, InstantSource time) {
        this(rules, time, KeyRing.of(rules.keys(), time));
    }

    TokenGate(TokenRules rules, InstantSource time, KeyRing ring) {
        this.rules = rules;
        this.time = time;
        this.ring = ring;
        this.verified = new VerifiedTokens(time);
        this.json = new Json();
    }

    /**
     * What the token proves; the role is the token's own.
     *
     * @throws ChatException.Unauthenticated if the token has any defect; which one is told to the log only
     * @throws ChatException.Unavailable if it may be valid, but there are no keys to check it with
     */
    public Identity verify(String token) {
        try {
            return identityIn(token);
        } catch (ChatException.Unavailable noKeys) {
            throw noKeys;
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
        ByteBuffer fingerprint = VerifiedTokens.fingerprint(token);
        Identity known = verified.find(fingerprint, time.instant());
        if (known != null) {
            var unused = ring.keys(); // or there are none that count
            return known;
        }
        requireCanonicalForm(token);
        DecodedJWT decoded = JWT.decode(token);
        if (!decoded.getHeaderClaim("crit").isMissing()) {
            throw new IllegalArgumentException("has critical extensions");
        }
        TokenKey key = keyOf(decoded);
        Identity identity = checked(decoded, key);
        verified.add(fingerprint, identity);
        return identity;
    }

    /** The key whose signature the token should have. Only a name that is not known is worth a look for newer keys. */
    private TokenKey keyOf(DecodedJWT token) {
        String algorithm = token.getAlgorithm();
        if (algorithm == null || !ring.algorithms().contains(algorithm)) {
            throw new IllegalArgumentException("is not signed with an algorithm of ours");
        }
        String id = keyIdIn(token);
        KeySet keys = ring.keys();
        TokenKey key = keys.find(algorithm, id);
        if (key == null) {
            key = ring.newerThan(keys).find(algorithm, id);
        }
        if (key == null) {
            throw new IllegalArgumentException("its key is not known or not named");
        }
        return key;
    }

    private static @Nullable String keyIdIn(DecodedJWT token) {
        Claim id = token.getHeaderClaim("kid");
        if (id.isMissing()) {
            return null;
        }
        String name = id.asString();
        if (name == null) {
            throw new IllegalArgumentException("kid is not a string");
        }
        return name;
    }

    private Identity checked(DecodedJWT decoded, TokenKey key) {
        Algorithm algorithm = key.algorithm(decoded.getAlgorithm());
        Verification verification = JWT.require(algorithm).acceptLeeway(LEEWAY.toSeconds());
        if (rules.issuer() != null) {
            verification.withIssuer(rules.issuer());
        }
        if (rules.audience() != null) {
            verification.withAnyOfAudience(rules.audience());
        }
        ((BaseVerification) verification).build(time.withZone(ZoneOffset.UTC)).verify(decoded);
        Instant expiresAt = decoded.getExpiresAtAsInstant();
        String subject = decoded.getClaim("sub").asString();
        if (expiresAt == null || subject == null) {
            throw new IllegalArgumentException("exp or sub is missing or not of its type");
        }
        Role role = roleIn(decoded);
        return new Identity(new UserId(subject), role, role, expiresAt, key);
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

    /** Ceases to fetch keys. */
    @Override
    public void close() {
        ring.close();
    }
}
