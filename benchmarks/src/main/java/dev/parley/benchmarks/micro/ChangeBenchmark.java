package dev.parley.benchmarks.micro;

import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.Reply;
import dev.parley.application.port.Storage;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryStorage;
import dev.parley.persistence.DatabaseUrl;
import dev.parley.persistence.PostgresStorage;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One locked change of one session that appends one event: on PostgreSQL a transaction with its flush. */
// JMH calls what is marked as @Setup before anything else.
@SuppressWarnings("NullAway.Init")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChangeBenchmark {
    private static final EventPayload EVENT = new EventPayload.Custom("tick", new JsonText("{\"n\":1}"));

    @Param({"memory", "PostgreSQL"})
    private String kind;

    private Storage storage;
    private Parley parley;
    private SessionId session;
    private @Nullable Path folder;
    private @Nullable EmbeddedPostgres server;
    private @Nullable PostgresStorage postgres;

    @Setup
    public void open() throws IOException, InterruptedException {
        storage = kind.equals("memory") ? InMemoryStorage.open() : postgres();
        parley = Parley.builder()
                .storage(storage)
                .model((prompt, sink) -> new Reply(List.of(), "none", TokenUsage.NONE))
                .build();
        session = parley.sessions()
                .start(Caller.of("bench"), StartSession.PLAIN)
                .session()
                .id();
    }

    private Storage postgres() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("parley-change");
        server = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(folder));
        DatabaseUrl url = new DatabaseUrl(server.jdbcUrl(), server.username(), server.password());
        postgres = PostgresStorage.open(PostgresStorage.Settings.of(url), new TimeOrderedIds(InstantSource.system()));
        return postgres.storage();
    }

    @Benchmark
    public Event change() {
        return storage.sessions().<Event>change(session, change -> change.emit(EVENT));
    }

    @TearDown
    public void close() throws IOException {
        parley.close();
        if (postgres != null) {
            postgres.close();
        }
        if (server != null) {
            server.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
