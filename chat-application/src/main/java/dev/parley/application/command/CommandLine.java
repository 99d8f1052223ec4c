package dev.parley.application.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that is a command: it begins with a slash and a letter, or with {@code /?}. With a space before the slash it is an ordinary
 * message.
 *
 * @param name what stands behind the slash, in lower case
 * @param words what follows, taken apart at white space
 */
public record CommandLine(String name, List<String> words) {
    public CommandLine {
        words = List.copyOf(words);
    }

    public static boolean isCommand(String text) {
        return text.startsWith("/?")
                || (text.length() > 1 && text.charAt(0) == '/' && Character.isLetter(text.codePointAt(1)));
    }

    /** Empty if the text is not a command. */
    public static Optional<CommandLine> parse(String text) {
        if (!isCommand(text)) {
            return Optional.empty();
        }
        List<String> all = List.of(text.substring(1).strip().split("\\s+"));
        return Optional.of(new CommandLine(all.getFirst().toLowerCase(Locale.ROOT), all.subList(1, all.size())));
    }
}
