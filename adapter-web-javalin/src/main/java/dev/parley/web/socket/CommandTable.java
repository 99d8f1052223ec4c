package dev.parley.web.socket;

import dev.parley.application.Parley;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.SessionId;
import dev.parley.web.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of all client frames. */
public final class CommandTable {
    private final Map<String, Command<?>> byType = new LinkedHashMap<>();
    private final SessionCommands sessionCommands;

    public CommandTable(Parley parley) {
        sessionCommands = new SessionCommands(parley);
        Stream.of(sessionCommands.commands(), new ConversationCommands(parley).commands())
                .flatMap(List::stream)
                .forEach(command -> byType.put(command.type(), command));
    }

    public List<Command<?>> commands() {
        return List.copyOf(byType.values());
    }

    /** @throws ChatException.Invalid naming the types there are */
    Command<?> require(@Nullable String type) {
        Command<?> command = type == null ? null : byType.get(type);
        if (command == null) {
            throw Fields.oneOf("type", String.join(", ", byType.keySet()));
        }
        return command;
    }

    /** What a {@code join_session} without {@code ref} does. */
    Record join(Peer peer, SessionId id, @Nullable Position position) {
        return sessionCommands.join(peer, null, id, position);
    }
}
