package dev.parley.domain.event;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A place in a session's log: after the event {@code seq} and, if an answer is being streamed there, after {@code offset} UTF-16 code
 * units of its text. Written {@code seq} or {@code seq.offset}, such as {@code 12} or {@code 12.340}.
 *
 * @param seq the last event seen; 0 = before the first
 * @param offset how much of the draft was seen; 0 = nothing
 */
public record Position(long seq, int offset) implements Comparable<Position> {
    /** Before the first event. */
    public static final Position START = new Position(0, 0);

    private static final long SEQ_LIMIT = 1_000_000_000_000_000_000L;
    private static final int OFFSET_LIMIT = 1_000_000_000;
    /** The form of a position. */
    public static final String REGEX = "(0|[1-9][0-9]{0,17})(?:\\.(0|[1-9][0-9]{0,8}))?";

    private static final Pattern FORM = Pattern.compile(REGEX);

    public Position {
        if (seq < 0 || seq >= SEQ_LIMIT || offset < 0 || offset >= OFFSET_LIMIT) {
            throw new IllegalArgumentException("impossible position " + seq + "." + offset);
        }
    }

    public static Position after(long seq) {
        return new Position(seq, 0);
    }

    /** @throws ChatException.Invalid with code {@code invalid_position} if the text is not of the form above */
    public static Position parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ChatException.Invalid(
                    ErrorCode.INVALID_POSITION,
                    "A position has the form seq or seq.offset, such as 12 or 12.340; send one you received, or 0 for the start.",
                    Map.of("field", "position"));
        }
        String offset = matcher.group(2);
        return new Position(Long.parseLong(matcher.group(1)), offset == null ? 0 : Integer.parseInt(offset));
    }

    @Override
    public int compareTo(Position other) {
        int bySeq = Long.compare(seq, other.seq);
        return bySeq != 0 ? bySeq : Integer.compare(offset, other.offset);
    }

    /** The form of the wire. */
    @Override
    public String toString() {
        return offset == 0 ? Long.toString(seq) : seq + "." + offset;
    }
}
