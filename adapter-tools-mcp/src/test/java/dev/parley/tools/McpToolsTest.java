package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.Tasks;
import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolProviderContract;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.Given;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tools of external servers, over both transports. */
@Timeout(120)
class McpToolsTest {
    private static final UserId ALICE = new UserId("alice");
    private static final Duration CALL = Duration.ofSeconds(30);

    /** Impatient, but for the refresh: what is noticed is not noticed by it. */
    private static final LinkTiming TIMING = new LinkTiming(
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));

    private static McpServerSettings.Http http(URI url) {
        return http(url, false, CALL);
    }

    private static McpServerSettings.Http http(URI url, boolean trusted, Duration callTimeout) {
        return new McpServerSettings.Http("web", url, Map.of(), true, trusted, callTimeout);
    }

    /** The class path is a variable, since a long command line would not show what program it is. */
    private static McpServerSettings.Stdio program(Map<String, String> env) {
        Map<String, String> variables = new HashMap<>(env);
        variables.put("CLASSPATH", System.getProperty("java.class.path"));
        return new McpServerSettings.Stdio(
                "program",
                ProcessHandle.current().info().command().orElseThrow(),
                List.of(ToolServer.class.getName()),
                variables,
                false,
                CALL);
    }

    private static McpTools start(McpServerSettings... servers) {
        return McpTools.start(List.of(servers), ReachableAddresses.bySystem(), TIMING);
    }

    private static McpTools connected(McpServerSettings... servers) {
        McpTools tools = start(servers);
        for (McpServerSettings server : servers) {
            awaitConnected(tools, server.name());
        }
        return tools;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(40));
    }

    private static void awaitConnected(McpTools tools, String server) {
        soon().until(() -> tools.state().get(server) instanceof ServerState.Connected);
    }

    private static void awaitLost(McpTools tools, String server) {
        soon().until(() -> tools.state().get(server) instanceof ServerState.Reconnecting);
    }

    private static ToolResult call(McpTools tools, String tool, String arguments) throws InterruptedException {
        return tools.call(ToolProviderContract.invocation(
                ALICE, tool, arguments, Given.IDS.next().toString()));
    }

    private static FutureTask<ToolResult> calling(McpTools tools, String tool) {
        FutureTask<ToolResult> call = new FutureTask<>(() -> call(tools, tool, "{}"));
        Thread.ofVirtual().start(call);
        return call;
    }

    private static Set<String> names(McpTools tools) {
        return tools.tools().stream().map(Tool::name).collect(Collectors.toSet());
    }

    @Nested
    class OverHttp implements ToolProviderContract {
        private static HttpToolServer server;
        private static McpTools tools;

        @BeforeAll
        static void begin() {
            server = new HttpToolServer(0);
            tools = connected(http(server.url(), true, CALL));
        }

        @AfterAll
        static void end() {
            tools.close();
            server.close();
        }

        @Override
        public ToolProvider provider() {
            return tools;
        }

        @Override
        public Call succeeding() {
            return new Call("web__echo", "{\"text\":\"Hello \uD83D\uDE00\"}");
        }

        @Override
        public Call refused() {
            return new Call("web__fail", "{}");
        }

        @Override
        public Call lasting() {
            return new Call("web__wait", "{}");
        }
    }

    @Nested
    class OverStdio implements ToolProviderContract {
        private static McpTools tools;

        @BeforeAll
        static void begin() {
            tools = connected(program(Map.of()));
        }

        @AfterAll
        static void end() {
            tools.close();
        }

        @Override
        public ToolProvider provider() {
            return tools;
        }

        @Override
        public Call succeeding() {
            return new Call("program__echo", "{\"text\":\"Hello \uD83D\uDE00\\r\\n\"}");
        }

        @Override
        public Call refused() {
            return new Call("program__fail", "{}");
        }

        @Override
        public Call lasting() {
            return new Call("program__wait", "{}");
        }
    }

    @Test
    void toolsAreCalledByTheirOwnNamesWithTheirArguments() throws Exception {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = connected(http(server.url()))) {
            assertThat(names(tools))
                    .containsExactlyInAnyOrder(
                            "web__echo",
                            "web__fail",
                            "web__wait",
                            "web__keep",
                            "web__huge",
                            "web__odd_name_1",
                            "web__environment",
                            "web__die");
            assertThat(call(tools, "web__echo", "{\"text\":\"Grüße \\u00e4 \\\"\"}"))
                    .isEqualTo(ToolResult.of("Grüße ä \""));
            assertThat(call(tools, "web__odd_name_1", "{}")).isEqualTo(ToolResult.of("odd"));
            assertThat(call(tools, "web__fail", "{}")).isEqualTo(ToolResult.failed("That cannot be done."));
            assertThat(call(tools, "web__odd.name/1", "{}").failed()).isTrue();
        }
    }

    @Test
    void keyOfACallIsSentAlong() throws Exception {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = connected(http(server.url()))) {
            var invocation = ToolProviderContract.invocation(ALICE, "web__keep", "{}", "call-1");

            assertThat(tools.call(invocation)).isEqualTo(ToolResult.of("kept 1"));
            assertThat(tools.call(invocation)).isEqualTo(ToolResult.of("kept 1"));
            assertThat(server.tools.keys).containsExactly("call-1");
        }
    }

    @Test
    void toolsAreRepeatableIfATrustedServerSaysSo() {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools trusting = connected(http(server.url(), true, CALL));
                McpTools careful = connected(http(server.url()))) {
            assertThat(trusting.tools().stream().filter(Tool::isRepeatable))
                    .extracting(Tool::name)
                    .containsExactlyInAnyOrder("web__echo", "web__keep");
            assertThat(careful.tools()).noneMatch(Tool::isRepeatable);
        }
    }

    @Test
    void changedListOfToolsIsReadAnew() {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = connected(http(server.url()))) {
            // The stream of notifications is opened after the list was read first.
            soon().until(() -> {
                server.remove("fail");
                server.add("added");
                return names(tools).contains("web__added");
            });
            soon().untilAsserted(() -> assertThat(names(tools)).doesNotContain("web__fail"));
        }
    }

    @Test
    void serverThatIsNotThereHoldsNothingUpAndIsUsedWhenItComes() throws Exception {
        HttpToolServer first = new HttpToolServer(0);
        int port = first.port();
        first.close();
        try (HttpToolServer other = new HttpToolServer(0);
                McpTools tools = start(
                        http(URI.create("http://127.0.0.1:" + port + "/mcp")),
                        new McpServerSettings.Http("other", other.url(), Map.of(), true, false, CALL),
                        McpServerSettings.Stdio.of("missing", "/no/such/program"))) {
            awaitConnected(tools, "other");
            awaitLost(tools, "web");
            awaitLost(tools, "missing");
            assertThat(tools.state().keySet()).containsExactly("web", "other", "missing");
            assertThat(names(tools)).isNotEmpty().allMatch(name -> name.startsWith("other__"));
            assertThat(call(tools, "web__echo", "{}").text()).contains("web cannot be used now", "cannot be reached");
            assertThat(((ServerState.Reconnecting) tools.state().get("missing")).lastError())
                    .isEqualTo("The program /no/such/program cannot be started.");

            try (HttpToolServer late = new HttpToolServer(port)) {
                awaitConnected(tools, "web");
                assertThat(call(tools, "web__echo", "{\"text\":\"late\"}")).isEqualTo(ToolResult.of("late"));
            }
        }
    }

    @Test
    void programThatIsKilledWhileAToolRunsIsStartedAgain() throws Exception {
        try (McpTools tools = connected(program(Map.of()))) {
            FutureTask<ToolResult> call = calling(tools, "program__wait");
            // The call before ours in the same pipe has been answered, so ours has arrived.
            assertThat(call(tools, "program__echo", "{\"text\":\"here\"}")).isEqualTo(ToolResult.of("here"));
            ProcessHandle program = onlyProgram();

            program.destroyForcibly();

            ToolResult result = call.get(10, TimeUnit.SECONDS);
            assertThat(result.failed()).isTrue();
            assertThat(result.text()).contains("The server's program ended");
            soon().until(() -> tools.state().get("program") instanceof ServerState.Connected connected
                    && !program.isAlive()
                    && !names(tools).isEmpty()
                    && connected.tools() > 0);
            assertThat(call(tools, "program__echo", "{\"text\":\"again\"}")).isEqualTo(ToolResult.of("again"));
            assertThat(onlyProgram().pid()).isNotEqualTo(program.pid());
        }
        assertThat(programs()).isEmpty();
    }

    @Test
    void programThatDiesOfACallIsStartedAgain() throws Exception {
        try (McpTools tools = connected(program(Map.of()))) {
            assertThat(call(tools, "program__die", "{}"))
                    .isEqualTo(ToolResult.failed("The call failed, and may have had an effect or not."
                            + " The server's program ended (exit code 3)."));
            soon().until(() ->
                    call(tools, "program__echo", "{\"text\":\"again\"}").equals(ToolResult.of("again")));
        }
    }

    private static List<ProcessHandle> programs() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains(ToolServer.class.getName()))
                        .isPresent())
                .toList();
    }

    private static ProcessHandle onlyProgram() {
        assertThat(programs()).hasSize(1);
        return programs().getFirst();
    }

    @Test
    void serverThatGoesAwayWhileAToolRunsIsConnectedAgain() throws Exception {
        HttpToolServer first = new HttpToolServer(0);
        try (McpTools tools = connected(http(first.url()))) {
            FutureTask<ToolResult> call = calling(tools, "web__wait");
            first.tools.waiting.acquire();

            int port = first.port();
            Thread closing = Thread.ofVirtual().start(first::closeAbruptly);

            ToolResult result = call.get(20, TimeUnit.SECONDS);
            assertThat(result.failed()).isTrue();
            awaitLost(tools, "web");
            assertThat(tools.tools()).isEmpty();
            closing.join();
            try (HttpToolServer second = new HttpToolServer(port)) {
                awaitConnected(tools, "web");
                assertThat(call(tools, "web__echo", "{\"text\":\"again\"}")).isEqualTo(ToolResult.of("again"));
            }
        } finally {
            first.close();
        }
    }

    @Test
    void callThatTakesTooLongFailsAndTheServerIsUsedOn() throws Exception {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = connected(http(server.url(), false, Duration.ofMillis(300)))) {
            ToolResult result = call(tools, "web__wait", "{}");

            assertThat(result.failed()).isTrue();
            assertThat(result.text()).contains("did not answer within 300 ms");
            assertThat(call(tools, "web__echo", "{\"text\":\"on\"}")).isEqualTo(ToolResult.of("on"));
        }
    }

    @Test
    void tooLargeAnswerFailsAndTheServerIsUsedOn() throws Exception {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = connected(http(server.url()))) {
            assertThat(call(tools, "web__huge", "{\"length\":2000000}").text()).endsWith("(cut off)");
            assertThat(call(tools, "web__huge", "{\"length\":9000000}").text()).contains("more than 8388608 bytes");
            soon().until(() -> call(tools, "web__echo", "{\"text\":\"on\"}").equals(ToolResult.of("on")));
        }
    }

    @Test
    void programGetsItsVariablesAndNoSecrets() throws Exception {
        try (McpTools tools = connected(program(Map.of("GIVEN", "value")))) {
            List<String> variables =
                    List.of(call(tools, "program__environment", "{}").text().split(","));

            assertThat(variables).contains("GIVEN", "PATH");
            assertThat(System.getenv()).containsKey("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD");
            assertThat(variables).doesNotContain("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD");
        }
    }

    @Test
    void serverOnThisMachineIsRefusedUnlessThatIsAllowed() {
        try (HttpToolServer server = new HttpToolServer(0);
                McpTools tools = start(McpServerSettings.Http.of("web", server.url()))) {
            awaitLost(tools, "web");

            assertThat(((ServerState.Reconnecting) tools.state().get("web")).lastError())
                    .contains("not on the public internet");
            assertThat(server.hosts).isEmpty();
        }
    }

    @Test
    void addressThatWasCheckedIsConnectedToAndTheNameIsKept() throws Exception {
        try (HttpToolServer server = new HttpToolServer(0)) {
            URI url = URI.create("http://tools.example.com:" + server.port() + "/mcp");
            ReachableAddresses addresses = new ReachableAddresses(host -> List.of(InetAddress.getLoopbackAddress()));
            try (McpTools tools = McpTools.start(List.of(http(url)), addresses, TIMING)) {
                awaitConnected(tools, "web");
                assertThat(call(tools, "web__echo", "{\"text\":\"hi\"}")).isEqualTo(ToolResult.of("hi"));
            }
            assertThat(server.hosts).isNotEmpty().allMatch(("tools.example.com:" + server.port())::equals);
        }
    }

    @Test
    void parleysOwnServerIsAServerLikeOthersAndKnowsItsCallsAgain() throws Exception {
        Tasks tasks = TaskToolsTest.tasks();
        try (McpTaskServer server =
                        new McpTaskServer(tasks, request -> Caller.of(request.getHeader("X-User")), request -> true);
                TestJetty jetty = new TestJetty(server.servlet(), 0);
                McpTools tools = connected(
                        new McpServerSettings.Http("parley", jetty.url(), Map.of("X-User", "bob"), true, true, CALL))) {
            var adding =
                    ToolProviderContract.invocation(ALICE, "parley__add_task", "{\"title\":\"Buy milk\"}", "call-1");
            ToolResult added = tools.call(adding);

            assertThat(added.failed()).as(added.text()).isFalse();
            assertThat(tools.call(adding)).isEqualTo(added);
            assertThat(tasks.list(Caller.of("bob"), null, 10, 0).total()).isEqualTo(1);
            assertThat(tools.tools().stream().filter(Tool::isRepeatable))
                    .extracting(Tool::name)
                    .containsExactlyInAnyOrder(
                            "parley__list_tasks",
                            "parley__complete_task",
                            "parley__delete_task",
                            "parley__update_task");
        }
    }

    @Test
    void namesOfServersAreDifferent() {
        McpServerSettings one = McpServerSettings.Stdio.of("same", "one");
        McpServerSettings other = McpServerSettings.Stdio.of("same", "other");

        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> start(one, other));
    }
}
