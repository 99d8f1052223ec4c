package dev.parley.application.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A message that is a command: its first word is {@code /?}, or a slash and a name, which has letters, digits, {@code _} and {@code -} and
 * begins with a letter. A path such as {@code /usr/bin} is an ordinary message, and so is everything with a space before the slash.
 *
 * @param name what stands behind the slash, in lower case
 * @param words what follows, taken apart at white space
 */
public record CommandLine(String name, List<String> words) {
    private static final Pattern FORM = Pattern.compile("/(\\?|\\p{L}[\\p{L}\\p{N}_-]*)(?=[ \\t\\r\\n]|$)");

    public CommandLine {
        words = List.copyOf(words);
    }

    public static boolean isCommand(String text) {
        return text.startsWith("/") && FORM.matcher(text).lookingAt();
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
