package dev.parley.application.delivery;

import dev.parley.domain.TextRules;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that came with what somebody wrote over a channel. Nobody reads them: their names stand below the message, so that the agent knows of
 * them, and whoever sent them is told with the answer.
 *
 * @param names of any form; of many the first ones are named
 */
public record UnreadFiles(List<String> names) {
    private static final int MOST_NAMED = 10;
    private static final int LONGEST_NAME = 100;
    private static final Pattern NOTE = Pattern.compile("(?:^|\n\n)\\[Files that cannot be read here: ([^\n]+)]$");

    public UnreadFiles {
        names = List.copyOf(names);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** The names in one line. */
    public String named() {
        String first = String.join(
                ", ", names.stream().limit(MOST_NAMED).map(UnreadFiles::plain).toList());
        return names.size() <= MOST_NAMED ? first : "%s and %d more".formatted(first, names.size() - MOST_NAMED);
    }

    private static String plain(String name) {
        String line =
                TextRules.repaired(name).replaceAll("[\\p{Cntrl}\\s`]+", " ").strip();
        return line.isEmpty() ? "a file" : TextRules.shortened(line, LONGEST_NAME);
    }

    /** A text with the names below it; the text itself if there are none. */
    public String below(String text) {
        return isEmpty() ? text : text + "\n\n[Files that cannot be read here: " + named() + "]";
    }

    /** What whoever wrote a text is told, in Markdown; empty if no names stand below it. */
    static Optional<String> remark(String text) {
        Matcher note = NOTE.matcher(text);
        return note.find()
                ? Optional.of("*Files cannot be read here, so these were left out:* `%s`".formatted(note.group(1)))
                : Optional.empty();
    }
}
