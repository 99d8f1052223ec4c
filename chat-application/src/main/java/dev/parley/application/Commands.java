package dev.parley.application;

import dev.parley.application.command.CommandLine;
import dev.parley.application.command.CommandResult;
import dev.parley.application.command.CommandTable;
import dev.parley.application.port.Command;
import dev.parley.application.port.CommandDescription;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people do by messages that begin with a slash. A command and its result are not part of the session: they are neither stored nor
 * shown to others, and the model does not see them. Safe for many threads.
 */
public final class Commands {
    private final CommandTable table;
    private final SessionGate gate;
    private final ChatLimits limits;

    /**
     * @param own commands of the embedding application
     * @throws IllegalArgumentException if two commands have the same name or alias
     */
    Commands(BuiltInCommands builtIn, List<Command> own, SessionGate gate, ChatLimits limits) {
        List<Command> all = new ArrayList<>(builtIn.all(this::list));
        all.addAll(own);
        this.table = new CommandTable(all);
        this.gate = gate;
        this.limits = limits;
    }

    /** The commands that the caller may run. */
    public List<CommandDescription> list(Caller caller) {
        return table.list(caller);
    }

    /** Whether a text is a command, perhaps an unknown one, and not a message. */
    public static boolean isCommand(String text) {
        return CommandLine.isCommand(text);
    }

    /** What a message costs, which may be a command: {@link Charge#WRITE} but for the one that tells the limits. */
    public static Charge chargeOf(String text) {
        return CommandLine.parse(text)
                        .filter(line -> BuiltInCommands.isFree(line.name()))
                        .isPresent()
                ? Charge.NONE
                : Charge.WRITE;
    }

    /**
     * The one way in for whoever takes messages: runs the text if it is a command.
     *
     * @param session where it was sent; null if nowhere
     * @param text as it was sent
     * @return empty if it is a message, with which nothing was done
     * @throws ChatException as {@link #run} does
     */
    public Optional<CommandResult> intercept(Caller caller, @Nullable SessionId session, String text) {
        return isCommand(text) ? Optional.of(run(caller, session, text)) : Optional.empty();
    }

    /**
     * Runs a command.
     *
     * @param session where it was sent; null if nowhere
     * @throws ChatException.Invalid with code {@code unknown_command} if there is none of that name, {@code invalid_command} if it needs a
     *     session and has none, or its arguments are wrong, {@code invalid_content} if the line could not be a message either
     * @throws ChatException.Forbidden if it takes another role, or access that the caller has not
     * @throws ChatException.NotFound if the caller may not see the session
     */
    public CommandResult run(Caller caller, @Nullable SessionId session, String line) {
        CommandLine parsed = CommandLine.parse(UserText.parse(line, limits).value())
                .orElseThrow(() -> new ChatException.Invalid(
                        ErrorCode.INVALID_COMMAND,
                        "A command begins with a slash and a letter; /help lists all there are."));
        if (session != null) {
            gate.require(caller, session, Access.VIEWER);
        }
        Command command = table.require(caller, parsed.name());
        return CommandTable.run(command, caller, session, parsed.words());
    }
}
