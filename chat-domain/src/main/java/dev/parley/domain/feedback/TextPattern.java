package dev.parley.domain.feedback;

import dev.parley.domain.ChatException;
import dev.parley.domain.TextRules;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that people's answers have to match as a whole. Matching is bounded, whatever the expression: one that backtracks
 * without end or too deeply counts as not matching.
 *
 * @param regex in the syntax of {@link Pattern}, at most 500 code points
 */
public record TextPattern(String regex) {
    private static final int LONGEST = 500;
    private static final int MOST_STEPS = 1_000_000;

    /** @throws ChatException.Invalid if it is not a regular expression */
    public TextPattern {
        TextRules.check("pattern", regex, 1, LONGEST);
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException malformed) {
            throw ChatException.Invalid.field(
                    "pattern", "must be a regular expression: " + malformed.getDescription() + ".");
        }
    }

    boolean matches(String text) {
        try {
            return Pattern.compile(regex).matcher(new Steps(text)).matches();
        } catch (TooManyStepsException | StackOverflowError unbounded) {
            return false;
        }
    }

    /** Thrown out of a match that takes too long. */
    private static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyStepsException() {
            super(null, null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Steps implements CharSequence {
        private final String text;
        private int steps;

        Steps(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooManyStepsException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
