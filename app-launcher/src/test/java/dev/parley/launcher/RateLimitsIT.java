package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The limits of requests, as they are counted by the programs that people run. */
@DisabledOnOs(OS.WINDOWS)
class RateLimitsIT {
    private static final int REQUESTS = 64;
    private static final String TASK = "{\"title\":\"Milk\"}";
    private static final String ADD_TASK = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_task","arguments":{"title":"Milk"}}}""";

    /** A token comes back every half a minute. */
    private static final Map<String, String> FEW_WRITES = Map.of(
            "PARLEY_STORAGE", "memory",
            "PARLEY_LIMIT_CHANNEL_REQUESTS_PER_MINUTE", "2",
            "PARLEY_LIMIT_USER_READS_PER_MINUTE", "600");

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void routesAndToolsCountTogether(@TempDir Path folder) throws Exception {
        try (Program program = Program.serve(folder, FEW_WRITES);
                HttpClient http = HttpClient.newHttpClient()) {
            RestClient alice = new RestClient(http, program::address, program.token());
            HttpResponse<String> first = alice.send("POST", "/api/tasks", TASK);
            HttpResponse<String> second = alice.send("POST", "/mcp", ADD_TASK);

            assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"channel\";q=2;w=60");
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.headers().firstValue("RateLimit-Policy")).hasValue("\"read\";q=600;w=60");
            assertThat(alice.send("POST", "/api/tasks", TASK).statusCode()).isEqualTo(429);
            HttpResponse<String> refused = alice.send("POST", "/mcp", ADD_TASK);
            assertThat(refused.statusCode()).isEqualTo(200);
            assertThat(json.readTree(refused.body()).at("/result/isError").asBoolean())
                    .isTrue();
            assertThat(json.readTree(refused.body())
                            .at("/result/content/0/text")
                            .asText())
                    .contains("try again in");
            assertThat(json.readTree(alice.send("GET", "/api/tasks", "").body())
                            .path("total")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void nodesAdmitAsManyTogetherAsOneWould(@TempDir Path folder) throws Exception {
        Map<String, String> limits = Map.of("PARLEY_LIMIT_CHANNEL_REQUESTS_PER_MINUTE", "3");
        try (Cluster cluster = Cluster.start(folder, 3, new ModelStub(0), limits);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            List<Future<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                RestClient alice = cluster.client("alice", i % 3);
                requests.add(threads.submit(
                        () -> alice.send("POST", "/api/tasks", TASK).statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> request : requests) {
                statuses.add(request.get(60, TimeUnit.SECONDS));
            }

            int cameBack = (int) (Duration.ofNanos(System.nanoTime() - start).toSeconds() / 20 + 1);
            List<Integer> admitted =
                    statuses.stream().filter(status -> status == 201).toList();
            assertThat(admitted).hasSizeBetween(3, 3 + cameBack);
            assertThat(statuses).filteredOn(status -> status == 429).hasSize(REQUESTS - admitted.size());
            assertThat(cluster.query("select count(*) from tasks")).isEqualTo(String.valueOf(admitted.size()));
        }
    }
}
