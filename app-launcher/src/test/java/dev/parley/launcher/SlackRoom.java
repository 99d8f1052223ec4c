package dev.parley.launcher;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A workspace in which each member has a conversation with the app: it keeps the messages, and signs what people do with them. */
final class SlackRoom implements AutoCloseable {
    static final String SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    static final String TEAM = "T024BE7LD";

    private final ObjectMapper json = new ObjectMapper();
    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().extensions(new Api()));
    private final Map<String, List<Shown>> messages = new ConcurrentHashMap<>();
    private final Map<String, Shown> first = new ConcurrentHashMap<>();
    private final Map<String, List<String>> whispers = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> forms = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    SlackRoom() {
        server.stubFor(any(anyUrl()).willReturn(aResponse()));
        server.start();
    }

    /** A message as it looks now. */
    record Shown(String ts, String text, JsonNode blocks) {
        /** What all of its buttons carry; empty if there is none. */
        String token() {
            List<String> tokens = blocks.findValuesAsText("value");
            return tokens.isEmpty() ? "" : tokens.getFirst();
        }
    }

    private final class Api implements ResponseDefinitionTransformerV2 {
        @Override
        public String getName() {
            return "slack";
        }

        @Override
        public ResponseDefinition transform(ServeEvent call) {
            String path = call.getRequest().getUrl();
            return ResponseDefinitionBuilder.like(call.getResponseDefinition())
                    .withHeader("Content-Type", "application/json")
                    .withBody(answer(
                            path.substring(path.lastIndexOf('/') + 1),
                            fields(call.getRequest().getBodyAsString())))
                    .build();
        }
    }

    private String answer(String method, Map<String, String> fields) {
        return switch (method) {
            case "auth.test" -> "{\"ok\":true,\"team_id\":\"%s\",\"user_id\":\"U0BOT\"}".formatted(TEAM);
            case "conversations.open" ->
                "{\"ok\":true,\"channel\":{\"id\":\"%s\"}}".formatted(conversation(fields.get("users")));
            case "chat.postMessage" -> posted(fields);
            case "chat.update" -> updated(fields);
            case "chat.postEphemeral" -> {
                said(fields.get("user")).add(fields.get("text"));
                yield "{\"ok\":true,\"message_ts\":\"1503435957.000001\"}";
            }
            case "views.open" -> {
                forms.put(fields.get("trigger_id"), read(fields.get("view")));
                yield "{\"ok\":true,\"view\":{\"id\":\"V1\"}}";
            }
            case "conversations.history" -> "{\"ok\":true,\"messages\":[]}";
            default -> "{\"ok\":false,\"error\":\"unknown_method\"}";
        };
    }

    private static String conversation(String user) {
        return "D" + user;
    }

    private String posted(Map<String, String> fields) {
        String channel = fields.get("channel");
        String ts = nextTs();
        Shown message = shown(ts, fields);
        first.putIfAbsent(channel, message);
        in(channel).add(message);
        return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(channel, ts);
    }

    private String updated(Map<String, String> fields) {
        String ts = fields.get("ts");
        in(fields.get("channel")).replaceAll(message -> message.ts().equals(ts) ? shown(ts, fields) : message);
        return "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(fields.get("channel"), ts);
    }

    private Shown shown(String ts, Map<String, String> fields) {
        return new Shown(ts, fields.get("text"), read(fields.get("blocks")));
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private List<Shown> in(String channel) {
        return messages.computeIfAbsent(channel, first -> new CopyOnWriteArrayList<>());
    }

    private List<String> said(String user) {
        return whispers.computeIfAbsent(user, first -> new CopyOnWriteArrayList<>());
    }

    URI api() {
        return URI.create(server.baseUrl() + "/api/");
    }

    /** What the app sent to a member, the oldest first. */
    List<Shown> messagesTo(String member) {
        return in(conversation(member));
    }

    /** The first message to a member as it was sent, which some device may still show; null if there is none. */
    @Nullable
    Shown firstTo(String member) {
        return first.get(conversation(member));
    }

    /** What a member was told so that nobody else sees it. */
    List<String> whispersTo(String member) {
        return said(member);
    }

    /** Whether a form was opened for whoever pressed a button. */
    boolean hasForm(String trigger) {
        return forms.containsKey(trigger);
    }

    /** @param action the name of the button */
    String press(String member, String team, String action, Shown message, String trigger) {
        return """
                {"type":"block_actions","trigger_id":"%s","user":{"id":"%s","team_id":"%s"},
                "container":{"channel_id":"%s","message_ts":"%s"},"actions":[{"action_id":"%s","value":"%s"}]}""".formatted(trigger, member, team, conversation(member), message.ts(), action, message.token());
    }

    /** Fills in the form that a press opened, with what stands in it. */
    String submission(String member, String opened, String trigger, String text) {
        JsonNode form = forms.get(opened);
        JsonNode field = form.path("blocks").findParent("element");
        return """
                {"type":"view_submission","trigger_id":"%s","user":{"id":"%s","team_id":"%s"},
                "view":{"callback_id":"%s","private_metadata":"%s","state":{"values":{"%s":{"%s":{"value":"%s"}}}}}}""".formatted(
                        trigger,
                        member,
                        TEAM,
                        form.path("callback_id").asText(),
                        form.path("private_metadata").asText(),
                        field.path("block_id").asText(),
                        field.at("/element/action_id").asText(),
                        text);
    }

    /** A direct message of a member, in the thread of a message of the app's. */
    String direct(String member, Shown thread, String text) {
        return """
                {"type":"event_callback","team_id":"%s","event_id":"Ev%s","event":{"type":"message","channel_type":"im",
                "channel":"%s","user":"%s","team":"%s","text":"%s","ts":"%s","thread_ts":"%s"}}""".formatted(TEAM, nextTs(), conversation(member), member, TEAM, text, nextTs(), thread.ts());
    }

    private String nextTs() {
        return "1503435956.%06d".formatted(numbers.incrementAndGet());
    }

    /** Calls a server as Slack does when somebody presses a button or fills in a form; the answer. */
    static HttpResponse<String> send(HttpClient http, URI server, String payload, String secret, Instant at)
            throws Exception {
        String body = "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8);
        return send(http, server.resolve("/slack/interactions"), "application/x-www-form-urlencoded", body, secret, at);
    }

    /** Calls a server as Slack does when something happened; the answer. */
    static HttpResponse<String> tell(HttpClient http, URI server, String event) throws Exception {
        return send(http, server.resolve("/slack/events"), "application/json", event, SIGNING_SECRET, Instant.now());
    }

    private static HttpResponse<String> send(
            HttpClient http, URI url, String type, String body, String secret, Instant at) throws Exception {
        String time = String.valueOf(at.getEpochSecond());
        return http.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", type)
                        .header("X-Slack-Request-Timestamp", time)
                        .header("X-Slack-Signature", signature(secret, "v0:" + time + ":" + body))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What Slack would sign it with. */
    static String signature(String secret, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "v0=" + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop();
    }
}
