package dev.parley.application.feed;

import dev.parley.domain.message.MessageId;
import org.jspecify.annotations.Nullable;

/** The growing text of one answer. Guarded by the lock of its feed. */
final class Draft {
    private final MessageId messageId;
    private final StringBuilder text;
    private @Nullable SharedFrame latestDelta;

    Draft(MessageId messageId, String text) {
        this.messageId = messageId;
        this.text = new StringBuilder(text);
    }

    MessageId messageId() {
        return messageId;
    }

    int length() {
        return text.length();
    }

    /** Adds what is new of a piece that begins at an offset; a piece behind a gap is ignored. */
    boolean append(int offset, String piece) {
        int known = text.length() - offset;
        if (known < 0 || known >= piece.length()) {
            return false;
        }
        text.append(piece, known, piece.length());
        return true;
    }

    /** The text from an offset on, at most so many units; begins and ends between code points, so it may begin one unit earlier. */
    Slice from(int offset, int most) {
        int start = splitsPair(offset) ? offset - 1 : offset;
        int end = Math.min(text.length(), start + most);
        if (splitsPair(end)) {
            end--;
        }
        return new Slice(start, text.substring(start, end));
    }

    private boolean splitsPair(int index) {
        return index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
    }

    /** The delta that was made last, for watchers who stand at the same place. */
    @Nullable
    SharedFrame latestDelta() {
        return latestDelta;
    }

    void remember(SharedFrame delta) {
        latestDelta = delta;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A part of the text and where it begins. */
    record Slice(int offset, String text) {}
}
