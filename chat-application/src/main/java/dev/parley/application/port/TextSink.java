package dev.parley.application.port;

/** Takes the text of an answer as it grows. */
@FunctionalInterface
public interface TextSink {
    /**
     * Never blocks for long.
     *
     * @param piece any part of the text, in order; may end in the middle of a surrogate pair or be empty
     * @throws java.util.concurrent.CancellationException if nobody wants the answer any more; let it pass
     * @throws dev.parley.domain.ChatException.Unavailable if the answer is longer than any that is kept; let it pass
     */
    void append(String piece);

    /**
     * Takes what the server told of the answer so far; the newest counts, and what comes with the whole answer more than that. So an answer
     * that is stopped or fails has its tokens, too, if they were told in time.
     */
    default void report(TokenReport report) {}
}
