package dev.parley.launcher.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant who mistyped a name. */
public final class Suggestion {
    private Suggestion() {}

    /** The known name that takes the fewest changes to get to from the mistyped one; empty if even that one is quite different. */
    public static Optional<String> closest(String mistyped, Collection<String> known) {
        int bearable = Math.max(2, mistyped.length() / 4);
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> distance(mistyped, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(mistyped, name) <= bearable);
    }

    /** The end of a sentence about a name that is not known. */
    public static String afterUnknown(String mistyped, Collection<String> known) {
        return closest(mistyped, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; parley --help lists all there are.");
    }

    /** Levenshtein's: the least number of characters to insert, remove or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
