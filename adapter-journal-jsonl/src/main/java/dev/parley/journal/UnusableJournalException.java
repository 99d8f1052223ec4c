package dev.parley.journal;

/** A folder cannot be used for a journal; the message says why and what to do. */
public final class UnusableJournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableJournalException(String message, Throwable cause) {
        super(message, cause);
    }

    UnusableJournalException(String message) {
        super(message);
    }
}
