package dev.parley.application.command;

import dev.parley.application.port.Command;
import dev.parley.application.port.CommandCall;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandParameter;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All commands there are, by their names and aliases. Safe for many threads. */
public final class CommandTable {
    private static final int NAMED_IN_ERRORS = 40;

    private final List<Command> commands;
    private final Map<String, Command> byName = new HashMap<>();

    /** @throws IllegalArgumentException if two commands have the same name or alias */
    public CommandTable(Collection<Command> commands) {
        this.commands = List.copyOf(commands);
        requireDistinct(this.commands.stream().map(Command::description).toList());
        for (Command command : this.commands) {
            names(command.description()).forEach(name -> byName.put(name, command));
        }
    }

    /** @throws IllegalArgumentException if two commands have the same name or alias */
    public static void requireDistinct(Collection<CommandDescription> commands) {
        Map<String, CommandDescription> known = new HashMap<>();
        for (CommandDescription command : commands) {
            for (String name : names(command)) {
                CommandDescription other = known.putIfAbsent(name, command);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "two commands have the name %s: %s and %s".formatted(name, other.usage(), command.usage()));
                }
            }
        }
    }

    private static List<String> names(CommandDescription command) {
        List<String> names = new ArrayList<>(command.aliases());
        names.addFirst(command.name());
        return names;
    }

    /** Those that the caller may run, in the order of their registration. */
    public List<CommandDescription> list(Caller caller) {
        return commands.stream()
                .map(Command::description)
                .filter(description -> caller.role().atLeast(description.role()))
                .toList();
    }

    /**
     * The command of this name, if the caller may run it.
     *
     * @throws ChatException.Invalid with code {@code unknown_command}, naming the one that may have been meant
     * @throws ChatException.Forbidden if it takes another role
     */
    public Command require(Caller caller, String name) {
        Command command = byName.get(name);
        if (command == null) {
            throw unknown(caller, name);
        }
        CommandDescription description = command.description();
        if (!caller.role().atLeast(description.role())) {
            throw new ChatException.Forbidden("/%s takes the role %s; you have the role %s."
                    .formatted(
                            description.name(),
                            description.role().wireName(),
                            caller.role().wireName()));
        }
        return command;
    }

    private ChatException.Invalid unknown(Caller caller, String name) {
        String shown = name.codePointCount(0, name.length()) <= NAMED_IN_ERRORS
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NAMED_IN_ERRORS)) + "…";
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("command", shown);
        Optional<String> meant = closest(shown, caller);
        meant.ifPresent(suggestion -> details.put("suggestion", suggestion));
        return new ChatException.Invalid(
                ErrorCode.UNKNOWN_COMMAND,
                "There is no command /%s; %s To send it as a message, put a space before the slash."
                        .formatted(
                                shown,
                                meant.map(suggestion -> "did you mean /" + suggestion + "?")
                                        .orElse("/help lists all there are.")),
                details);
    }

    /** The name that takes the fewest changes to get to from a mistyped one, if they are few. */
    private Optional<String> closest(String mistyped, Caller caller) {
        int bearable = Math.max(1, mistyped.length() / 3);
        return list(caller).stream()
                .flatMap(description -> names(description).stream())
                .filter(name -> name.length() > 1 && distance(mistyped, name) <= bearable)
                .min(Comparator.<String>comparingInt(name -> distance(mistyped, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The least number of characters to insert, remove, replace or swap with their neighbour. */
    private static int distance(String from, String to) {
        int[][] rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                int shifted = 1 + Math.min(rows[i - 1][j], rows[i][j - 1]);
                rows[i][j] = Math.min(replaced, shifted);
                boolean isSwapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (isSwapped) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[from.length()][to.length()];
    }

    /**
     * Runs a command that {@link #require} gave.
     *
     * @param session where it was sent, which the caller may see; null if nowhere
     * @throws ChatException.Invalid with code {@code invalid_command} if it needs a session and has none, or the words do not fit
     */
    public static CommandResult run(Command command, Caller caller, @Nullable SessionId session, List<String> words) {
        CommandDescription description = command.description();
        CommandCall bare = new CommandCall(description, caller, session, Map.of());
        if (description.inSession()) {
            bare.requireSession();
        }
        CommandCall call = new CommandCall(description, caller, session, arguments(bare, words));
        return CommandResult.of(description.name(), command.run(call));
    }

    private static Map<String, String> arguments(CommandCall call, List<String> words) {
        List<CommandParameter> parameters = call.command().parameters();
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            CommandParameter parameter = parameters.get(i);
            if (i < words.size()) {
                String value = parameter.rest() ? String.join(" ", words.subList(i, words.size())) : words.get(i);
                arguments.put(parameter.name(), checked(call, parameter, value));
            } else if (parameter.required()) {
                throw call.invalid("%s is missing".formatted(parameter.name()));
            }
        }
        boolean takesTheRest = !parameters.isEmpty() && parameters.getLast().rest();
        if (words.size() > parameters.size() && !takesTheRest) {
            throw call.invalid(
                    parameters.isEmpty()
                            ? "/%s takes no arguments".formatted(call.command().name())
                            : "/%s takes at most %d %s"
                                    .formatted(
                                            call.command().name(),
                                            parameters.size(),
                                            parameters.size() == 1 ? "argument" : "arguments"));
        }
        return arguments;
    }

    private static String checked(CommandCall call, CommandParameter parameter, String value) {
        if (parameter.choices().isEmpty()) {
            return value;
        }
        String choice = value.toLowerCase(Locale.ROOT);
        if (!parameter.choices().contains(choice)) {
            throw call.invalid(
                    "%s must be one of %s".formatted(parameter.name(), String.join(", ", parameter.choices())));
        }
        return choice;
    }
}
