package dev.parley.web.auth;

import dev.parley.application.answer.SigningKeys;
import java.nio.charset.StandardCharsets;

/** The secret that signs tokens: at least {@value #MINIMUM_BYTES} bytes (RFC 7518, 3.2). Never prints itself. */
public final class TokenSecret implements TokenKeys {
    public static final int MINIMUM_BYTES = 32;

    private final byte[] bytes;

    private TokenSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param secret any text; its bytes in UTF-8 are the key
     * @throws IllegalArgumentException if it is too short
     */
    public static TokenSecret of(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MINIMUM_BYTES) {
            throw new IllegalArgumentException("The secret that signs tokens has %d bytes; it needs at least %d."
                    .formatted(bytes.length, MINIMUM_BYTES));
        }
        return new TokenSecret(bytes);
    }

    /**
     * A key for something else than tokens, from which nobody learns the secret.
     *
     * @param purpose never the same for two purposes
     * @return 32 bytes
     */
    public byte[] derived(String purpose) {
        return SigningKeys.derived(bytes, purpose);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "TokenSecret[…]";
    }
}
