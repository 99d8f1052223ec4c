package dev.parley.persistence.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be had; the message tells the person who starts it why, and what to do. */
public final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmbeddedPostgresException(String message) {
        this(message, null);
    }

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
