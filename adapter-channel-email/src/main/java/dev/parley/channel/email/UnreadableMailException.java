package dev.parley.channel.email;

/** A mail is of a form that nobody writes by accident, and is left alone. */
final class UnreadableMailException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableMailException(String reason) {
        super(reason);
    }
}
