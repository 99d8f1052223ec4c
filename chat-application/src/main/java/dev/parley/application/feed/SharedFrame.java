package dev.parley.application.feed;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A frame with room for its encoded form, so that it is encoded once per node and not once per watcher. Safe for many threads; if two
 * encode at the same time, both get an equal result.
 */
public final class SharedFrame {
    private final Frame frame;
    private volatile @Nullable Object encoded;

    SharedFrame(Frame frame) {
        this.frame = frame;
    }

    public Frame frame() {
        return frame;
    }

    /**
     * The encoded form, made at the first call.
     *
     * @param form the type of the encoded form; where several transports run on one node, they use the same
     */
    public <T> T encoded(Class<T> form, Function<Frame, T> encoder) {
        Object known = encoded;
        if (form.isInstance(known)) {
            return form.cast(known);
        }
        T fresh = encoder.apply(frame);
        encoded = fresh;
        return fresh;
    }
}
