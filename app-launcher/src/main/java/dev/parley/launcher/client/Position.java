package dev.parley.launcher.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a session's log.
 *
 * @param seq the last event seen; 0 for the beginning
 * @param offset how much of the answer in progress was seen, in UTF-16 code units
 */
record Position(long seq, int offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.(\\d{1,9}))?");

    /** @throws IllegalArgumentException if it has not the form {@code seq} or {@code seq.offset} */
    static Position parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a position: " + text);
        }
        String offset = matcher.group(2);
        return new Position(Long.parseLong(matcher.group(1)), offset == null ? 0 : Integer.parseInt(offset));
    }

    @Override
    public String toString() {
        return offset == 0 ? Long.toString(seq) : seq + "." + offset;
    }
}
