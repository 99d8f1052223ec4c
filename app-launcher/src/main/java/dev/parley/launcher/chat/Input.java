package dev.parley.launcher.chat;

/** What a person did at the terminal. */
sealed interface Input {
    /**
     * @param subject that of the prompt which the person saw
     */
    record Line(String text, String subject) implements Input {}

    /**
     * Ctrl-C.
     *
     * @param partial what was typed so far
     */
    record Interrupted(String partial) implements Input {}

    /** Ctrl-D, or the terminal is gone. */
    record Ended() implements Input {}
}
