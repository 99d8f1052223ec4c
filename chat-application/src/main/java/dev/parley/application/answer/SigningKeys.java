package dev.parley.application.answer;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that sign what Parley sends and gets back (HMAC-SHA256, RFC 2104). The first one signs; what any of them signed is valid, so a new key
 * is put before the old one, and the old one taken away when nothing that it signed is of use any more. Never prints itself; safe for many
 * threads.
 */
public final class SigningKeys {
    /** Fewest bytes of a key. */
    public static final int MINIMUM_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /** @throws IllegalArgumentException if there is none, or one is too short */
    public SigningKeys(List<byte[]> keys) {
        if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length < MINIMUM_BYTES)) {
            throw new IllegalArgumentException("it takes at least one key, each of at least 32 bytes");
        }
        this.keys = keys.stream().map(key -> new SecretKeySpec(key, ALGORITHM)).toList();
    }

    /** A key of this process, which nobody else knows and which ends with it. */
    public static SigningKeys random() {
        byte[] key = new byte[MINIMUM_BYTES];
        new SecureRandom().nextBytes(key);
        return new SigningKeys(List.of(key));
    }

    /**
     * A key for one purpose, made of a secret that has others.
     *
     * @param purpose never the same for two purposes
     */
    public static byte[] derived(byte[] secret, String purpose) {
        return sign(new SecretKeySpec(secret, ALGORITHM), purpose, new byte[0]);
    }

    /**
     * Signs.
     *
     * @param purpose what is signed for one is of no use for another
     * @return 32 bytes
     */
    byte[] sign(String purpose, byte[] content) {
        return sign(keys.getFirst(), purpose, content);
    }

    /** Whether the signature, which may be only the beginning of one, is of one of the keys; takes the same time if it is not. */
    boolean isSignature(byte[] signature, String purpose, byte[] content) {
        boolean found = false;
        for (SecretKeySpec key : keys) {
            byte[] whole = sign(key, purpose, content);
            byte[] beginning = Arrays.copyOf(whole, signature.length);
            found |= MessageDigest.isEqual(beginning, signature);
        }
        return found;
    }

    private static byte[] sign(SecretKeySpec key, String purpose, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] label = purpose.getBytes(StandardCharsets.UTF_8);
            mac.update((byte) label.length);
            mac.update(label);
            return mac.doFinal(content);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "SigningKeys[…]";
    }
}
