package dev.parley.application.agent;

/** Somebody else took over the turn, or it ended; whoever worked on it must not write any more. */
final class LostLeaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostLeaseException(String message) {
        super(message, null, false, false);
    }
}
