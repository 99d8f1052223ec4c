package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.Limitation;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells of itself, as everybody gets it. */
class DescriptionTest {
    private static final Limitation OWN =
            new Limitation("no_rain", "It does not rain here", "This is a desert.", "Bring water.", true);

    private static TestServer server;
    private static RestClient anybody;

    @BeforeAll
    static void start() {
        ChatLimits limits = TestServer.ROOMY.toBuilder()
                .userRequestsPerMinute(0)
                .maximumPageSize(77)
                .build();
        server = TestServer.start(chat -> chat.limits(limits).limitation(OWN), web -> web);
        anybody = server.anybody();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/asyncapi.json"})
    void descriptionIsSentOnceToThoseWhoKeepIt(String path) {
        Result first = anybody.get(path);
        Result again = anybody.get(path, "If-None-Match", first.header("ETag"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Type")).isEqualTo("application/json");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.response().body()).isEmpty();
    }

    @Test
    void descriptionTellsTheLimitsOfItsServer() {
        JsonNode parameters = anybody.get("/openapi.json").body().at("/paths/~1api~1tasks/get/parameters");

        assertThat(parameters.findValue("maximum").asInt()).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/redoc"})
    void pagesLoadFromThisServerOnly(String path) {
        Result page = anybody.get(path);

        assertThat(page.header("Content-Type")).startsWith("text/html;");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'; script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.text())
                .doesNotContain("<script>", "onload=", "http:", "https:", "NONCE", "REDOC", "SWAGGER_UI");
        page.text()
                .lines()
                .filter(line -> line.contains("src=\"") || line.contains("stylesheet"))
                .forEach(line -> {
                    Result file = anybody.get(line.replaceAll(".*(?:src|href)=\"([^\"]*)\".*", "$1"));
                    assertThat(file.status()).as(line).isEqualTo(200);
                    assertThat(file.text()).doesNotContain("cdn.redoc.ly");
                });
    }

    @Test
    void nonceIsNewForEveryPage() {
        assertThat(anybody.get("/redoc").header("Content-Security-Policy"))
                .isNotEqualTo(anybody.get("/redoc").header("Content-Security-Policy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/swagger-ui/5.34.1/swagger-initializer.js",
                "/assets/swagger-ui/5.34.1/oauth2-redirect.html",
                "/assets/api-pages/docs.html",
                "/assets/redoc/2.5.1/redoc.standalone.js.map"
            })
    void filesThatNoPageLoadsAreNotServed(String path) {
        assertThat(anybody.get(path).status()).isEqualTo(404);
    }

    @Test
    void limitationsAreThoseOfTheConfiguration() {
        JsonNode items = server.rest("alice").get("/api/limitations").body().path("items");

        assertThat(items.findValuesAsText("id"))
                .contains("no_tls", "context_window", "no_journal", "limits_off", "no_rain")
                .doesNotHaveDuplicates();
        assertThat(named(items, "limits_off").path("applies").asBoolean()).isTrue();
        assertThat(named(items, "limits_off").path("description").asText()).contains("user_requests_per_minute");
        assertThat(named(items, "no_journal").path("applies").asBoolean()).isTrue();
        assertThat(named(items, "no_rain").path("workaround").asText()).isEqualTo("Bring water.");
        assertThat(anybody.get("/api/limitations").status()).isEqualTo(401);
    }

    private static JsonNode named(JsonNode items, String id) {
        for (JsonNode item : items) {
            if (item.path("id").asText().equals(id)) {
                return item;
            }
        }
        throw new AssertionError("no limitation " + id);
    }
}
