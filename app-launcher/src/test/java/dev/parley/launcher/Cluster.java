package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Nodes as processes of their own, the PostgreSQL they share, and a model that is ours. Their clients are made here, too. */
final class Cluster implements AutoCloseable {
    /** How long anything may take on a slow machine before it counts as never. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Short, so that nobody waits long for a takeover; long enough for a node on a machine that does much else to renew it. */
    static final Duration LEASE = Duration.ofSeconds(10);

    /** Held by the cluster that is there: of two at a time each would take the time that the other's nodes need to keep their leases. */
    private static final Path TURN = Path.of(System.getProperty("parley.root"), "app-launcher/target/cluster.lock");

    private static final String SECRET = "a secret of more than thirty-two bytes for the cluster";

    private final Path folder;
    private final ModelStub model;
    private final Map<String, String> more;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Program> nodes = new CopyOnWriteArrayList<>();
    private final FileChannel turn;
    private EmbeddedPostgres database;

    private Cluster(Path folder, ModelStub model, Map<String, String> more) throws IOException {
        this.folder = folder;
        this.model = model;
        this.more = more;
        this.turn = FileChannel.open(TURN, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            turn.lock();
            this.database = EmbeddedPostgres.start(databaseSettings());
        } catch (Throwable failed) {
            turn.close();
            throw failed;
        }
    }

    /**
     * Waits until no other process of tests has a cluster.
     *
     * @param model is closed with the cluster
     */
    static Cluster start(Path folder, int nodes, ModelStub model) throws IOException, InterruptedException {
        return start(folder, nodes, model, Map.of());
    }

    /** @param more settings of the nodes, beside the usual ones */
    static Cluster start(Path folder, int nodes, ModelStub model, Map<String, String> more)
            throws IOException, InterruptedException {
        Cluster cluster = new Cluster(folder, model, more);
        try {
            for (int node = 0; node < nodes; node++) {
                cluster.nodes.add(cluster.startNode());
            }
            return cluster;
        } catch (Throwable failed) {
            cluster.close();
            throw failed;
        }
    }

    private EmbeddedPostgresSettings databaseSettings() {
        return EmbeddedPostgresSettings.of(folder.resolve("database"))
                .withPrograms(Path.of(System.getProperty("parley.root"), "app-launcher/target/postgres-programs"));
    }

    private Program startNode() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATABASE_URL", databaseUrl());
        settings.put("PARLEY_JWT_SECRET", SECRET);
        settings.put("OPENAI_BASE_URL", model.baseUrl());
        settings.put("PARLEY_LIMIT_LEASE", LEASE.toSeconds() + "s");
        settings.put("PARLEY_LIMIT_TURN_ATTEMPTS", "100");
        settings.put("PARLEY_LIMIT_ACTIVE_SESSIONS_PER_USER", "0");
        settings.put("PARLEY_LIMIT_CONNECTIONS_PER_IP", "0");
        settings.put("PARLEY_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        settings.putAll(more);
        return Program.serve(Files.createTempDirectory(folder, "node"), settings);
    }

    private String databaseUrl() {
        return "%s?user=%s&password=%s".formatted(database.jdbcUrl(), database.username(), database.password());
    }

    Program node(int which) {
        return nodes.get(which);
    }

    ModelStub model() {
        return model;
    }

    URI anyNode() {
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).address();
    }

    /** Kills a node; another one takes its place. */
    void replace(int which) throws IOException, InterruptedException {
        nodes.get(which).close();
        nodes.set(which, startNode());
    }

    static String token(String user) {
        return token(user, Role.VIEWER);
    }

    private static String token(String user, Role role) {
        return new TokenMint(TokenRules.of(TokenSecret.of(SECRET)), InstantSource.system())
                .mint(new UserId(user), role, Duration.ofHours(1));
    }

    /** An administrator who uses one node. */
    RestClient administrator(String user, int node) {
        return new RestClient(http, () -> nodes.get(node).address(), token(user, Role.ADMIN));
    }

    /** A client that goes to any node with each request. */
    RestClient client(String user) {
        return new RestClient(http, this::anyNode, token(user));
    }

    /** A client of one node. */
    RestClient client(String user, int node) {
        return new RestClient(http, () -> nodes.get(node).address(), token(user));
    }

    SocketClient socket(String user, int node) {
        return new SocketClient(http, nodes.get(node).address(), token(user));
    }

    /** Kills the database server with all its processes, as a power cut would. */
    void killDatabase() {
        ProcessHandle server = ProcessHandle.of(database.pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.addFirst(server);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join());
        database.close();
    }

    /** Starts the database again where it was. */
    void restartDatabase() {
        database = EmbeddedPostgres.start(databaseSettings().withPort(database.port()));
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(databaseUrl());
    }

    /** The first value of the first row. */
    String query(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** What is true of the store whenever nothing is being done: whole logs, one end of each turn, nothing half done. */
    void assertStoreIsSound() throws SQLException {
        assertStoreIsSound(1);
    }

    /** @param answers how many whole answers each turn has: one more than rounds of tools */
    void assertStoreIsSound(int answers) throws SQLException {
        assertNone("sessions whose log is not 1, 2, 3 … up to its end", """
                select s.id from sessions s left join session_events e on e.session_id = s.id
                group by s.id, s.last_seq
                having count(e.seq) <> s.last_seq or min(e.seq) <> 1 or max(e.seq) <> s.last_seq""");
        assertNone("turns that were not completed", "select id from turns where status <> 'completed'");
        assertNone("turns that ended more or less than once", """
                select t.id from turns t left join session_events e on e.session_id = t.session_id
                    and e.type in ('turn.completed', 'turn.failed', 'turn.cancelled') and e.payload->>'turnId' = t.id::text
                group by t.id having count(e.id) <> 1""");
        assertNone("turns with more or less than one whole answer", """
                select t.id from turns t left join messages m on m.session_id = t.session_id and m.turn_id = t.id
                    and m.role = 'assistant' and m.status = 'completed'
                group by t.id having count(m.id) <> %d""".formatted(answers));
        assertNone("messages that are not finished", "select id from messages where status = 'streaming'");
        assertNone("user messages without their turn", """
                select m.id from messages m where m.role = 'user'
                    and not exists (select 1 from turns t where t.session_id = m.session_id and t.message_id = m.id)""");
    }

    private void assertNone(String what, String sql) throws SQLException {
        assertThat(query("select count(*) from (" + sql + ") found")).as(what).isEqualTo("0");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Program node : nodes) {
            node.close();
        }
        database.close();
        model.close();
        http.shutdownNow();
        http.close();
        turn.close();
    }
}
