package dev.parley.launcher.chat;

/**
 * Where a conversation is shown and lines are typed. Takes texts as they are: it makes them {@linkplain SafeText safe} itself. Safe for use by
 * many threads.
 */
interface Screen extends AutoCloseable {
    /** Shows whole lines. */
    void print(Style style, String text);

    /** Says what goes on around the conversation. */
    default void note(String sentence) {
        print(Style.FAINT, "-- " + sentence);
    }

    /** Says what went wrong. */
    default void warn(String sentence) {
        print(Style.WARNING, "! " + sentence);
    }

    /** Shows more of the answer in progress. */
    void stream(String text);

    /** The answer in progress is over. */
    void endStream();

    /** Shows what goes on now, in place of what went on before; empty for nothing. */
    void status(String text);

    /** Asks for lines in this way from now on; also for the one that is being typed, as long as nothing was typed. */
    void prompt(Prompt prompt);

    /** What stands in the next line already. */
    void prefill(String text);

    /** Waits for what a person does. To be called by one thread. */
    Input read();

    /** Lets {@link #read} end, now and in future. */
    void end();

    /** Gives the terminal back. */
    @Override
    void close();
}
