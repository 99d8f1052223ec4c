package dev.parley.web.socket;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of client frames: everything there is to know of a frame, for those who obey it and those who describe it.
 *
 * @param type the frame's {@code type}
 * @param summary what it does, in one sentence
 * @param reply the type of the reply; null if there is none
 * @param tooEarly tells of a reply that the frame came to nothing because it overtook those before it, so that it is carried out again
 *     when they are done; null for a frame that waits its turn
 */
public record Command<F extends Record>(
        String type,
        String summary,
        Class<F> frame,
        @Nullable Class<? extends Record> reply,
        @Nullable Predicate<Record> tooEarly,
        Handler<F> handler) {
    /** Does what a frame asks for. */
    @FunctionalInterface
    public interface Handler<F extends Record> {
        /** @return the reply; null if there is none */
        @Nullable
        Record handle(Peer peer, F frame);
    }

    static <F extends Record> Command<F> of(
            String type, String summary, Class<F> frame, Class<? extends Record> reply, Handler<F> handler) {
        return new Command<>(type, summary, frame, reply, null, handler);
    }

    static <F extends Record> Command<F> silent(String type, String summary, Class<F> frame, Handler<F> handler) {
        return new Command<>(type, summary, frame, null, null, handler);
    }

    /** Overtakes the frames before it. */
    static <F extends Record, R extends Record> Command<F> overtaking(
            String type, String summary, Class<F> frame, Class<R> reply, Predicate<R> tooEarly, Handler<F> handler) {
        return new Command<>(type, summary, frame, reply, sent -> tooEarly.test(reply.cast(sent)), handler);
    }

    boolean overtakes() {
        return tooEarly != null;
    }

    boolean isTooEarly(Record sent) {
        return tooEarly != null && tooEarly.test(sent);
    }
}
