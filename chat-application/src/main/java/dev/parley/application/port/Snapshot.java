package dev.parley.application.port;

import dev.parley.domain.message.Message;
import dev.parley.domain.session.OpenAnswer;
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

    /**
     * The same with the newest messages only, one at least, and the answer in progress with what follows it.
     *
     * @param longest how long they may be all together, in UTF-16 code units of what was said and called
     */
    public Snapshot shortened(int longest) {
        OpenAnswer open = session.openAnswer();
        long needed = open == null ? Long.MAX_VALUE : open.startedSeq();
        int first = messages.size();
        int length = 0;
        while (first > 0 && (length < longest || messages.get(first).seq() > needed)) {
            first--;
            length += messages.get(first).length();
        }
        return first == 0 ? this : new Snapshot(session, openTurns, messages.subList(first, messages.size()));
    }
}
