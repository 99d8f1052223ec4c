package dev.parley.web.rest;

import dev.parley.application.Commands;
import dev.parley.application.Parley;
import dev.parley.web.json.CommandJson;
import java.util.List;

/** The commands there are, for whoever completes what people type. They are run by sending them as messages. */
public final class CommandRoutes {
    private final Commands commands;

    public CommandRoutes(Parley parley) {
        this.commands = parley.commands();
    }

    /** All commands that the caller may run. */
    public record CommandsJson(List<CommandJson> items) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/commands", "Lists the commands that the caller may run")
                .named(Topic.COMMANDS, "listCommands")
                .refuses()
                .answers(CommandsJson.class)
                .by(this::list));
    }

    private Answer list(Call<Route.Nothing> call) {
        return Answer.ok(new CommandsJson(
                commands.list(call.caller()).stream().map(CommandJson::from).toList()));
    }
}
