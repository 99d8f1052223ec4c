package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolProviderContract;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.Given;
import dev.parley.domain.user.UserId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent to servers, and what becomes of answers that are not as they should be. */
@Timeout(60)
class HttpWireTest {
    private static final LinkTiming TIMING = new LinkTiming(
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));

    private final ScriptedServlet servlet = new ScriptedServlet();
    private final TestJetty jetty = new TestJetty(servlet, 0);
    private McpTools tools;

    @AfterEach
    void stop() {
        if (tools != null) {
            tools.close();
        }
        jetty.close();
    }

    private void start(Map<String, String> headers) {
        tools = McpTools.start(
                List.of(new McpServerSettings.Http("web", jetty.url(), headers, true, false, Duration.ofSeconds(30))),
                ReachableAddresses.bySystem(),
                TIMING);
    }

    private void connect() {
        start(Map.of());
        soon().until(() -> tools.state().get("web") instanceof ServerState.Connected);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(20));
    }

    private String trouble() {
        soon().until(() -> tools.state().get("web") instanceof ServerState.Reconnecting);
        return ((ServerState.Reconnecting) tools.state().get("web")).lastError();
    }

    private ToolResult call() throws InterruptedException {
        return tools.call(ToolProviderContract.invocation(
                new UserId("alice"), "web__act", "{\"a\":1}", Given.IDS.next().toString()));
    }

    @Test
    void sessionVersionAndHeadersGoWithEveryRequest() throws Exception {
        AtomicReference<Map<String, String>> seen = new AtomicReference<>();
        servlet.on("tools/call", (id, request, response) -> {
            seen.set(Map.of(
                    "session", String.valueOf(request.getHeader("Mcp-Session-Id")),
                    "version", String.valueOf(request.getHeader("MCP-Protocol-Version")),
                    "token", String.valueOf(request.getHeader("X-Token")),
                    "accept", String.valueOf(request.getHeader("Accept"))));
            ScriptedServlet.json(response, id, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        });
        start(Map.of("X-Token", "s3cret"));
        soon().until(() -> tools.state().get("web") instanceof ServerState.Connected);

        assertThat(call()).isEqualTo(ToolResult.of("done"));
        assertThat(seen.get())
                .isEqualTo(Map.of(
                        "session", "session-1",
                        "version", "2025-06-18",
                        "token", "s3cret",
                        "accept", "application/json, text/event-stream"));
        assertThat(servlet.received("notifications/initialized")).hasSize(1);
    }

    @Test
    void callTellsTheTraceOfItsCallerAndNothingElseDoes() throws Exception {
        ThreadLocal<String> trace = new ThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        servlet.on("tools/call", (id, request, response) -> {
            seen.add(String.valueOf(request.getHeader("traceparent")));
            ScriptedServlet.json(response, id, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        });
        tools = McpTools.start(
                List.of(new McpServerSettings.Http("web", jetty.url(), Map.of(), true, false, Duration.ofSeconds(30))),
                ReachableAddresses.bySystem(),
                TIMING,
                () -> Optional.ofNullable(trace.get()));
        soon().until(() -> tools.state().get("web") instanceof ServerState.Connected);

        call();
        trace.set("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        call();

        assertThat(seen).containsExactly("null", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void interruptedCallIsCancelledAtTheServer() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        servlet.on("tools/call", (id, request, response) -> {
            arrived.countDown();
            awaitRelease(release);
        });
        connect();
        FutureTask<Throwable> call = new FutureTask<>(() -> {
            try {
                return new AssertionError(call().text());
            } catch (InterruptedException interrupted) {
                return interrupted;
            }
        });
        Thread thread = Thread.ofVirtual().start(call);
        arrived.await();

        thread.interrupt();

        assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        soon().untilAsserted(() -> assertThat(servlet.received("notifications/cancelled"))
                .singleElement()
                .extracting(message -> ((Map<?, ?>) message.get("params")).get("requestId"))
                .isEqualTo(servlet.received("tools/call").getFirst().get("id")));
        assertThat(tools.state().get("web")).isInstanceOf(ServerState.Connected.class);
        release.countDown();
    }

    private static void awaitRelease(CountDownLatch release) throws IOException {
        try {
            release.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void answerMayComeAsEventsAmongOthers() throws Exception {
        servlet.on("tools/call", (id, request, response) -> {
            response.setContentType("text/event-stream");
            String progress = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
            response.getWriter()
                    .write("id: 1\ndata:\n\nevent: message\ndata: " + progress + "\n\ndata: "
                            + ScriptedServlet.message(id, "{\"content\":[{\"type\":\"text\",\"text\":\"streamed\"}]}")
                            + "\n\n");
        });
        connect();

        assertThat(call()).isEqualTo(ToolResult.of("streamed"));
    }

    @Test
    void answerThatBreaksOffIsAFailureAndTheServerIsConnectedAgain() throws Exception {
        servlet.on("tools/call", (id, request, response) -> {
            response.setContentType("text/event-stream");
            response.getWriter().write("data: {\"jsonrpc\"");
        });
        connect();

        assertThat(call().text()).contains("may have had an effect or not", "broke off the answer");
        soon().until(() -> servlet.received("initialize").size() == 2);
    }

    @Test
    void lostSessionIsBegunAnew() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        servlet.on("tools/call", (id, request, response) -> {
            if (calls.incrementAndGet() == 1) {
                response.setStatus(404);
            } else {
                ScriptedServlet.json(response, id, "{\"content\":[{\"type\":\"text\",\"text\":\"new\"}]}");
            }
        });
        connect();

        assertThat(call().text()).contains("The server ended the session.");
        soon().until(() -> call().equals(ToolResult.of("new")));
        assertThat(servlet.received("initialize")).hasSize(2);
    }

    @Test
    void strangeAnswersFailTheirCallOnly() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        servlet.on("tools/call", (id, request, response) -> {
            switch (calls.incrementAndGet()) {
                case 1 -> response.setContentType("text/html");
                case 2 -> {
                    response.setContentType("application/json");
                    response.getWriter().write("{\"jsonrpc\":");
                }
                case 3 -> ScriptedServlet.json(response, id, "{\"content\":[{\"type\":\"smell\"}]}");
                case 4 -> response.setStatus(400);
                case 5 -> {
                    response.setContentType("application/json");
                    response.getWriter()
                            .write("{\"jsonrpc\":\"2.0\",\"id\":" + Mcp.JSON.writeValueAsString(id)
                                    + ",\"error\":{\"code\":-32602,\"message\":\"No such thing\"}}");
                }
                default -> ScriptedServlet.json(response, id, "{\"content\":[],\"isError\":null}");
            }
        });
        connect();

        assertThat(call().text()).contains("neither JSON nor an event stream");
        assertThat(call().text()).contains("not a message of the protocol");
        assertThat(call().text()).contains("cannot be understood");
        assertThat(call().text()).contains("status 400");
        assertThat(call()).isEqualTo(ToolResult.failed("The server refused the call: No such thing"));
        assertThat(call()).isEqualTo(ToolResult.of("The tool returned nothing."));
        assertThat(servlet.received("initialize")).hasSize(1);
    }

    @Test
    void redirectIsNotFollowed() {
        servlet.on("initialize", (id, request, response) -> {
            response.setStatus(307);
            response.setHeader("Location", jetty.url() + "?elsewhere");
        });
        start(Map.of());

        assertThat(trouble()).contains("redirects");
        soon().until(() -> servlet.received("initialize").size() > 1);
    }

    @Test
    void refusedCredentialsAreToldWithoutThem() {
        servlet.on("initialize", (id, request, response) -> response.setStatus(401));
        start(Map.of("Authorization", "Bearer s3cret"));

        assertThat(trouble()).contains("refuses the credentials", "401").doesNotContain("s3cret");
    }

    @Test
    void unknownVersionIsNotSpoken() {
        servlet.on(
                "initialize",
                (id, request, response) -> ScriptedServlet.json(
                        response,
                        id,
                        "{\"protocolVersion\":\"1999-01-01\",\"capabilities\":{},\"serverInfo\":{\"name\":\"n\",\"version\":\"1\"}}"));
        start(Map.of());

        assertThat(trouble()).contains("version of the protocol");
    }

    @Test
    void toolsWithUnfitSchemasAreLeftOut() {
        servlet.on(
                "tools/list",
                (id, request, response) -> ScriptedServlet.json(
                        response,
                        id,
                        "{\"tools\":[{\"name\":\"good\",\"inputSchema\":{\"type\":\"object\"}},{\"name\":\"bad\",\"inputSchema\":{\"title\":\"%s\"}}]}"
                                .formatted("x".repeat(70_000))));
        connect();

        assertThat(tools.tools()).extracting(Tool::name).containsExactly("web__good");
        assertThat(((ServerState.Connected) tools.state().get("web")).leftOut()).contains("1 of its tools");
    }

    @Test
    void endlessListOfToolsIsGivenUp() {
        servlet.on(
                "tools/list",
                (id, request, response) ->
                        ScriptedServlet.json(response, id, "{\"tools\":[],\"nextCursor\":\"more\"}"));
        start(Map.of());

        assertThat(trouble()).contains("does not end");
    }
}
