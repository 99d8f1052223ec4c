package dev.parley.application.port;

import java.util.function.Function;

/**
 * Something people do by a message that begins with a slash, such as {@code /status}. Its result is shown to the sender only and never
 * stored.
 *
 * <p>Whoever runs it has checked that the caller has the role, may see the session, and sent as many arguments as it takes. Several threads
 * may run it at once; it should return within a moment and refuse by a {@link dev.parley.domain.ChatException}.
 */
public interface Command {
    CommandDescription description();

    CommandOutput run(CommandCall call);

    /** A command of its description and what it does. */
    static Command of(CommandDescription description, Function<CommandCall, CommandOutput> work) {
        return new Described(description, work);
    }

    /** A command put together. */
    record Described(CommandDescription description, Function<CommandCall, CommandOutput> work) implements Command {
        @Override
        public CommandOutput run(CommandCall call) {
            return work.apply(call);
        }
    }
}
