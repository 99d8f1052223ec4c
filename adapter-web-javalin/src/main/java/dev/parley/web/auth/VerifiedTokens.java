package dev.parley.web.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about valid tokens, until they end, so that a signature is checked once and not with every request. A token is known
 * by its SHA-256: it is not kept, and its length does not matter. Of invalid tokens nothing is kept, since anybody can make any number of
 * them. Bounded; what was not used for long makes room, for which a cache that scans do not empty is worth a library. Safe for use by
 * many threads.
 */
final class VerifiedTokens {
    /** Some megabytes. */
    private static final int MAXIMUM = 20_000;

    private final InstantSource time;
    private final Cache<ByteBuffer, Identity> identities;

    VerifiedTokens(InstantSource time) {
        this.time = time;
        this.identities = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfter(Expiry.<ByteBuffer, Identity>creating((token, identity) -> left(identity)))
                .build();
    }

    private Duration left(Identity identity) {
        Duration left = Duration.between(time.instant(), identity.validUntil());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What a token proves; null if that is not known, or it is over. */
    @Nullable
    Identity find(ByteBuffer fingerprint, Instant now) {
        Identity known = identities.getIfPresent(fingerprint);
        if (known != null && known.isOver(now)) {
            identities.invalidate(fingerprint);
            return null;
        }
        return known;
    }

    void add(ByteBuffer fingerprint, Identity identity) {
        identities.put(fingerprint, identity);
    }

    static ByteBuffer fingerprint(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
