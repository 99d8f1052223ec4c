package dev.parley.application.command;

import dev.parley.application.port.CommandOutput;
import java.util.Map;

/**
 * What a command said, for its sender alone.
 *
 * @param command its name, whatever alias was used
 * @param text in Markdown
 * @param data the same for programs: strings, numbers, booleans, lists and maps of these
 */
public record CommandResult(String command, String text, Map<String, Object> data) {
    static CommandResult of(String command, CommandOutput output) {
        return new CommandResult(command, output.text(), output.data());
    }
}
