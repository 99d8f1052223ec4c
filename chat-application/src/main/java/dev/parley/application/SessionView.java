package dev.parley.application;

import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;
import java.util.List;

/**
 * A session as one caller sees it.
 *
 * @param access what the caller may do in it
 * @param openTurns the turns that have not ended, in the order of their execution
 */
public record SessionView(Session session, Access access, List<Turn> openTurns) {
    public SessionView {
        openTurns = List.copyOf(openTurns);
    }
}
