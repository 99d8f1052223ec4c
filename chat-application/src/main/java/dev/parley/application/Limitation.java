package dev.parley.application;

import java.util.regex.Pattern;

/**
 * Something that does not go, or goes only so far, and what to do about it.
 *
 * @param id names it for programs: lower-case letters, digits and underscores
 * @param title a few words
 * @param description what does not go, and why
 * @param workaround what to do instead
 * @param applies whether it holds for the present configuration
 */
public record Limitation(String id, String title, String description, String workaround, boolean applies) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** @throws IllegalArgumentException if the id is not of that form */
    public Limitation {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(id + " names no limitation; write it like offline_model");
        }
    }
}
