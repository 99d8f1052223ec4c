package dev.parley.launcher;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.StartSession;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.Reply;
import dev.parley.application.port.Storage;
import dev.parley.channel.slack.SlackSettings;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.launcher.settings.Settings;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.ParleyServer;
import dev.parley.web.WebSettings;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.http.Mount;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slack behind the server that people run. */
class SlackLinkTest {
    private static final String SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final TokenSecret SECRET = TokenSecret.of("a secret that only these tests know, long enough");
    private static final Caller ALICE = Caller.of("alice");

    private final WireMockServer slack = new WireMockServer(options().dynamicPort());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Settings defaults = Settings.parse(Map.of(), Map.of());
    private final AnswerTokens tokens = AnswerKeys.of(defaults, SECRET);
    private final Storage storage = InMemoryStorage.open();
    private Parley parley;
    private SlackLink link;
    private ParleyServer server;

    @BeforeEach
    void start() {
        slack.start();
        slack.stubFor(post(urlEqualTo("/api/auth.test"))
                .willReturn(aResponse().withBody("{\"ok\":true,\"team_id\":\"T024BE7LD\"}")));
        slack.stubFor(post(urlEqualTo("/api/apps.connections.open"))
                .willReturn(aResponse().withBody("{\"ok\":false,\"error\":\"invalid_auth\"}")));
        link = new SlackLink(
                new SlackSettings(
                        "xoxb-1", SIGNING_SECRET, "xapp-1", null, false, null, URI.create(slack.baseUrl() + "/api/")),
                tokens);
        ParleyBuilder builder = Parley.builder()
                .storage(storage)
                .answerTokens(tokens)
                .model((prompt, text) -> new Reply(List.of(), "none", TokenUsage.NONE));
        link.equip(builder);
        parley = builder.build();
        WebSettings settings = WebSettings.of(SECRET).at("127.0.0.1", 0);
        for (Mount mount : link.listen(parley, InstantSource.system())) {
            settings = settings.with(mount);
        }
        server = ParleyServer.start(parley, settings);
    }

    @AfterEach
    void stop() {
        server.close();
        link.close();
        parley.close();
        slack.stop();
        http.close();
    }

    private int send(String path, String body, String secret) throws Exception {
        String now = String.valueOf(Instant.now().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = "v0="
                + HexFormat.of().formatHex(mac.doFinal(("v0:" + now + ":" + body).getBytes(StandardCharsets.UTF_8)));
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("X-Slack-Request-Timestamp", now)
                                .header("X-Slack-Signature", signature)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void signedPressIsAnAnswerAndNeedsNoToken() throws Exception {
        SessionId session =
                parley.sessions().start(ALICE, StartSession.PLAIN).session().id();
        UserChannel channel = new UserChannel(
                ALICE.user(), new ChannelAddress(ChannelKind.SLACK, "U0ALICE"), 1, null, true, Instant.now());
        storage.channels().change(ALICE.user(), ChannelKind.SLACK, before -> channel);
        FeedbackRequest question = parley.feedback()
                .ask(
                        ALICE,
                        session,
                        null,
                        new AskFeedback("May I?", new FeedbackKind.Approval(null, false), Set.of(), null, null));
        String token = tokens.button(AnswerClaim.of(question, ALICE.user(), ChannelKind.SLACK));
        String body = "payload=" + URLEncoder.encode("""
                        {"type":"block_actions","trigger_id":"1.2","user":{"id":"U0ALICE","team_id":"T024BE7LD"},
                        "actions":[{"action_id":"parley_approve","value":"%s"}]}""".formatted(token), StandardCharsets.UTF_8);

        assertThat(send("/slack/interactions", body, "another secret, not Slack's"))
                .isEqualTo(401);
        assertThat(parley.feedback()
                        .find(ALICE, session, question.id())
                        .request()
                        .isPending())
                .isTrue();
        assertThat(send("/slack/interactions", body, SIGNING_SECRET)).isEqualTo(200);

        await().until(() ->
                parley.feedback().find(ALICE, session, question.id()).request().state()
                        instanceof FeedbackState.Answered);
        assertThat(parley.channels().kinds()).containsExactly(ChannelKind.SLACK);
    }

    @Test
    void signedMessageIsSaidToTheAgent() throws Exception {
        UserChannel channel = new UserChannel(
                ALICE.user(), new ChannelAddress(ChannelKind.SLACK, "U0ALICE"), 1, null, true, Instant.now());
        storage.channels().change(ALICE.user(), ChannelKind.SLACK, before -> channel);
        String body = """
                {"type":"event_callback","event_id":"Ev1","team_id":"T024BE7LD","event":{"type":"message","channel_type":"im",
                "channel":"D024BE91L","user":"U0ALICE","team":"T024BE7LD","ts":"1700000000.000100","text":"Hello"}}""";

        assertThat(send("/slack/events", body, "another secret, not Slack's")).isEqualTo(401);
        assertThat(parley.sessions().current(ALICE)).isEmpty();
        assertThat(send("/slack/events", body, SIGNING_SECRET)).isEqualTo(200);

        SessionId session = parley.sessions().current(ALICE).orElseThrow();
        assertThat(storage.sessions().latestMessages(session, 10).getFirst().text())
                .isEqualTo("Hello");
    }

    @Test
    void healthTellsThatTheSocketIsNotOpen() {
        ComponentHealth health =
                Objects.requireNonNull(parley.health().report().components().get("slack"));
        assertThat(health).isInstanceOf(ComponentHealth.Degraded.class);
        assertThat(health.facts().get("reason")).asString().startsWith("The socket to Slack is not open: ");
    }

    /** Buttons that were sent before a restart, or by another node, count. */
    @Test
    void keysAreThoseOfTheSecretsWhateverElseIsSet(@TempDir Path folder) {
        AnswerClaim claim = new AnswerClaim(
                FeedbackRequestId.parse("0198f3c2-7c00-7d0d-a111-000000000001"),
                SessionId.parse("0198f3c2-7c00-7d0d-a111-000000000002"),
                ALICE.user(),
                ChannelKind.SLACK,
                Instant.now());
        String old = "an old secret of answers that is long enough";
        Settings changing = Settings.parse(
                Map.of("PARLEY_LINK_SECRET", "a new secret of answers that is long enough," + old), Map.of());
        Settings before = Settings.parse(Map.of("PARLEY_LINK_SECRET", old), Map.of());
        Settings kept = Settings.parse(Map.of(), Map.of("--data-dir", folder.toString()));
        TokenKeys published = new KeySetAddress(URI.create("https://login.example.com/jwks.json"));

        assertThat(AnswerKeys.of(defaults, SECRET).readButton(tokens.button(claim)))
                .isPresent();
        assertThat(AnswerKeys.of(changing, SECRET)
                        .readButton(AnswerKeys.of(before, SECRET).button(claim)))
                .isPresent();
        assertThat(AnswerKeys.of(before, SECRET)
                        .readButton(AnswerKeys.of(changing, SECRET).button(claim)))
                .isEmpty();
        assertThat(AnswerKeys.of(kept, published)
                        .readButton(AnswerKeys.of(kept, published).button(claim)))
                .isPresent();
        assertThat(AnswerKeys.of(kept, published).readButton(tokens.button(claim)))
                .isEmpty();
    }
}
