package dev.parley.web.auth;

/** A key, or a whole set of keys, that cannot be used; the message says why, and holds nothing of the key. */
final class UnusableKeysException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableKeysException(String reason) {
        super(reason);
    }

    UnusableKeysException(String reason, Throwable cause) {
        super(reason, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
