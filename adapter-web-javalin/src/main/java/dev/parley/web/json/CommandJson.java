package dev.parley.web.json;

import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandParameter;
import dev.parley.domain.user.Role;
import java.util.List;

/**
 * A command that people can send in place of a message.
 *
 * @param name without the slash
 * @param usage how it is written, with the slash
 * @param role the least role that may run it
 * @param inSession whether it needs a session
 */
public record CommandJson(
        String name,
        List<String> aliases,
        List<ParameterJson> parameters,
        String usage,
        String description,
        @OneOf(Role.class) String role,
        boolean inSession) {
    /**
     * A word, or the rest of the line, that a command takes.
     *
     * @param choices what it can be; empty for anything
     * @param rest whether it takes all words that are left
     */
    public record ParameterJson(String name, String description, boolean required, List<String> choices, boolean rest) {
        static ParameterJson from(CommandParameter parameter) {
            return new ParameterJson(
                    parameter.name(), parameter.meaning(), parameter.required(), parameter.choices(), parameter.rest());
        }
    }

    public static CommandJson from(CommandDescription command) {
        return new CommandJson(
                command.name(),
                command.aliases(),
                command.parameters().stream().map(ParameterJson::from).toList(),
                command.usage(),
                command.meaning(),
                command.role().wireName(),
                command.inSession());
    }
}
