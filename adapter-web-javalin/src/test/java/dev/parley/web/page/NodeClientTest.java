package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.web.support.Programs.Finished;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client for JavaScript in Node, against a real server, over a line that can be cut. */
class NodeClientTest {
    /** Node 20 has it behind a flag, which newer ones take for granted. */
    private static final String WEB_SOCKET = "--experimental-websocket";

    private static final Path SOURCES = Path.of("src/main/resources/web");

    @TempDir
    Path folder;

    private TestServer server;
    private CuttableLine line;

    @BeforeAll
    static void nodeIsThere() throws Exception {
        Node.assumeInstalled();
    }

    @BeforeEach
    void start() {
        server = TestServer.start();
        line = new CuttableLine(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        line.close();
        server.close();
    }

    @Test
    void followsARealServer() throws Exception {
        Node.test(environment(), WEB_SOCKET, "src/test/js/real-server.mjs");
    }

    @Test
    void programOfTheDocumentationRuns() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("parley.root", ".."), "docs", "client.md"));
        Matcher program =
                Pattern.compile("<!-- run -->\n```js\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(program.find()).isTrue();
        Path file = folder.resolve("program.mjs");
        Files.writeString(
                file, program.group(1).replaceAll("'\\./(parley-[a-z]+\\.js)'", "'" + SOURCES.toUri() + "$1'"));

        Finished run = Node.run(environment(), WEB_SOCKET, "--no-warnings", file.toString());

        assertThat(run.output()).isEqualTo("You said: Say something.\n2 messages are stored.\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void missesAndDoublesNothingOverALineThatIsCut() throws Exception {
        var answer = server.model.next();
        String session = server.rest("alice").newSession();
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("PARLEY_SESSION", session);
        CompletableFuture<Finished> run = CompletableFuture.supplyAsync(() -> {
            try {
                return Node.run(environment, WEB_SOCKET, "--no-warnings", "src/test/js/follow.mjs");
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        });
        server.rest("alice").say(session, "Count");

        String text = IntStream.range(0, 12).mapToObj("piece %d 😀 "::formatted).collect(Collectors.joining());
        for (String piece : text.split("(?<=e)")) {
            await().until(() -> server.server.openStreams() > 0 || run.isDone());
            answer.say(piece);
            line.cut();
            await().until(() -> server.server.openStreams() == 0);
            line.mend();
        }
        answer.end();

        assertThat(run.get(30, TimeUnit.SECONDS).output())
                .isEqualTo("{\"text\":\"%s\",\"gapless\":true}\n".formatted(text));
    }

    /** Where the server is and how to get in. */
    private Map<String, String> environment() {
        return Map.of(
                "PARLEY_URL", "http://127.0.0.1:" + line.port(),
                "PARLEY_TOKEN", server.token("alice"),
                "PARLEY_SHORT_TOKEN", server.token("alice", Duration.ofSeconds(8)));
    }
}
