package dev.parley.web.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.web.support.Descriptions;
import dev.parley.web.support.Programs;
import dev.parley.web.support.Programs.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What validators that others wrote say of our descriptions. */
class OthersValidateIT {
    private static final Path FOLDER = Path.of(System.getProperty("parley.root", ".."))
            .resolve("target/npm")
            .toAbsolutePath();

    @TempDir
    private Path folder;

    @BeforeAll
    static void validatorsAreThere() {
        assumeTrue(Programs.isOnPath("node"), "The validators need node on the PATH.");
        for (String validator : new String[] {"@seriousme/openapi-schema-validator", "@asyncapi/parser"}) {
            assumeTrue(
                    Files.isDirectory(FOLDER.resolve("node_modules").resolve(validator)),
                    validator + " is not installed: npm install --no-save --ignore-scripts --prefix target/npm "
                            + validator);
        }
    }

    @Test
    void descriptionsAreValid() throws Exception {
        Finished run = validate(openApi(), asyncApi());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("[1-9][0-9]* operations, [1-9][0-9]* messages");
    }

    @Test
    void validatorsFindWhatIsWrong() throws Exception {
        Finished run = validate(
                openApi().replace("\"in\":\"path\"", "\"in\":\"paths\""),
                asyncApi().replace("\"action\":\"receive\"", "\"action\":\"take\""));

        assertThat(run.exitCode()).isOne();
        assertThat(run.output()).contains("OpenAPI: ", "AsyncAPI: ");
    }

    private Finished validate(String openApi, String asyncApi) throws IOException, InterruptedException {
        Path http = Files.writeString(folder.resolve("openapi.json"), openApi);
        Path socket = Files.writeString(folder.resolve("asyncapi.json"), asyncApi);
        return Programs.run(
                "node", "src/test/js/validate-descriptions.mjs", FOLDER.toString(), http.toString(), socket.toString());
    }

    private static String openApi() {
        return Descriptions.http().document().toString();
    }

    private static String asyncApi() {
        return Descriptions.socket().document().toString();
    }
}
