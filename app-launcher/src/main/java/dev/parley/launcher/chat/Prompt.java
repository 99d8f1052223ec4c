package dev.parley.launcher.chat;

/**
 * How a line is asked for.
 *
 * @param label what stands before it
 * @param subject what the line is about; comes back with it
 * @param initial what stands in it already
 */
record Prompt(String label, String subject, String initial) {
    /** For a message. */
    static final Prompt MESSAGE = new Prompt("> ", "", "");
}
