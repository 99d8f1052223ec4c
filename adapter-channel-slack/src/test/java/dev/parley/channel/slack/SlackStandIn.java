package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.slack.api.model.block.LayoutBlock;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Slack's Web API as far as it is used, on real HTTP: it takes everything, unless it is told what to answer. */
final class SlackStandIn implements AutoCloseable {
    static final String BOT_TOKEN = "xoxb-111-222-hushhushhush";
    static final String APP_TOKEN = "xapp-1-hushhushhushhush";
    static final String SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    static final String TEAM = "T024BE7LD";
    static final String DM = "D024BE91L";
    static final String TS = "1503435956.000247";

    private final WireMockServer server = new WireMockServer(options().dynamicPort());

    SlackStandIn() {
        server.start();
        answer("auth.test", "{\"ok\":true,\"team_id\":\"%s\",\"user_id\":\"U0BOT\"}".formatted(TEAM));
        answer("conversations.open", "{\"ok\":true,\"channel\":{\"id\":\"%s\"}}".formatted(DM));
        answer("chat.postMessage", "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(DM, TS));
        answer("chat.update", "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(DM, TS));
        answer("chat.postEphemeral", "{\"ok\":true,\"message_ts\":\"1503435957.000001\"}");
        answer("views.open", "{\"ok\":true,\"view\":{\"id\":\"V1\"}}");
        answer("conversations.history", "{\"ok\":true,\"messages\":[]}");
        answer("conversations.replies", "{\"ok\":true,\"messages\":[]}");
    }

    SlackSettings settings() {
        return settings(false);
    }

    SlackSettings settings(boolean mapByEmail) {
        return new SlackSettings(
                BOT_TOKEN,
                SIGNING_SECRET,
                APP_TOKEN,
                null,
                mapByEmail,
                URI.create("https://parley.example.com/"),
                URI.create(server.baseUrl() + "/api/"));
    }

    void answer(String method, String json) {
        answer(
                method,
                aResponse().withHeader("Content-Type", "application/json").withBody(json));
    }

    void answer(String method, ResponseDefinitionBuilder response) {
        server.stubFor(post(urlEqualTo("/api/" + method)).willReturn(response));
    }

    void refuse(String method, String error) {
        answer(method, "{\"ok\":false,\"error\":\"%s\"}".formatted(error));
    }

    /** What a method was called with, the first call first. */
    List<Map<String, String>> calls(String method) {
        return server.findAll(postRequestedFor(urlEqualTo("/api/" + method))).stream()
                .map(SlackStandIn::fields)
                .toList();
    }

    Map<String, String> last(String method) {
        List<Map<String, String>> calls = calls(method);
        assertThat(calls).as("calls of " + method).isNotEmpty();
        return calls.getLast();
    }

    private static Map<String, String> fields(LoggedRequest request) {
        assertThat(request.getHeader("Authorization")).startsWith("Bearer x");
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : request.getBodyAsString().split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** The blocks of the latest call, which Slack would take. */
    List<LayoutBlock> blocks(String method) {
        return Arrays.asList(SlackLimits.blocks(blocksJson(method)));
    }

    String blocksJson(String method) {
        return String.valueOf(last(method).get("blocks"));
    }

    void forgetCalls() {
        server.resetRequests();
    }

    @Override
    public void close() {
        server.stop();
    }
}
