package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.SettingsTable;
import dev.parley.web.auth.Identity;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void tokenCommandPrintsOnlyTheToken() {
        int code =
                run(Map.of("PARLEY_JWT_SECRET", SECRET), "token", "--user", "alice", "--role", "admin", "--ttl", "90m");

        assertThat(code).isZero();
        assertThat(text(err)).isEmpty();
        assertThat(text(out)).matches("[A-Za-z0-9._-]+\\R");
        Identity identity =
                identity(TokenRules.of(TokenSecret.of(SECRET)), text(out).strip());
        assertThat(identity.user()).isEqualTo(new UserId("alice"));
        assertThat(identity.role()).isEqualTo(Role.ADMIN);
        assertThat(Duration.between(Instant.now(), identity.expiresAt()))
                .isBetween(Duration.ofMinutes(89), Duration.ofMinutes(90));
    }

    @Test
    void wrongProfilesAreRefusedAtTheStartWithAllDefects() throws IOException {
        Path profiles = folder.resolve("agents.yaml");
        Files.writeString(profiles, "profiles:\n  default:\n    modell: a\n    tool_mode: b\n");

        int code = run(Map.of(
                "PARLEY_JWT_SECRET",
                SECRET,
                "PARLEY_STORAGE",
                "memory",
                "PARLEY_PORT",
                "0",
                "PARLEY_PROFILES",
                profiles.toString()));

        assertThat(code).isEqualTo(Main.WRONG_SETTINGS);
        assertThat(text(err).lines().filter(line -> line.startsWith(profiles.toString())))
                .containsExactly(
                        profiles + ":3: There is no key profiles.default.modell; did you mean model?",
                        profiles + ":4: profiles.default.tool_mode must be one of: native, structured, none.");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void tokenIsForAnHourAndAViewerUnlessToldOtherwise() {
        run(Map.of("PARLEY_JWT_SECRET", SECRET), "token", "--user=bob");

        Identity identity =
                identity(TokenRules.of(TokenSecret.of(SECRET)), text(out).strip());
        assertThat(identity.role()).isEqualTo(Role.VIEWER);
        assertThat(Duration.between(Instant.now(), identity.expiresAt()))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void tokenCarriesIssuerAndAudience() {
        run(
                Map.of("PARLEY_JWT_SECRET", SECRET),
                "token",
                "--user=bob",
                "--jwt-issuer=https://login.example.com",
                "--jwt-audience=parley");

        TokenRules rules = new TokenRules(TokenSecret.of(SECRET), "https://login.example.com", "parley");
        assertThat(identity(rules, text(out).strip()).user()).isEqualTo(new UserId("bob"));
    }

    @Test
    void tokenIsSignedWithTheKeptSecretIfNoneIsConfigured() throws Exception {
        int code = run(Map.of("PARLEY_DATA_DIR", folder.toString()), "token", "--user", "alice");

        assertThat(code).isZero();
        TokenSecret kept =
                TokenSecret.of(Files.readString(folder.resolve("jwt-secret")).strip());
        assertThat(identity(TokenRules.of(kept), text(out).strip()).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void identityProviderMakesTheTokensWhoseKeysItPublishes() {
        int code = run(
                Map.of("PARLEY_JWKS_URL", "https://login.example.com/jwks.json?tenant=hush"),
                "token",
                "--user",
                "alice");

        assertThat(code).isEqualTo(Main.FAILED);
        assertThat(text(err))
                .isEqualTo(
                        "Tokens come from the identity provider whose keys are at https://login.example.com/jwks.json; get one there."
                                + System.lineSeparator());
        assertThat(text(out)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            token                         | --user needs the id of the user whom the token is for.
            token --user=                 | --user needs the id of the user whom the token is for.
            token --user=a,b              | --user must have 1 to 128 characters out of letters, digits and . _ @ : \u00a6 + / = -.
            token --user=a --role=root    | --role must be viewer, analyst or admin.
            token --user=a --ttl=soon     | --ttl must be a length of time up to 3650d, such as 30s, 5m, 24h or PT1H30M.
            token --user=a --ttl=1ms      | --ttl must be at least 1s.
            --port=x                      | --port must be a whole number from 0 to 65535, not "x".
            --prot=1                      | There is no flag --prot; did you mean --port?
            --host=0.0.0.0                | 0.0.0.0 can be reached by other machines; set PARLEY_JWT_SECRET to at least 32 secret bytes or PARLEY_JWKS_URL to an identity provider's keys, or listen on 127.0.0.1.
            """, quoteCharacter = '`')
    void wrongSettingsEndWithOneSentenceAndCodeTwo(String line, String sentence) {
        int code = run(Map.of("PARLEY_DATA_DIR", folder.toString()), line.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(text(err)).isEqualTo(sentence.replace('\u00a6', '|') + System.lineSeparator());
        assertThat(text(out)).isEmpty();
    }

    @Test
    void helpAndVersionNeedNoSettings() {
        assertThat(run(Map.of("PARLEY_PORT", "x"), "--help")).isZero();
        assertThat(text(out)).startsWith("Usage: parley");
        out.reset();

        assertThat(run(Map.of("PARLEY_PORT", "x"), "--version")).isZero();
        assertThat(text(out)).startsWith("Parley ");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void secretsAreNotInTheHelp() {
        run(Map.of("PARLEY_JWT_SECRET", SECRET, "OPENAI_API_KEY", "sk-hush"), "--help");

        assertThat(text(out)).doesNotContain(SECRET, "hush");
    }

    @Test
    void tableOfSettingsIsPrintedAsMarkdown() {
        assertThat(run(Map.of(), "settings")).isZero();
        assertThat(text(out))
                .isEqualTo(SettingsTable.markdown())
                .contains("| `PARLEY_PORT` | `--port` | the port to listen on; 0 = any free one | `8080` |\n");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Main.run(
                arguments,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private static Identity identity(TokenRules rules, String token) {
        return new TokenGate(rules, InstantSource.system()).verify(token);
    }
}
