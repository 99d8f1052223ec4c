package dev.parley.web.json;

import org.jspecify.annotations.Nullable;

/**
 * What every client frame has.
 *
 * @param type the kind of frame; null if there is none or it is not a string
 * @param ref what the reply repeats; null if there is none or it is not a string
 */
public record FrameHead(@Nullable String type, @Nullable String ref) {
    /** Of a frame that has neither. */
    public static final FrameHead NONE = new FrameHead(null, null);
}
