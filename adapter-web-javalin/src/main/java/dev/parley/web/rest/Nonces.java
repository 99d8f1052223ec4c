package dev.parley.web.rest;

import java.security.SecureRandom;
import java.util.Base64;

/** Numbers used once, by which a Content-Security-Policy allows what a page has inline. Safe for use by many threads. */
final class Nonces {
    private static final int BYTES = 18;

    private final SecureRandom random = new SecureRandom();

    /** In base64. */
    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
