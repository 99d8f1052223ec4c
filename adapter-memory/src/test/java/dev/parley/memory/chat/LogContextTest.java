package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.ScriptedModel.Step;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log lines of a turn are marked with, whichever thread writes them. */
@Timeout(60)
class LogContextTest {
    private final ThreadMarks logs = new ThreadMarks();
    private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
    private final Step note = (prompt, sink) -> seen.add(logs.marks());

    /** Marks in a variable of each thread. */
    private static final class ThreadMarks implements LogContext {
        private final ThreadLocal<Map<String, String>> marks = ThreadLocal.withInitial(Map::of);

        @Override
        public Map<String, String> marks() {
            return marks.get();
        }

        @Override
        public Scope mark(Map<String, String> more) {
            Map<String, String> before = marks.get();
            Map<String, String> all = new HashMap<>(before);
            all.putAll(more);
            marks.set(Map.copyOf(all));
            return () -> marks.set(before);
        }
    }

    private Accepted post(Parley node, SessionId session, String request) {
        try (LogContext.Scope scope = logs.mark(Map.of("correlation_id", request))) {
            return node.conversations().post(ALICE, session, message(request));
        }
    }

    private static Map<String, String> marks(Accepted accepted, String request) {
        return Map.of(
                "correlation_id",
                request,
                "session_id",
                accepted.turn().sessionId().toString(),
                "turn_id",
                accepted.turn().id().toString());
    }

    @Test
    void modelAndToolsWorkUnderTheMarksOfTheRequest() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = chat.node(builder -> builder.logContext(logs));
            chat.tools.offer("list_tasks", invocation -> {
                seen.add(logs.marks());
                return ToolResult.of("none");
            });
            chat.model.next(script(note).calling(new ToolCall("1", "list_tasks", "{}", null)));
            chat.model.next(script(note, say("Nothing.")));

            Accepted accepted = post(node, session, "first");
            chat.ended(accepted);

            assertThat(seen).hasSize(3).containsOnly(marks(accepted, "first"));
        }
    }

    @Test
    void turnThatWaitedIsNotMarkedWithTheRequestBeforeIt() throws InterruptedException {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = chat.node(builder -> builder.logContext(logs));
            Gate gate = Gate.closed();
            chat.model.next(script(gate, note));
            chat.model.next(script(note));
            Accepted first = post(node, session, "first");
            gate.awaitArrival();
            Accepted second = post(node, session, "second");

            gate.open();

            chat.ended(second);
            Map<String, String> own = new HashMap<>(marks(second, "second"));
            own.remove("correlation_id");
            assertThat(seen).containsExactly(marks(first, "first"), own);
        }
    }

    @Test
    void carriedWorkHasTheMarksOfWhoBeganItAndLeavesNone() {
        Runnable carried;
        try (LogContext.Scope scope = logs.mark(Map.of("correlation_id", "one"))) {
            carried = logs.carrying(() -> seen.add(logs.marks()));
        }

        carried.run();

        assertThat(seen).containsExactly(Map.of("correlation_id", "one"));
        assertThat(logs.marks()).isEmpty();
    }
}
