package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Tasks;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.task.Task;
import dev.parley.domain.user.Caller;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The task tools as other programs reach them. */
@Timeout(60)
class McpTaskServerTest {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}""";

    private final Tasks tasks = TaskToolsTest.tasks();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger changes = new AtomicInteger();
    private McpTaskServer server;
    private TestJetty jetty;

    @BeforeEach
    void start() {
        server = new McpTaskServer(tasks, McpTaskServerTest::callerOf, McpTaskServerTest::fromHere, this::countChange);
        jetty = new TestJetty(server.servlet(), 0);
    }

    @AfterEach
    void stop() {
        jetty.close();
        server.close();
        http.close();
    }

    private static Caller callerOf(HttpServletRequest request) {
        String token = request.getHeader("Authorization");
        return switch (token == null ? "" : token) {
            case "" -> throw new ChatException.Unauthenticated("This takes a token.");
            case "Bearer limited" ->
                throw new ChatException.Limited(
                        ErrorCode.RATE_LIMITED, "Too many requests.", Duration.ofMillis(1_500), Map.of());
            case "Bearer broken" -> throw new IllegalStateException("jdbc:secret");
            default -> Caller.of(token.substring("Bearer ".length()));
        };
    }

    private void countChange(Caller caller) {
        changes.incrementAndGet();
        if (caller.user().value().equals("eager")) {
            throw new ChatException.Limited(
                    ErrorCode.RATE_LIMITED, "Try again in 2 seconds.", Duration.ofSeconds(2), Map.of());
        }
    }

    private static boolean fromHere(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || origin.equals("https://chat.example.com");
    }

    private McpSyncClient client(String user) {
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(
                                jetty.url().resolve("/").toString())
                        .httpRequestCustomizer((request, method, uri, body, context) ->
                                request.header("Authorization", "Bearer " + user))
                        .build())
                .build();
        client.initialize();
        return client;
    }

    private static McpSchema.CallToolResult call(
            McpSyncClient client, String tool, Map<String, Object> arguments, Map<String, Object> meta) {
        return client.callTool(new McpSchema.CallToolRequest(tool, arguments, meta));
    }

    private static McpSchema.CallToolResult add(McpSyncClient client, String title) {
        return call(client, "add_task", Map.of("title", title), null);
    }

    private static String text(McpSchema.CallToolResult result) {
        return ResultText.of(result).text();
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(jetty.url())
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void clientListsAndUsesAllTools() {
        try (McpSyncClient client = client("alice")) {
            List<McpSchema.Tool> tools = client.listTools().tools();
            assertThat(tools)
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("add_task", "list_tasks", "complete_task", "delete_task", "update_task");
            assertThat(tools.get(1).annotations().readOnlyHint()).isTrue();
            assertThat(tools.get(3).annotations().destructiveHint()).isTrue();
            assertThat(tools.getFirst().inputSchema()).containsEntry("required", List.of("title"));
            assertThat(client.getServerInfo().name()).isEqualTo("parley");

            assertThat(text(add(client, "Buy milk"))).contains("\"number\":1", "\"title\":\"Buy milk\"");
            assertThat(text(call(client, "complete_task", Map.of("number", 1), null)))
                    .contains("\"done\":true");
            assertThat(text(call(client, "update_task", Map.of("number", 1, "title", "Buy oat milk"), null)))
                    .contains("oat");
            assertThat(text(call(client, "list_tasks", Map.of("done", true), null)))
                    .contains("\"total\":1");
            assertThat(call(client, "delete_task", Map.of("number", 1), null).isError())
                    .isFalse();
            assertThat(text(call(client, "list_tasks", Map.of(), null))).contains("\"total\":0");
            McpSchema.CallToolResult refused = call(client, "delete_task", Map.of("number", 1), null);
            assertThat(refused.isError()).isTrue();
            assertThat(text(refused)).isEqualTo("There is no such task.");
            assertThat(client.ping()).isNotNull();
        }
    }

    @Test
    void changesMayBeRefusedBeforeTheyAreMadeAndReadingIsNoChange() {
        try (McpSyncClient client = client("eager")) {
            McpSchema.CallToolResult refused = add(client, "Buy milk");

            assertThat(refused.isError()).isTrue();
            assertThat(text(refused)).isEqualTo("Try again in 2 seconds.");
            assertThat(changes).hasValue(1);
            assertThat(text(call(client, "list_tasks", Map.of(), null))).contains("\"total\":0");
            assertThat(changes).hasValue(1);
            for (String tool : List.of("complete_task", "update_task", "delete_task")) {
                assertThat(text(call(client, tool, Map.of("number", 1), null))).isEqualTo("Try again in 2 seconds.");
            }
        }
    }

    @Test
    void usersAtOnceSeeTasksOfTheirOwn() {
        try (McpSyncClient alice = client("alice");
                McpSyncClient bob = client("bob")) {
            Together.results(8, number -> {
                McpSyncClient client = number % 2 == 0 ? alice : bob;
                String user = number % 2 == 0 ? "alice" : "bob";
                for (int i = 0; i < 25; i++) {
                    assertThat(text(add(client, "of " + user))).contains("of " + user);
                    assertThat(text(call(client, "list_tasks", Map.of(), null)))
                            .doesNotContain(number % 2 == 0 ? "of bob" : "of alice");
                }
                return number;
            });
        }
        for (String user : List.of("alice", "bob")) {
            assertThat(tasks.list(Caller.of(user), null, 100, 0).items())
                    .hasSize(100)
                    .extracting(Task::title)
                    .allSatisfy(title -> assertThat(title).hasToString("of " + user));
        }
    }

    @Test
    void sameKeyHasOneEffect() {
        try (McpSyncClient client = client("alice")) {
            Map<String, Object> key = Map.of("dev.parley/idempotency_key", "call-1");
            String first = text(call(client, "add_task", Map.of("title", "Buy milk"), key));

            assertThat(text(call(client, "add_task", Map.of("title", "Buy milk"), key)))
                    .isEqualTo(first);
            assertThat(tasks.list(Caller.of("alice"), null, 10, 0).total()).isEqualTo(1);
            assertThat(text(call(
                            client, "add_task", Map.of("title", "Buy milk"), Map.of("dev.parley/idempotency_key", 7))))
                    .contains("_meta must have a string");
        }
    }

    @Test
    void requestWithoutATokenIsUnauthenticated() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(jetty.url())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE)));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(response.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{")
                .contains("\"message\":\"This takes a token.\"", "\"code\":-32600");
    }

    @Test
    void refusalsOfTheAuthenticationHaveTheirStatus() throws Exception {
        HttpResponse<String> limited = send(post(INITIALIZE).setHeader("Authorization", "Bearer limited"));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("2");

        HttpResponse<String> broken = send(post(INITIALIZE).setHeader("Authorization", "Bearer broken"));
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).doesNotContain("secret", "Exception", "stackTrace");
    }

    @Test
    void pagesOfOtherOriginsAreRefused() throws Exception {
        assertThat(send(post(INITIALIZE).header("Origin", "https://evil.example.com"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(post(INITIALIZE).header("Origin", "https://chat.example.com"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusalThatDoesNotWaitForTheBodySaysThatTheConnectionEnds() throws Exception {
        try (Socket socket = new Socket(jetty.url().getHost(), jetty.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n"
                            .formatted(jetty.url().getPath())
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void onlyPostIsTaken() throws Exception {
        for (String method : List.of("GET", "DELETE", "PUT", "OPTIONS")) {
            HttpResponse<String> response = send(post("").method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void bodyMayHave64Kibibytes() throws Exception {
        String padding = " ".repeat(64 * 1024 - INITIALIZE.length());
        assertThat(send(post(INITIALIZE + padding)).statusCode()).isEqualTo(200);
        assertThat(send(post(INITIALIZE + padding + " ")).statusCode()).isEqualTo(413);
        HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofString(INITIALIZE + padding + " "));
        assertThat(send(post("").POST(chunked)).statusCode()).isEqualTo(413);
    }

    @Test
    void headersHaveToFit() throws Exception {
        assertThat(send(post(INITIALIZE).setHeader("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(post(INITIALIZE).setHeader("Accept", "text/html")).statusCode())
                .isEqualTo(406);
        assertThat(send(post(INITIALIZE).setHeader("Accept", "application/json"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(post(INITIALIZE).header("MCP-Protocol-Version", "1999-01-01"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(post(INITIALIZE).header("MCP-Protocol-Version", "2025-06-18"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                                                         | 400 | -32700
            []                                                                        | 400 | -32700
            "text"                                                                    | 400 | -32700
            {} {}                                                                     | 400 | -32700
            {"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}                           | 400 | -32700
            {}                                                                        | 400 | -32600
            {"jsonrpc":"2.0","id":null,"method":"ping"}                               | 400 | -32600
            {"jsonrpc":"2.0","id":{},"method":"ping"}                                 | 400 | -32600
            {"id":1,"method":"ping"}                                                  | 400 | -32600
            {"jsonrpc":"2.0","id":1,"method":{}}                                      | 400 | -32600
            {"jsonrpc":"2.0","id":1,"method":"no/such/method"}                        | 200 | -32601
            {"jsonrpc":"2.0","id":1,"method":"resources/list"}                        | 200 | -32601
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}      | 200 | -32602
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}                | 200 | -32602
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":{}}}       | 200 | -32602
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_task","arguments":7}} | 200 | -32602
            {"jsonrpc":"2.0","id":1,"method":"tools/call"}                            | 200 | -32602
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":7}                 | 200 | -32602
            """)
    void errorsSayNothingOfTheInside(String body, int status, int code) throws Exception {
        HttpResponse<String> response = send(post(body));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body())
                .contains("\"code\":" + code)
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("stackTrace", "modelcontextprotocol", "jackson", "java.");
    }

    static List<String> bombs() {
        return List.of(
                "[".repeat(50_000),
                "{\"a\":".repeat(10_000),
                "[".repeat(100) + "]".repeat(100),
                "1".repeat(50_000),
                "1e" + "1".repeat(50_000),
                "{\"" + "x".repeat(50_000) + "\":1}");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void argumentsHaveBoundsLikeAllJson(String bomb) throws Exception {
        HttpResponse<String> response = send(post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add_task\",\"arguments\":{\"title\":%s}}}"
                        .formatted(bomb)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":-32700").hasSizeLessThan(200);
    }

    @Test
    void notificationsAreAccepted() throws Exception {
        for (String method : List.of("notifications/initialized", "notifications/cancelled", "notifications/unheard")) {
            HttpResponse<String> response =
                    send(post("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"requestId\":1}}"));
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void closedServerIsUnavailable() throws Exception {
        server.close();

        assertThat(send(post(INITIALIZE)).statusCode()).isEqualTo(503);
    }
}
