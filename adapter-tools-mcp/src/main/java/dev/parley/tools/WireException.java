package dev.parley.tools;

import java.io.IOException;

/** Why a server cannot be spoken with, as a sentence for people that tells no secrets. */
final class WireException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean last;

    WireException(String sentence) {
        this(sentence, false);
    }

    private WireException(String sentence, boolean last) {
        super(sentence);
        this.last = last;
    }

    /** After this nothing goes over the wire any more. */
    static WireException last(String sentence) {
        return new WireException(sentence, true);
    }

    boolean isLast() {
        return last;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
