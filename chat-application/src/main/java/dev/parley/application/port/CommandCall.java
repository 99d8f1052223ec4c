package dev.parley.application.port;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody runs a command.
 *
 * @param session where it was sent, which the caller may at least see; null if it was sent nowhere
 * @param arguments what was given, by the parameter's name
 */
public record CommandCall(
        CommandDescription command, Caller caller, @Nullable SessionId session, Map<String, String> arguments) {
    public CommandCall {
        arguments = Map.copyOf(arguments);
    }

    public Optional<String> argument(String parameter) {
        return Optional.ofNullable(arguments.get(parameter));
    }

    /** @throws ChatException.Invalid if it was sent nowhere */
    public SessionId requireSession() {
        if (session == null) {
            throw invalid("/%s needs a session; send it in one".formatted(command.name()));
        }
        return session;
    }

    /**
     * A refusal that tells the usage.
     *
     * @param defect what is wrong, without a full stop
     */
    public ChatException.Invalid invalid(String defect) {
        return new ChatException.Invalid(
                ErrorCode.INVALID_COMMAND,
                "%s. Usage: %s".formatted(defect, command.usage()),
                Map.of("command", command.name(), "usage", command.usage()));
    }
}
