package dev.parley.application.port;

/**
 * A model that answers with a JSON document of a given shape.
 *
 * <p>Callers rely on this: {@link #answer} blocks on the caller's thread, may be called by many threads at once, and ends within a
 * second when its thread is interrupted; what it returns is a JSON document, though it may not fit the schema. Every adapter passes
 * {@code StructuredModelContract}.
 */
@FunctionalInterface
public interface StructuredModel {
    /**
     * @throws InterruptedException if the thread was interrupted
     * @throws dev.parley.domain.ChatException with one of the codes of {@link LanguageModel}, or {@code invalid_json} if the answer is
     *     no JSON document
     */
    StructuredReply answer(StructuredPrompt prompt) throws InterruptedException;
}
