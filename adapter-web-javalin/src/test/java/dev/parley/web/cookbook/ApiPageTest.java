package dev.parley.web.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Role;
import dev.parley.web.support.Programs;
import dev.parley.web.support.Programs.Finished;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/api.md has an example of every route and frame, and all of them work. */
class ApiPageTest {
    /** Debian's, for which its package of WebSockets is. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path ROOT = Path.of(System.getProperty("parley.root", ".."));
    private static final Path PAGE = ROOT.resolve("docs/api.md");
    private static final String REWRITE = "parley.write-api-page";

    private static TestServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = TestServer.start(new RecordingChannel(ChannelKind.EMAIL));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void pageIsMadeOfTheTables() throws IOException {
        String page = new Cookbook(server.server.routes(), server.server.commands()).markdown();
        if (Boolean.getBoolean(REWRITE)) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as(
                        "write docs/api.md anew: mvn -Pquick -pl adapter-web-javalin -am -Dtest=ApiPageTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-D%s=true test, and look at what changed",
                        REWRITE)
                .isEqualTo(page);
    }

    @Test
    void examplesForTheShellWork() throws Exception {
        assumeTrue(Programs.isOnPath("curl") && Programs.isOnPath("python3"), "curl and python3 are not on the PATH");
        List<Example> examples = Example.read(PAGE, "sh");
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        examples.forEach(
                example -> script.append("echo '### %s'\n%s\necho\n".formatted(example.heading(), example.code())));

        run(examples, "examples.sh", script, "bash");
    }

    @Test
    void examplesForPythonWork() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && Programs.run(PYTHON, "-c", "import websockets").exitCode() == 0,
                PYTHON + " with the package websockets (python3-websockets of Debian) is not there");
        List<Example> examples = Example.read(PAGE, "python");
        StringBuilder script = new StringBuilder("import asyncio\n\nasync def main():\n");
        examples.forEach(example -> script.append("print('### %s')\n%s\n"
                .formatted(example.heading(), example.code())
                .indent(4)));
        script.append("\nasyncio.run(main())\n");

        run(examples, "examples.py", script, PYTHON);
    }

    @Test
    void examplesForJavaScriptWork() throws Exception {
        assumeTrue(Programs.isOnPath("node"), "node is not on the PATH");
        List<Example> examples = Example.read(PAGE, "js");
        StringBuilder script = new StringBuilder();
        examples.forEach(
                example -> script.append("console.log('### %s');\n%s\n".formatted(example.heading(), example.code())));

        run(examples, "examples.mjs", script, "node", "--experimental-websocket");
    }

    private void run(List<Example> examples, String name, StringBuilder script, String... program)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name), script);
        String[] command = java.util.Arrays.copyOf(program, program.length + 1);
        command[program.length] = file.toString();
        Map<String, String> variables =
                Map.of("BASE", server.origin(), "TOKEN", server.token("alice", Role.ADMIN), "PYTHONUNBUFFERED", "1");

        Finished run = Programs.run(variables, command);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines().filter(line -> line.startsWith("### ")))
                .hasSameSizeAs(examples)
                .hasSizeGreaterThan(server.server.commands().size());
    }
}
