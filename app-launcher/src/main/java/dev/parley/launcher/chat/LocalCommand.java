package dev.parley.launcher.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the terminal does by itself. It begins with a colon, so that the server's commands, which begin with a slash, all stay what they are. */
enum LocalCommand {
    HELP("", "lists these commands"),
    SESSIONS("[TEXT]", "lists your chats, or those in which TEXT is"),
    SWITCH("NUMBER|ID", "goes to another chat, by its number in the list or its id"),
    NEW("[TITLE]", "starts another chat"),
    HISTORY("[COUNT]", "shows the last 20 messages, or as many as you say"),
    QUESTIONS("", "lists what waits for your answer, in all chats"),
    ANSWER("", "takes up what was left for later in this chat"),
    LATER("", "leaves the question for later"),
    STOP("", "stops the answer, as Ctrl-C does"),
    QUIT("", "ends, as Ctrl-D does; answers in progress go on at the server");

    private static final Pattern FORM = Pattern.compile("(?s):(\\p{Alpha}+)(?:\\s+(.*))?");

    private final String parameters;
    private final String summary;

    LocalCommand(String parameters, String summary) {
        this.parameters = parameters;
        this.summary = summary;
    }

    /** What a line is. */
    sealed interface Parsed {
        /** @param rest what follows the command; may be empty */
        record Known(LocalCommand command, String rest) implements Parsed {}

        /** It looks like a command and is none. */
        record Unknown(String sentence) implements Parsed {}

        record NoCommand() implements Parsed {}
    }

    /** The beginning of a name is enough if no other name begins so. */
    static Parsed parse(String line) {
        Matcher matcher = FORM.matcher(line.stripTrailing());
        if (!matcher.matches()) {
            return new Parsed.NoCommand();
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        List<LocalCommand> meant = Arrays.stream(values())
                .filter(command -> command.word().startsWith(name))
                .toList();
        if (meant.size() == 1) {
            String rest = matcher.group(2);
            return new Parsed.Known(meant.getFirst(), rest == null ? "" : rest.strip());
        }
        return new Parsed.Unknown(
                meant.isEmpty()
                        ? "There is no :%s; :help lists what there is. A space before it makes it a message."
                                .formatted(name)
                        : ":%s may be %s."
                                .formatted(
                                        name,
                                        meant.stream()
                                                .map(command -> ":" + command.word())
                                                .collect(Collectors.joining(" or "))));
    }

    static String help() {
        return Arrays.stream(values())
                .map(command -> ":%-22s %s".formatted(command.word() + " " + command.parameters, command.summary))
                .collect(Collectors.joining("\n"));
    }

    static List<CommandName> names() {
        return Arrays.stream(values())
                .map(command -> new CommandName(":" + command.word(), command.summary))
                .toList();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
