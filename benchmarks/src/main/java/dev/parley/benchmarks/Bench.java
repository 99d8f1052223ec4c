package dev.parley.benchmarks;

import dev.parley.benchmarks.bare.BareServer;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.process.Database;
import dev.parley.benchmarks.stub.ModelStub;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.Main;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What measurements share: the model's stub, a PostgreSQL, and programs to start. Closing it ends what is still there. */
public final class Bench implements AutoCloseable {
    private static final String SECRET = "a secret of the benchmarks, 32 bytes or more";

    /** Limits that would end a measurement. */
    private static final Map<String, String> UNLIMITED = Map.ofEntries(
            Map.entry("PARLEY_LIMIT_CONNECTIONS_PER_IP", "0"),
            Map.entry("PARLEY_LIMIT_HTTP_CONNECTIONS_PER_IP", "0"),
            Map.entry("PARLEY_LIMIT_CONNECTIONS", "0"),
            Map.entry("PARLEY_LIMIT_ACTIVE_SESSIONS_PER_USER", "0"),
            Map.entry("PARLEY_LIMIT_LIVE_SESSIONS", "0"),
            Map.entry("PARLEY_LIMIT_MESSAGES_PER_SESSION", "0"),
            Map.entry("PARLEY_LIMIT_USER_REQUESTS_PER_MINUTE", "0"),
            Map.entry("PARLEY_LIMIT_SESSION_REQUESTS_PER_MINUTE", "0"),
            Map.entry("PARLEY_LIMIT_CHANNEL_REQUESTS_PER_MINUTE", "0"),
            Map.entry("PARLEY_LIMIT_USER_READS_PER_MINUTE", "0"),
            Map.entry("PARLEY_LIMIT_CUSTOM_EVENTS_PER_MINUTE", "0"),
            Map.entry("PARLEY_LIMIT_CHAT_WAIT", "60s"));

    private final Options options;
    private final Path root;
    private final Path folder;
    private final ModelStub stub;
    private final TokenMint mint = new TokenMint(TokenRules.of(TokenSecret.of(SECRET)), InstantSource.system());
    private final AtomicInteger recordings = new AtomicInteger();
    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable Database database;

    /**
     * @param root the project's folder
     * @param folder for everything that is written, logs and databases
     */
    public Bench(Options options, Path root, Path folder) throws IOException {
        this.root = root;
        this.options = options;
        this.folder = folder;
        this.stub = new ModelStub();
    }

    /** A server under measurement. */
    public record Server(ChildProcess process, URI address) implements AutoCloseable {
        static Server awaited(ChildProcess process) throws IOException {
            try {
                return new Server(process, process.awaitServer());
            } catch (IOException | RuntimeException failed) {
                process.close();
                throw failed;
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }

    public Options options() {
        return options;
    }

    /** The project's folder, in which the distribution was built. */
    public Path root() {
        return root;
    }

    public ModelStub stub() {
        return stub;
    }

    /** The PostgreSQL, started at the first call. */
    public Database database() {
        if (database == null) {
            database = Database.start(folder.resolve("postgres"));
        }
        return database;
    }

    /** An empty database's URL. */
    public String newDatabase() throws SQLException {
        return database().create("bench" + databases.incrementAndGet());
    }

    /** A Parley that keeps sessions in memory. */
    public Server parleyOnMemory() throws IOException {
        return parley(Map.of("PARLEY_STORAGE", "memory"));
    }

    /** A Parley on an empty database of the shared PostgreSQL. */
    public Server parleyOnPostgres() throws IOException, SQLException {
        return parleyOn(newDatabase());
    }

    public Server parleyOn(String databaseUrl) throws IOException {
        return parley(Map.of("DATABASE_URL", databaseUrl));
    }

    private Server parley(Map<String, String> storage) throws IOException {
        Map<String, String> environment = environment();
        environment.putAll(storage);
        return Server.awaited(ChildProcess.start(
                "parley", folder, parleysJavaOptions(), environment, Main.class.getName(), "--log-level", "warn"));
    }

    private List<String> parleysJavaOptions() throws IOException {
        List<String> all = new ArrayList<>(options.javaOptions());
        if (options.profiles() != null) {
            Path file = options.profiles().resolve("parley-" + recordings.incrementAndGet() + ".jfr");
            Files.createDirectories(options.profiles());
            all.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file);
        }
        return all;
    }

    /** The settings of a Parley that asks the stub. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(UNLIMITED);
        environment.put("PARLEY_PORT", "0");
        environment.put("PARLEY_JWT_SECRET", SECRET);
        environment.put("OPENAI_BASE_URL", stub.baseUrl());
        return environment;
    }

    /** The bare server of {@link BareServer}. */
    public Server bare() throws IOException {
        return Server.awaited(ChildProcess.start(
                "bare", folder, options.javaOptions(), Map.of(), BareServer.class.getName(), stub.baseUrl()));
    }

    /** The bare relay and Parley on both storages. */
    public Relays relays() throws IOException, SQLException {
        return new Relays(this);
    }

    /** Any other program of this module. */
    public ChildProcess program(Class<?> main, String... arguments) throws IOException {
        return ChildProcess.start(
                main.getSimpleName(), folder, options.javaOptions(), Map.of(), main.getName(), arguments);
    }

    /** A new folder for a program's data. */
    public Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(folder, name);
    }

    public String token(String user) {
        return mint.mint(new UserId(user), Role.ADMIN, Duration.ofHours(12));
    }

    @Override
    public void close() {
        stub.close();
        if (database != null) {
            database.close();
        }
    }
}
