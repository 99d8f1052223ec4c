package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import java.util.regex.Pattern;

/**
 * Names of tools, described by a pattern: {@code *} stands for any characters or none, {@code ?} for exactly one, everything else for
 * itself, in its own case.
 *
 * @param pattern 1 to {@value #LONGEST} characters that names of tools consist of, {@code *} and {@code ?}
 */
public record ToolGlob(String pattern) {
    private static final int LONGEST = 128;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:/*?-]{1," + LONGEST + "}");

    /** @throws ChatException.Invalid if the pattern is not of that form */
    public ToolGlob {
        if (!FORM.matcher(pattern).matches()) {
            throw ChatException.Invalid.field(
                    "tools",
                    "must be patterns of 1 to %d characters out of letters, digits, _ . : / - and the wildcards * and ?"
                            .formatted(LONGEST));
        }
    }

    /** Whether the pattern describes this name; takes at most as many steps as both are long, multiplied. */
    public boolean matches(String name) {
        int at = 0;
        int next = 0;
        int star = -1;
        int resume = 0;
        while (next < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = next;
            } else if (at < pattern.length() && fits(pattern.charAt(at), name.charAt(next))) {
                at++;
                next++;
            } else if (star >= 0) {
                at = star + 1;
                next = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private static boolean fits(char wanted, char given) {
        return wanted == '?' || wanted == given;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
