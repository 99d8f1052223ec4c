package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under load: its connections are cut every two seconds, and its server is killed and started again. */
@DisabledOnOs(OS.WINDOWS)
class DatabaseOutageIT {
    private static final int NODES = 2;
    private static final int SESSIONS = 12;
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(1);

    /** A node has 10 connections to the database. */
    private static final int WATCHERS = 40;

    private static final String CUT_CONNECTIONS =
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'parley'";
    private static final String COUNT_CONNECTIONS =
            "select count(*) from pg_stat_activity where application_name = 'parley'";

    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cluster = Cluster.start(folder, NODES, new ModelStub(20));
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
    }

    @Test
    void nothingIsLostOrRepeatedAndAllRecovers() throws Exception {
        Random random = Seed.random();
        RestClient client = cluster.client("alice");
        String quiet = client.startSession();
        List<LogReader> streams = watchOverSse(quiet);
        List<SocketClient> sockets = watchOverWebSocket(quiet);
        requireConnectionsToSpare();

        Ledger ledger = new Ledger(client, SESSIONS, random);
        ledger.write(BETWEEN_MESSAGES);
        for (int cut = 0; cut < 4; cut++) {
            Thread.sleep(2_000);
            assertThat(Integer.parseInt(cluster.query(CUT_CONNECTIONS))).isPositive();
        }
        for (int kill = 0; kill < 2; kill++) {
            Thread.sleep(random.nextInt(1_000));
            cluster.killDatabase();
            awaitReadiness(503, "storage_unreachable");
            cluster.restartDatabase();
            awaitReadiness(200, "ready");
        }
        ledger.close();
        cluster.assertStoreIsSound();

        client.say(quiet, UUID.randomUUID().toString(), "Is anybody still there?");
        long end = client.awaitRest(quiet);
        await().atMost(Cluster.PATIENCE)
                .until(() -> streams.stream().allMatch(stream -> stream.lastSeq() == end)
                        && sockets.stream().allMatch(socket -> socket.lastSeq() == end));
        assertThat(streams)
                .extracting(LogReader::connections)
                .as("no stream was cut")
                .containsOnly(1);
        streams.forEach(LogReader::end);
        sockets.forEach(SocketClient::close);
    }

    private List<LogReader> watchOverSse(String session) {
        List<LogReader> streams = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            LogReader stream = LogReader.steady(cluster.client("alice", i % NODES), session);
            Thread.startVirtualThread(stream);
            streams.add(stream);
        }
        await().atMost(Cluster.PATIENCE).until(() -> streams.stream().allMatch(stream -> stream.lastSeq() > 0));
        return streams;
    }

    private List<SocketClient> watchOverWebSocket(String session) {
        List<SocketClient> sockets = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            SocketClient socket = cluster.socket("alice", i % NODES);
            socket.send("{\"type\":\"join_session\",\"session_id\":\"%s\",\"position\":\"0\"}".formatted(session));
            sockets.add(socket);
        }
        await().atMost(Cluster.PATIENCE).until(() -> sockets.stream().allMatch(socket -> socket.lastSeq() > 0));
        return sockets;
    }

    /** Many more wait for news than a node has connections, and they hold none. */
    private void requireConnectionsToSpare() throws SQLException, IOException, InterruptedException {
        for (int node = 0; node < NODES; node++) {
            RestClient client = cluster.client("bob", node);
            for (int i = 0; i < 20; i++) {
                assertThat(client.send("POST", "/api/sessions", "{}").statusCode())
                        .isEqualTo(201);
            }
        }
        assertThat(Integer.parseInt(cluster.query(COUNT_CONNECTIONS))).isLessThan(WATCHERS);
    }

    private void awaitReadiness(int status, String word) throws IOException, InterruptedException {
        for (int node = 0; node < NODES; node++) {
            RestClient client = cluster.client("alice", node);
            await().atMost(Cluster.PATIENCE).untilAsserted(() -> {
                HttpResponse<String> readiness = client.send("GET", "/health/ready", "");
                assertThat(readiness.statusCode()).isEqualTo(status);
                assertThat(new ObjectMapper()
                                .readTree(readiness.body())
                                .path("status")
                                .asText())
                        .isEqualTo(word);
            });
            assertThat(client.send("GET", "/health/live", "").statusCode()).isEqualTo(200);
        }
    }
}
