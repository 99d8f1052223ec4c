package dev.parley.application.port;

import dev.parley.domain.user.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What people have to know of a command.
 *
 * @param name without the slash; 1 to 32 characters: lower-case letters, digits and {@code _ -}, beginning with a letter
 * @param aliases other names of the same form, or {@code ?}
 * @param parameters in the order of their words; required ones come first
 * @param meaning a sentence for people
 * @param role the least role that may run it
 * @param inSession whether it needs a session
 */
public record CommandDescription(
        String name,
        List<String> aliases,
        List<CommandParameter> parameters,
        String meaning,
        Role role,
        boolean inSession) {
    /** @throws IllegalArgumentException if a name is not of that form or there twice, or the order of parameters makes no sense */
    public CommandDescription {
        aliases = List.copyOf(aliases);
        parameters = List.copyOf(parameters);
        requireName(name);
        for (String alias : aliases) {
            if (!alias.equals("?")) {
                requireName(alias);
            }
        }
        if (new HashSet<>(aliases).size() != aliases.size() || aliases.contains(name)) {
            throw new IllegalArgumentException("the command " + name + " has a name twice");
        }
        for (int i = 0; i + 1 < parameters.size(); i++) {
            if (parameters.get(i).rest()) {
                throw new IllegalArgumentException("only the last parameter of " + name + " can take the rest");
            }
            if (!parameters.get(i).required() && parameters.get(i + 1).required()) {
                throw new IllegalArgumentException("required parameters of " + name + " have to come first");
            }
        }
    }

    /** A command without parameters that everybody may run anywhere. */
    public static CommandDescription of(String name, String meaning) {
        return new CommandDescription(name, List.of(), List.of(), meaning, Role.VIEWER, false);
    }

    public CommandDescription alias(String... names) {
        return new CommandDescription(name, List.of(names), parameters, meaning, role, inSession);
    }

    /** The same command with one more parameter. */
    public CommandDescription with(CommandParameter parameter) {
        List<CommandParameter> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new CommandDescription(name, aliases, more, meaning, role, inSession);
    }

    /** The same command for this role and higher ones only. */
    public CommandDescription from(Role least) {
        return new CommandDescription(name, aliases, parameters, meaning, least, inSession);
    }

    /** The same command, which needs a session. */
    public CommandDescription ofSession() {
        return new CommandDescription(name, aliases, parameters, meaning, role, true);
    }

    /** How it is written: {@code /export [markdown|json|jsonl]}. */
    public String usage() {
        StringBuilder usage = new StringBuilder("/").append(name);
        parameters.forEach(parameter -> usage.append(' ').append(parameter.usage()));
        return usage.toString();
    }

    private static void requireName(String name) {
        if (!CommandParameter.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a command cannot have the name " + name
                    + "; take 1 to 32 lower-case letters, digits, _ and -, the first of them a letter");
        }
    }
}
