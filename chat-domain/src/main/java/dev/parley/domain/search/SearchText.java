package dev.parley.domain.search;

import dev.parley.domain.ChatException;
import dev.parley.domain.TextRules;
import java.util.Optional;

/**
 * Text that somebody looks for. It is found as any part of another text, in upper or lower case: two characters are the same if their
 * simple upper-case forms, or the lower-case forms of these, are. So every character stands for one character, and a finding is as long as the text.
 */
public record SearchText(String value) {
    public static final int MAXIMUM_CODE_POINTS = 200;

    /** @throws ChatException.Invalid unless the text has 1 to {@value #MAXIMUM_CODE_POINTS} legal characters */
    public static SearchText parse(String field, String text) {
        return new SearchText(TextRules.check(field, text, 1, MAXIMUM_CODE_POINTS));
    }

    /** Whether a text has it. */
    public boolean isIn(String text) {
        return indexIn(text) >= 0;
    }

    /** Where a text has it first, in UTF-16 code units; -1 if it does not. */
    int indexIn(String text) {
        int last = text.length() - value.length();
        for (int index = 0; index <= last; index++) {
            if (text.regionMatches(true, index, value, 0, value.length())) {
                return index;
            }
        }
        return -1;
    }

    /** The piece of a text that shows where it has this; empty if it does not. */
    public Optional<Snippet> snippetOf(String text) {
        int index = indexIn(text);
        return index < 0 ? Optional.empty() : Optional.of(Snippet.around(text, index, value.length()));
    }
}
