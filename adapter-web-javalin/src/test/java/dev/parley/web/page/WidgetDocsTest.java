package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.support.Programs.Finished;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/widget.md says of the site's own server. */
class WidgetDocsTest {
    private static final Path PAGE =
            Path.of(System.getProperty("parley.root", "..")).resolve("docs/widget.md");
    private static final Pattern MINT = Pattern.compile("```js\n(import .*?\n}\n)\n// Behind", Pattern.DOTALL);

    @BeforeAll
    static void nodeIsThere() throws Exception {
        Node.assumeInstalled();
    }

    @Test
    void tokensThatTheExampleMintsAreValid(@TempDir Path folder) throws Exception {
        Matcher mint = MINT.matcher(Files.readString(PAGE));
        assertThat(mint.find()).isTrue();
        Path program = Files.writeString(
                folder.resolve("mint.mjs"), mint.group(1) + "process.stdout.write(parleyToken('alice'));");

        Finished run = Node.run(Map.of("PARLEY_JWT_SECRET", TestServer.SECRET), program.toString());

        try (TestServer server = TestServer.start()) {
            assertThat(new RestClient(server.origin(), run.output())
                            .get("/api/me")
                            .body()
                            .get("user_id")
                            .asText())
                    .as(run.output())
                    .isEqualTo("alice");
        }
    }
}
