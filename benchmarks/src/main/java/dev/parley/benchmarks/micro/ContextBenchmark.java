package dev.parley.benchmarks.micro;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.TokenCounter;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import dev.parley.llm.JtokkitTokenCounter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Choosing what the model sees out of the newest messages of a session. */
// JMH calls what is marked as @Setup before anything else.
@SuppressWarnings("NullAway.Init")
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContextBenchmark {
    private static final int TURNS = 40;
    private static final String QUESTION = "How does it go on after that, and what should we do about it? ";
    private static final String ANSWER = QUESTION.repeat(10);

    @Param({"estimate", "jtokkit"})
    private String counter;

    private final List<Message> history = new ArrayList<>();
    private TokenCounter tokens;

    @Setup
    public void fill() {
        IdSource ids = new TimeOrderedIds(InstantSource.system());
        SessionId session = new SessionId(ids.next());
        Instant now = Instant.EPOCH;
        tokens = counter.equals("jtokkit") ? new JtokkitTokenCounter("gpt-4.1-mini") : TokenCounter.estimating();
        history.clear();
        for (int turn = 0; turn < TURNS; turn++) {
            TurnId id = new TurnId(ids.next());
            long seq = 1 + turn * 7L;
            history.add(
                    new UserMessage(new MessageId(ids.next()), session, id, seq, new UserId("bench"), QUESTION, now));
            history.add(new AssistantMessage(
                    new MessageId(ids.next()),
                    session,
                    id,
                    seq + 4,
                    MessageStatus.COMPLETED,
                    ANSWER,
                    List.of(),
                    "bench",
                    TokenUsage.NONE,
                    null,
                    now,
                    now));
        }
    }

    @Benchmark
    public ContextWindow select() {
        return ContextWindow.select(history, null, ChatLimits.defaults(), message -> 4 + tokens.count(message.text()));
    }
}
