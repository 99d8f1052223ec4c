package dev.parley.application.port;

/**
 * A model that answers a prompt, word by word.
 *
 * <p>Callers rely on this: {@link #answer} blocks on the caller's thread until the whole answer was given to the sink and may be called
 * by many threads at once; it hands the text to the sink in order, piece by piece, as soon as it has it; when its thread is
 * interrupted it ends within a second, releases its connection, and throws {@link InterruptedException}; once it gave the first piece
 * to the sink it never begins anew. Every adapter passes {@code LanguageModelContract}.
 */
@FunctionalInterface
public interface LanguageModel {
    /**
     * @param sink takes the text; what it was given is the answer's text
     * @return what came with the text
     * @throws InterruptedException if the thread was interrupted
     * @throws dev.parley.domain.ChatException with one of the codes {@code model_unavailable}, {@code model_rate_limited}, {@code
     *     model_rejected}, {@code model_timeout} and a sentence that may be shown to people
     */
    Reply answer(Prompt prompt, TextSink sink) throws InterruptedException;

    /** Whether it is worth asking now; false makes servers answer new connections with 503. Never blocks. */
    default boolean isReady() {
        return true;
    }
}
