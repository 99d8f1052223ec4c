package dev.parley.web.json;

import dev.parley.application.command.CommandResult;
import java.util.Map;

/**
 * What a command said, instead of what is said of a message.
 *
 * @param command its name, whatever alias was sent
 * @param text in Markdown
 */
public record CommandResultJson(String command, String text, Map<String, Object> data) {
    public static CommandResultJson from(CommandResult result) {
        return new CommandResultJson(result.command(), result.text(), result.data());
    }
}
