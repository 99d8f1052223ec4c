package dev.parley.web.management;

/** The management port cannot be listened on; the cause says why. */
public final class ManagementPortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ManagementPortException(Throwable cause) {
        super("the management port cannot be listened on", cause);
    }

    /** Why, in a few words. */
    public String reason() {
        return String.valueOf(getCause() == null ? null : getCause().getMessage());
    }
}
