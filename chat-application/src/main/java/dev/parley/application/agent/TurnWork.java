package dev.parley.application.agent;

import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;
import java.util.List;

/** What a node has to do for a turn, which it holds, after a change was stored. */
public sealed interface TurnWork {
    /** The session as the change left it. */
    Session session();

    Turn turn();

    /** The agent's message that this is about. */
    AssistantMessage answer();

    /** Ask the model for this answer, which has begun. */
    record Answer(Session session, Turn turn, AssistantMessage answer) implements TurnWork {}

    /** Run these calls of tools, which the answer makes. */
    record Tools(Session session, Turn turn, AssistantMessage answer, List<CallToRun> calls) implements TurnWork {
        public Tools {
            calls = List.copyOf(calls);
        }
    }
}
