package dev.parley.benchmarks.micro;

import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.TimeOrderedIds;
import dev.parley.application.feed.Drafting;
import dev.parley.application.feed.Feeds;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Reply;
import dev.parley.application.port.Storage;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.json.EncodedFrame;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The way of one token: into the draft, out at a reader's cursor, into a frame. */
// JMH calls what is marked as @Setup before anything else.
@SuppressWarnings("NullAway.Init")
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FeedBenchmark {
    private static final String TOKEN = " token";
    private static final int LONGEST = 4_000;

    private Parley parley;
    private Feeds feeds;
    private Session session;
    private Drafting drafting;
    private Subscription subscription;
    private FrameCodec codec;
    private IdSource ids;
    private MessageId message;
    private int length;

    @Setup
    public void open() {
        Storage storage = InMemoryStorage.open();
        parley = Parley.builder()
                .storage(storage)
                .model((prompt, sink) -> new Reply(List.of(), "none", TokenUsage.NONE))
                .build();
        ids = new TimeOrderedIds(InstantSource.system());
        codec = new FrameCodec(new Json());
        feeds = new Feeds(storage, ChatLimits.defaults());
        session =
                parley.sessions().start(Caller.of("bench"), StartSession.PLAIN).session();
        begin();
    }

    /** An answer of ordinary length, then the next one. */
    private void begin() {
        if (drafting != null) {
            drafting.close();
            subscription.close();
        }
        message = new MessageId(ids.next());
        drafting = feeds.prepare(session.id());
        drafting.begin(
                session.withOpenAnswer(new OpenAnswer(message, new TurnId(ids.next()), session.lastSeq())), message);
        subscription = feeds.watch(session, session.owner(), Position.after(session.lastSeq()), false, () -> {});
        length = 0;
    }

    @Benchmark
    public List<SharedFrame> appendAndPoll() {
        if (length >= LONGEST) {
            begin();
        }
        drafting.grow(message, length, TOKEN);
        length += TOKEN.length();
        return subscription.poll();
    }

    @Benchmark
    public EncodedFrame appendPollAndEncode() {
        return codec.encode(appendAndPoll().getFirst(), session.owner());
    }

    @TearDown
    public void close() {
        drafting.close();
        subscription.close();
        feeds.close();
        parley.close();
    }
}
