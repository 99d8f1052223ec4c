package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.live.CuttableLine;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley chat} as people run it: the distribution, at a terminal. */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalChatIT {
    private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm-256color");
    private static final Map<String, String> DUMB = Map.of("TERM", "dumb");

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Program server;

    @BeforeAll
    void start(@TempDir Path workingFolder) throws IOException {
        folder = workingFolder;
        server = Program.serve(
                folder,
                Map.of(
                        "PARLEY_STORAGE",
                        "memory",
                        "PARLEY_OFFLINE_DELAY_MS",
                        "30",
                        "PARLEY_LIMIT_CONNECTIONS_PER_IP",
                        "0"));
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
        http.close();
    }

    static boolean isPossible() {
        return TerminalProgram.isPossible();
    }

    private String url() {
        return server.address().toString();
    }

    private static String inOneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private List<String> texts(String session) {
        RestClient me = new RestClient(http, server::address, server.token());
        List<String> texts = new ArrayList<>();
        for (JsonNode message : me.messages(session)) {
            texts.add(message.path("text").asText());
        }
        return texts;
    }

    @Test
    void asksOnceInAScript() throws Exception {
        try (Program asking = Program.run(folder, Map.of(), "chat", "--url", url(), "--message", "Count to 5")) {
            assertThat(asking.exitCode()).isZero();
            assertThat(asking.out()).isEqualTo("1, 2, 3, 4, 5.\n");
            assertThat(asking.err()).isEmpty();
        }
        try (Program nobody = Program.run(folder, Map.of(), "chat", "--url", "http://127.0.0.1:1", "--message", "x")) {
            assertThat(nobody.exitCode()).isEqualTo(1);
            assertThat(nobody.out()).isEmpty();
            assertThat(nobody.err().lines()).singleElement().asString().startsWith("There is no server at ");
        }
        try (Program wrong = Program.run(folder, Map.of(), "chat", "--url", url(), "--message", "")) {
            assertThat(wrong.exitCode()).isEqualTo(2);
        }
    }

    @Test
    @EnabledIf("isPossible")
    void talksStopsAndQuits() throws Exception {
        try (TerminalProgram chat = TerminalProgram.chat(folder, TERMINAL, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter("Count to 7");
            chat.await("1, 2, 3, 4, 5, 6, 7.");
            chat.enter("Tell me a story");
            chat.await("Lighthouse");
            chat.enter("Count to 3");
            chat.await("-- Queued, 1 ahead of it.");

            chat.pressCtrlC();

            chat.await("-- Stopped.");
            chat.await("-- Now to: Count to 3");
            chat.await("1, 2, 3.");
            chat.pressCtrlD();
            assertThat(chat.exitCode()).as(chat.shown()).isZero();
            assertThat(chat.shown())
                    .contains("goes on with this chat.")
                    .doesNotContain("WARNING", "Exception", "Could not", "Unable");
        }
    }

    @Test
    @EnabledIf("isPossible")
    void asksForApproval() throws Exception {
        try (TerminalProgram chat = TerminalProgram.chat(folder, TERMINAL, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter("add buy milk");
            chat.await("* add_task {\"title\":\"buy milk\"}: done");
            chat.enter("delete 1");
            chat.await("Approval needed to call delete_task with these arguments:");
            chat.await("approve? (y/e/n)");

            chat.enter("n not now");

            chat.await("-- You: refused: not now");
            chat.enter(":q");
            chat.await("! :q may be :questions or :quit.");
            chat.enter(":quit");
            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    @EnabledIf("isPossible")
    void completesCommandsAndEditsLines() throws Exception {
        try (TerminalProgram chat = TerminalProgram.chat(folder, TERMINAL, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter("Count to 5");
            chat.await("1, 2, 3, 4, 5.");
            // Ctrl-B goes back, Ctrl-U takes all away.
            chat.type("Count to 6\u00023\r");
            chat.await("35, 36.");
            chat.type("/stat\t");
            chat.await("/status");
            chat.type("\u0015:qui\t\r");

            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    @EnabledIf("isPossible")
    void comesBackInMidAnswer() throws Exception {
        try (CuttableLine line = new CuttableLine(server.address().getPort());
                TerminalProgram chat = TerminalProgram.chat(
                        folder, TERMINAL, "--url", line.address().toString())) {
            chat.await("-- A new chat: session ");
            chat.enter("Count to 100");
            chat.await("1, 2, 3, ");
            line.cut();
            chat.await("! The connection is lost; trying again.");
            line.mend();
            chat.await("-- Reconnected");
            chat.await("99, 100.");
            chat.pressCtrlC();
            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    @EnabledIf("isPossible")
    void dumbTerminalGetsPlainTextThatIsTheStoredOne() throws Exception {
        try (CuttableLine line = new CuttableLine(server.address().getPort());
                TerminalProgram chat = TerminalProgram.chat(
                        folder, DUMB, "--url", line.address().toString())) {
            chat.await("-- A new chat: session ");
            String session = chat.shown().replaceAll("(?s).*session ([0-9a-f-]{36}).*", "$1");
            chat.enter("Tell me a story");
            chat.await("Lighthouse");
            line.cut();
            chat.await("! The connection is lost; trying again.");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> texts(session).size() == 2
                            && !texts(session).getLast().isEmpty());
            line.mend();
            chat.await("-- Reconnected");
            String stored = texts(session).getLast();
            chat.await(stored.substring(stored.length() - 40).stripTrailing());

            assertThat(inOneLine(chat.shown().replace("! The connection is lost; trying again.", "")))
                    .containsOnlyOnce(inOneLine(stored));
        }
    }

    @Test
    @EnabledIf("isPossible")
    void ctrlCStopsAtADumbTerminalToo() throws Exception {
        try (TerminalProgram chat = TerminalProgram.chat(folder, DUMB, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter("Tell me a story");
            chat.await("Lighthouse");

            chat.pressCtrlC();

            chat.await("-- Stopped.");
            assertThat(chat.raw()).doesNotContain("\u001b");
            chat.pressCtrlD();
            assertThat(chat.exitCode()).isZero();
        }
    }

    @Test
    @EnabledIf("isPossible")
    void colourIsLeftOutWhereItIsNotWanted() throws Exception {
        Map<String, String> plain = Map.of("TERM", "xterm-256color", "NO_COLOR", "1");
        try (TerminalProgram chat = TerminalProgram.chat(folder, plain, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter(":nonsense");
            chat.await("! There is no :nonsense");
            assertThat(chat.raw()).doesNotContain("\u001b[1m", "\u001b[2m", "\u001b[33m");
        }
        try (TerminalProgram chat = TerminalProgram.chat(folder, TERMINAL, "--url", url())) {
            chat.await("-- A new chat: session ");
            chat.enter(":nonsense");
            chat.await("! There is no :nonsense");
            assertThat(chat.raw()).contains("\u001b[2m", "\u001b[33m");
        }
    }
}
