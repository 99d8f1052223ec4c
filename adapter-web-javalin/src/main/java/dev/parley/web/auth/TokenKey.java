package dev.parley.web.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One key that tokens are checked with, bound to the algorithms that its type allows: a public key never checks an HMAC. Safe for use by
 * many threads.
 */
public final class TokenKey {
    static final String HS256 = "HS256";
    static final String RS256 = "RS256";
    static final String ES256 = "ES256";

    /** Both names of signatures with Ed25519: that of RFC 8037 and that of RFC 9864. */
    static final Set<String> ED25519 = Set.of("EdDSA", "Ed25519");

    private final @Nullable String id;
    private final Set<String> algorithms;
    private final Key key;
    private volatile boolean withdrawn;

    /**
     * @param id the {@code kid} by which tokens name it; null if it has none
     * @param algorithms those that the key may be used with
     */
    TokenKey(@Nullable String id, Set<String> algorithms, Key key) {
        this.id = id;
        this.algorithms = Set.copyOf(algorithms);
        this.key = key;
    }

    static TokenKey of(TokenSecret secret) {
        return new TokenKey(null, Set.of(HS256), new SecretKeySpec(secret.bytes(), "HmacSHA256"));
    }

    @Nullable
    String id() {
        return id;
    }

    boolean allows(String algorithm) {
        return algorithms.contains(algorithm);
    }

    boolean sharesAnAlgorithmWith(TokenKey other) {
        return algorithms.stream().anyMatch(other::allows);
    }

    /** Whether the other one is this key under the same name and for the same use. */
    boolean isSameAs(TokenKey other) {
        return key.equals(other.key)
                && algorithms.equals(other.algorithms)
                && (id == null ? other.id == null : id.equals(other.id));
    }

    /**
     * What checks signatures of this key.
     *
     * @param name one that the key allows
     */
    Algorithm algorithm(String name) {
        if (!allows(name)) {
            throw new IllegalArgumentException("the key is not for this algorithm");
        }
        return switch (key) {
            case SecretKeySpec secret -> Algorithm.HMAC256(secret.getEncoded());
            case RSAPublicKey rsa -> Algorithm.RSA256(rsa, null);
            case ECPublicKey ec -> Algorithm.ECDSA256(ec, null);
            case EdECPublicKey edwards -> new Ed25519Algorithm(name, edwards);
            default -> throw new IllegalStateException("no algorithm for a key of " + key.getAlgorithm());
        };
    }

    /** From now on tokens of this key are worth nothing. */
    void withdraw() {
        withdrawn = true;
    }

    /** Whether its owner does not publish it any more. */
    public boolean isWithdrawn() {
        return withdrawn;
    }
}
