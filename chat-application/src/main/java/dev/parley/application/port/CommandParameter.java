package dev.parley.application.port;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A word, or the rest of the line, that a command takes.
 *
 * @param name 1 to 32 characters: lower-case letters, digits and {@code _ -}, beginning with a letter
 * @param meaning a few words for people
 * @param required whether it has to be there
 * @param choices what it can be, in lower case; empty for anything
 * @param rest whether it takes all words that are left; only the last parameter may
 */
public record CommandParameter(String name, String meaning, boolean required, List<String> choices, boolean rest) {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    /** @throws IllegalArgumentException if the name is not of that form */
    public CommandParameter {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a parameter cannot have the name " + name);
        }
        choices = List.copyOf(choices);
    }

    /** One word, which may be left out. */
    public static CommandParameter optional(String name, String meaning) {
        return new CommandParameter(name, meaning, false, List.of(), false);
    }

    /** One word. */
    public static CommandParameter required(String name, String meaning) {
        return new CommandParameter(name, meaning, true, List.of(), false);
    }

    /** The same parameter, which can be nothing but one of these. */
    public CommandParameter oneOf(String... texts) {
        return new CommandParameter(name, meaning, required, List.of(texts), rest);
    }

    /** The same parameter, which takes all words that are left. */
    public CommandParameter toTheEnd() {
        return new CommandParameter(name, meaning, required, choices, true);
    }

    /** As it stands in the usage of its command: {@code <name>} or {@code [name]}, {@code [one|other]}. */
    public String usage() {
        String what = (choices.isEmpty() ? name : String.join("|", choices)) + (rest ? " …" : "");
        return required ? "<" + what + ">" : "[" + what + "]";
    }
}
