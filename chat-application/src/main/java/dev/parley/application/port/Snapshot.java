package dev.parley.application.port;

import dev.parley.domain.message.Message;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;
import java.util.List;

/**
 * A session at one moment: the one of its {@link Session#lastSeq()}.
 *
 * @param openTurns the turns that have not ended, in the order of their execution
 * @param messages the newest messages, oldest first
 */
public record Snapshot(Session session, List<Turn> openTurns, List<Message> messages) {
    public Snapshot {
        openTurns = List.copyOf(openTurns);
        messages = List.copyOf(messages);
    }
}
