package dev.parley.domain.task;

import dev.parley.domain.TextRules;

/**
 * What a task is about, in the words of whoever added it.
 *
 * @param value 1 to {@value #LONGEST} code points
 */
public record TaskTitle(String value) {
    /** Most code points of a title. */
    public static final int LONGEST = 500;

    /**
     * @throws dev.parley.domain.ChatException.Invalid with code {@code invalid_content} if the text is empty or too long or contains
     *     characters that are never stored
     */
    public TaskTitle {
        TextRules.check("title", value, 1, LONGEST);
    }

    @Override
    public String toString() {
        return value;
    }
}
