package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpServerSettingsTest {
    private static final URI URL = URI.create("https://tools.example.com/mcp");
    private static final Duration CALL = Duration.ofSeconds(30);

    private static void assertRefused(String field, ThrowingCallable making) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(making)
                .returns(field, refusal -> refusal.details().get("field"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "github", "my-files", "my_files2", "abcdefghijklmnopqrstuvwx"})
    void namesThatToolsCanBeginWith(String name) {
        assertThat(McpServerSettings.Http.of(name, URL).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a__b", "_a", "a_", "a-", "a.b", "a b", "abcdefghijklmnopqrstuvwxy"})
    void otherNamesAreRefused(String name) {
        assertRefused("name", () -> McpServerSettings.Http.of(name, URL));
        assertRefused("name", () -> McpServerSettings.Stdio.of(name, "server"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools.example.com",
                "/mcp",
                "ftp://tools.example.com/",
                "file:///etc/passwd",
                "https:///mcp",
                "https://user:secret@tools.example.com/",
                "https://tools.example.com/#part",
                "https://tools.example.com:65536/"
            })
    void otherUrlsAreRefused(String url) {
        assertRefused("url", () -> McpServerSettings.Http.of("tools", URI.create(url)));
    }

    @Test
    void headersThatCouldBreakARequestAreRefused() {
        for (Map<String, String> headers : List.of(
                Map.of("X-Token", "a\r\nHost: elsewhere"),
                Map.of("X Token", "a"),
                Map.of("", "a"),
                Map.of("Host", "elsewhere"),
                Map.of("mcp-session-id", "a"),
                Map.of("X-Token", "ä"))) {
            assertRefused("headers", () -> new McpServerSettings.Http("tools", URL, headers, false, false, CALL));
        }
    }

    @Test
    void programsThatCannotBeStartedAreRefused() {
        assertRefused("command", () -> McpServerSettings.Stdio.of("tools", " "));
        assertRefused("command", () -> McpServerSettings.Stdio.of("tools", "a\0"));
        assertRefused(
                "env",
                () -> new McpServerSettings.Stdio("tools", "server", List.of(), Map.of("A=B", "c"), false, CALL));
        assertRefused(
                "env", () -> new McpServerSettings.Stdio("tools", "server", List.of(), Map.of("A", "\0"), false, CALL));
    }

    @Test
    void callsTakeBetweenNothingAndTenMinutes() {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMinutes(11))) {
            assertRefused(
                    "call_timeout", () -> new McpServerSettings.Http("tools", URL, Map.of(), false, false, timeout));
        }
    }

    @Test
    void textShowsNoSecrets() {
        assertThat(new McpServerSettings.Http(
                        "tools",
                        URI.create("https://tools.example.com/mcp?key=s3cret"),
                        Map.of("Authorization", "Bearer s3cret"),
                        false,
                        false,
                        CALL))
                .asString()
                .contains("tools.example.com")
                .doesNotContain("s3cret");
        assertThat(new McpServerSettings.Stdio(
                        "tools", "server", List.of("--key", "s3cret"), Map.of("KEY", "s3cret"), false, CALL))
                .asString()
                .contains("server")
                .doesNotContain("s3cret");
    }
}
