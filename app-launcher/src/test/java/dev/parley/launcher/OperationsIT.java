package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as those see it who run it: its metrics, its health, its log lines, and how it ends. */
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {
    private static final int DONE = 0;
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String MONITOR = "Monitor: ";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        http.close();
    }

    private static URI monitor(Program program) {
        return program.out()
                .lines()
                .filter(line -> line.startsWith(MONITOR))
                .map(line -> URI.create(line.substring(MONITOR.length())))
                .findFirst()
                .orElseThrow();
    }

    private String get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> chat(Program program, String text, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(program.address().resolve("/api/chat"))
                .header("Authorization", "Bearer " + program.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"%s\"}".formatted(text)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metricsTellOfAConversationAndNothingOfWhatWasSaid(@TempDir Path folder) throws Exception {
        Map<String, String> environment =
                Map.of("PARLEY_OFFLINE_DELAY_MS", "0", "PARLEY_MANAGEMENT_PORT", "0", "PARLEY_LIMIT_CHAT_WAIT", "60s");
        try (Program program = Program.serve(folder, environment);
                SocketClient client = new SocketClient(http, program.address(), program.token())) {
            JsonNode answer = json.readTree(
                    chat(program, "Count to 5 and remember marmalade").body());
            String session = client.startSession();
            client.say(session, "Hello");
            client.awaitEvent("turn.completed");
            URI metrics = monitor(program);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(metrics).lines())
                            .contains(
                                    "parley_turns_total{status=\"completed\"} 2.0",
                                    "parley_turns_total{status=\"failed\"} 0.0",
                                    "parley_connections{transport=\"websocket\"} 1.0",
                                    "parley_connections{transport=\"sse\"} 0.0",
                                    "parley_connections_opened_total{transport=\"websocket\"} 1.0",
                                    "parley_journal_dropped_total 0.0",
                                    "parley_telemetry_dropped_total 0.0",
                                    "parley_model_ready 1.0",
                                    "parley_database_connections_max 10.0")
                            .anyMatch(line -> line.startsWith("gen_ai_client_operation_duration_seconds_count{"
                                    + "error_type=\"\",gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"parley\","
                                    + "gen_ai_request_model=\"offline-demo\"} 2"))
                            .anyMatch(line ->
                                    line.startsWith("gen_ai_client_operation_time_to_first_chunk_seconds_bucket{"))
                            .anyMatch(
                                    line -> line.startsWith(
                                            "http_server_request_duration_seconds_count{"
                                                    + "http_request_method=\"POST\",http_response_status_code=\"200\",http_route=\"/api/chat\"} 1"))
                            .anyMatch(line -> line.startsWith(
                                    "parley_frame_duration_seconds_count{error_type=\"\",type=\"start_session\"} 1"))
                            .anyMatch(line -> line.startsWith("parley_sessions{status=\"active\"} "))
                            .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{")));
            assertThat(get(metrics))
                    .doesNotContain(
                            "marmalade", session, answer.path("session_id").asText())
                    .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}");
            JsonNode health = json.readTree(get(metrics.resolve("/api/health")));
            assertThat(health.path("status").asText()).isEqualTo("up");
            assertThat(health.path("components").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("storage", "model", "journal", "tools", "embedded_database");
            assertThat(health.path("version").asText()).isNotBlank();
            assertThat(get(program.address().resolve("/api/health"))).contains("\"components\":null");
        }
    }

    @Test
    void logLinesOfATurnNameItsRequestAndItsTraceGoesOnToTheModel(@TempDir Path folder) throws Exception {
        List<String> traces = new CopyOnWriteArrayList<>();
        HttpServer model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.createContext("/", exchange -> {
            traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            byte[] refusal = "{\"error\":{\"message\":\"no\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(400, refusal.length);
            exchange.getResponseBody().write(refusal);
            exchange.close();
        });
        model.start();
        Map<String, String> environment = Map.of(
                "OPENAI_BASE_URL",
                "http://127.0.0.1:" + model.getAddress().getPort() + "/v1",
                "PARLEY_STORAGE",
                "memory",
                "PARLEY_LOG_FORMAT",
                "json",
                "PARLEY_ACCESS_LOG",
                "on",
                "PARLEY_LIMIT_CHAT_WAIT",
                "60s");
        try (Program program = Program.serve(folder, environment)) {
            HttpResponse<String> refused = chat(
                    program,
                    "Hello",
                    "X-Correlation-Id",
                    "request-1",
                    "traceparent",
                    "00-" + TRACE + "-b7ad6b7169203331-01");
            assertThat(refused.statusCode()).isEqualTo(503);
            chat(program, "Hello", "traceparent", "00-" + TRACE + "-b7ad6b7169203331-01-malformed");
            await().until(() ->
                    program.err().lines().filter(line -> line.contains("/chat")).count() == 2);
            program.terminate();
            assertThat(program.exitCode()).isEqualTo(DONE);

            List<JsonNode> lines = program.err().lines().map(this::parsed).toList();
            JsonNode ofModel = only(lines, "dev.parley.llm.ModelCalls");
            assertThat(ofModel.at("/mdc/correlation_id").asText()).isEqualTo("request-1");
            assertThat(ofModel.at("/mdc/trace_id").asText()).isEqualTo(TRACE);
            assertThat(ofModel.at("/mdc/session_id").asText()).matches("[0-9a-f-]{36}");
            assertThat(ofModel.at("/mdc/turn_id").asText()).matches("[0-9a-f-]{36}");
            JsonNode ofRequest = only(lines, "dev.parley.access");
            assertThat(ofRequest.path("formattedMessage").asText()).matches("POST /api/chat 503 \\d+ ms");
            assertThat(ofRequest.at("/kvpList/1/route").asText()).isEqualTo("/api/chat");
            assertThat(ofRequest.at("/mdc/trace_id").asText()).isEqualTo(TRACE);
            assertThat(ofRequest.at("/mdc/correlation_id").asText()).isEqualTo("request-1");
            assertThat(lines).noneMatch(line -> line.path("mdc").has("user_id"));
        } finally {
            model.stop(0);
        }
        assertThat(traces).hasSize(2);
        assertThat(traces.getFirst())
                .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                .doesNotContain("b7ad6b7169203331");
        assertThat(traces.getLast()).isEqualTo("null");
    }

    private JsonNode parsed(String line) {
        try {
            return json.readTree(line);
        } catch (IOException notJson) {
            throw new AssertionError(line, notJson);
        }
    }

    /** The first line of a logger that has a trace. */
    private static JsonNode only(List<JsonNode> lines, String logger) {
        List<JsonNode> found = lines.stream()
                .filter(line -> line.path("loggerName").asText().equals(logger)
                        && line.path("mdc").has("trace_id"))
                .toList();
        assertThat(found).as("%s in %s", logger, lines).hasSize(1);
        return found.getFirst();
    }

    @Test
    void programThatIsToldToEndWhileItStartsEndsInOrder(@TempDir Path folder) throws Exception {
        int nobodyListens;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodyListens = socket.getLocalPort();
        }
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                "postgresql://parley:hush@127.0.0.1:" + nobodyListens + "/parley",
                "PARLEY_JWT_SECRET",
                "a secret of at least thirty-two bytes");
        try (Program program = Program.run(folder, environment, "--port", "0")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> program.err().contains(" starts, storage: "));

            program.terminate();

            assertThat(program.exitCode(Duration.ofSeconds(25))).isEqualTo(DONE);
            assertThat(program.err())
                    .contains("Parley ends before it has started")
                    .doesNotContain("ERROR", "Exception", "hush");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void programServesOnWhileLoadBalancersNotice(@TempDir Path folder) throws Exception {
        Map<String, String> environment =
                Map.of("PARLEY_STORAGE", "memory", "PARLEY_OFFLINE_DELAY_MS", "0", "PARLEY_DRAIN_DELAY", "15s");
        try (Program program = Program.serve(folder, environment)) {
            String token = program.token();
            program.terminate();
            await().until(() -> get(program.address().resolve("/health/ready")).contains("draining"));

            assertThat(chat(program, "Count to 3").statusCode()).isEqualTo(200);
            assertThat(get(program.address().resolve("/health/live"))).contains("ok");

            assertThat(program.exitCode()).isEqualTo(DONE);
            assertThat(program.err()).doesNotContain("WARN", "ERROR", token);
        }
    }

    @Test
    void managementPortInUseIsSaidInOneSentence(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program program = Program.run(
                        folder,
                        Map.of("PARLEY_STORAGE", "memory", "PARLEY_LOG_LEVEL", "error"),
                        "--port",
                        "0",
                        "--management-port",
                        String.valueOf(taken.getLocalPort()))) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err())
                    .startsWith("Parley cannot listen on the management port %d of 127.0.0.1 ("
                            .formatted(taken.getLocalPort()))
                    .endsWith("; choose another one with --management-port or --management-host.\n")
                    .hasLineCount(1);
            assertThat(program.out()).isEmpty();
        }
    }
}
