package dev.parley.launcher.chat;

import java.util.Arrays;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Takes lines as people write them: words between spaces, without quotes or escapes. A backslash at the end goes on in a new line. */
final class MessageParser implements Parser {
    private static final String CONTINUATION = "\\";

    /** What was meant by a line that went on. */
    static String withoutContinuations(String text) {
        return text.replace(CONTINUATION + "\n", "\n");
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && line.endsWith(CONTINUATION)) {
            throw new EOFError(-1, -1, "the line goes on");
        }
        return Words.of(line, cursor);
    }

    @Override
    public boolean isEscapeChar(char unit) {
        return false;
    }

    /**
     * A line with the word in it that the cursor is at.
     *
     * @param wordCursor where in the word the cursor is
     */
    private record Words(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements ParsedLine {
        static Words of(String line, int cursor) {
            List<String> before = Arrays.asList(line.substring(0, cursor).split("[ \n]", -1));
            String begun = before.getLast();
            String rest = line.substring(cursor).split("[ \n]", 2)[0];
            List<String> words = Arrays.asList((line.substring(0, cursor) + rest).split("[ \n]", -1));
            return new Words(line, cursor, words, before.size() - 1, begun.length());
        }

        @Override
        public String word() {
            return words.get(wordIndex);
        }
    }
}
