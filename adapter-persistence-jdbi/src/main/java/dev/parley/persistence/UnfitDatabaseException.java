package dev.parley.persistence;

/** The database cannot be used as it is; the message is a sentence for the person who starts the program and says what to do. */
public final class UnfitDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnfitDatabaseException(String sentence) {
        super(sentence);
    }
}
