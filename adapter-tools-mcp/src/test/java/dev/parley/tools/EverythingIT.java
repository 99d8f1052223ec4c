package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.ToolProviderContract;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.Given;
import dev.parley.domain.user.UserId;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tools of a server that others wrote: the npm package {@code @modelcontextprotocol/server-everything}, over both transports. */
@Timeout(180)
class EverythingIT {
    private static final String PACKAGE = "@modelcontextprotocol/server-everything@2026.8.31";
    private static final UserId ALICE = new UserId("alice");

    private static final LinkTiming TIMING = new LinkTiming(
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));

    private static Path script;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "the server needs node and npm, which are not on the PATH");
        Path folder = Path.of(System.getProperty("parley.root", "..")).resolve("target/npm");
        script = folder.resolve("node_modules/.bin/mcp-server-everything");
        if (!Files.exists(script)) {
            Files.createDirectories(folder);
            Process npm = new ProcessBuilder(
                            "npm",
                            "install",
                            "--no-save",
                            "--no-audit",
                            "--no-fund",
                            "--prefix",
                            folder.toString(),
                            PACKAGE)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            npm.waitFor(2, TimeUnit.MINUTES);
            npm.destroyForcibly();
        }
        assumeTrue(Files.exists(script), PACKAGE + " could not be installed");
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static McpServerSettings.Stdio program() {
        return new McpServerSettings.Stdio(
                "all", script.toString(), List.of("stdio"), Map.of(), true, Duration.ofSeconds(60));
    }

    private static McpTools connected(McpServerSettings settings) {
        McpTools tools = McpTools.start(List.of(settings), ReachableAddresses.bySystem(), TIMING);
        awaitConnected(tools);
        return tools;
    }

    private static void awaitConnected(McpTools tools) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        tools.state().get("all") instanceof ServerState.Connected connected && connected.tools() > 0);
    }

    private static ToolResult call(McpTools tools, String tool, String arguments) throws InterruptedException {
        return tools.call(ToolProviderContract.invocation(
                ALICE, tool, arguments, Given.IDS.next().toString()));
    }

    private static FutureTask<ToolResult> calling(McpTools tools) {
        FutureTask<ToolResult> call = new FutureTask<>(
                () -> call(tools, "all__trigger-long-running-operation", "{\"duration\":120,\"steps\":2}"));
        Thread.ofVirtual().start(call);
        return call;
    }

    private static void useTools(McpTools tools) throws InterruptedException {
        assertThat(call(tools, "all__echo", "{\"message\":\"Grüße \uD83D\uDE00\"}"))
                .isEqualTo(ToolResult.of("Echo: Grüße \uD83D\uDE00"));
        assertThat(call(tools, "all__get-sum", "{\"a\":2,\"b\":3}").text()).contains("5");
        assertThat(call(tools, "all__get-tiny-image", "{}").text()).contains("[an image, image/png]");
        assertThat(call(tools, "all__get-sum", "{\"a\":\"two\"}").failed()).isTrue();
        assertThat(call(tools, "all__no-such-tool", "{}").failed()).isTrue();
    }

    @Test
    void toolsAreUsedOverStandardInput() throws Exception {
        try (McpTools tools = connected(program())) {
            useTools(tools);
        }
    }

    @Test
    void programThatIsKilledWhileAToolRunsIsStartedAgain() throws Exception {
        try (McpTools tools = connected(program())) {
            FutureTask<ToolResult> call = calling(tools);
            assertThat(call(tools, "all__echo", "{\"message\":\"here\"}").failed())
                    .isFalse();

            programs().forEach(ProcessHandle::destroyForcibly);

            ToolResult result = call.get(10, TimeUnit.SECONDS);
            assertThat(result.failed()).isTrue();
            assertThat(result.text()).contains("The server's program ended");
            awaitConnected(tools);
            assertThat(call(tools, "all__echo", "{\"message\":\"again\"}")).isEqualTo(ToolResult.of("Echo: again"));
        }
        assertThat(programs()).isEmpty();
    }

    private static List<ProcessHandle> programs() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains("mcp-server-everything"))
                        .isPresent())
                .toList();
    }

    @Test
    void toolsAreUsedOverHttpAndAgainAfterTheServerWasKilled() throws Exception {
        int port = freePort();
        McpServerSettings.Http settings = new McpServerSettings.Http(
                "all", URI.create("http://127.0.0.1:" + port + "/mcp"), Map.of(), true, true, Duration.ofSeconds(60));
        Process server = serve(port);
        try (McpTools tools = connected(settings)) {
            useTools(tools);
            FutureTask<ToolResult> call = calling(tools);
            assertThat(call(tools, "all__echo", "{\"message\":\"here\"}").failed())
                    .isFalse();

            server.destroyForcibly().waitFor();

            assertThat(call.get(10, TimeUnit.SECONDS).failed()).isTrue();
            server = serve(port);
            awaitConnected(tools);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            call(tools, "all__echo", "{\"message\":\"again\"}").equals(ToolResult.of("Echo: again")));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Process serve(int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "streamableHttp")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PORT", Integer.toString(port));
        return builder.start();
    }
}
