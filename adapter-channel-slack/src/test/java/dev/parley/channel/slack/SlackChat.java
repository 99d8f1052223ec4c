package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A chat whose people are in Slack: what Slack sends comes in over real HTTP, and goes out to a stand-in. */
final class SlackChat implements AutoCloseable {
    static final Caller ALICE = Caller.of("alice");
    static final Caller BOB = Caller.of("bob");
    static final String ALICES = "U0ALICE";
    static final String BOBS = "U0BOB";
    static final String UNKNOWN = "U0NOBODY";

    final SlackStandIn slack = new SlackStandIn();
    final SettableTime time = new SettableTime();
    final Storage storage;
    final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    final SlackChannel channel;
    final Parley parley;
    final ScriptedModel model = new ScriptedModel();
    final SlackInbox inbox;
    final TestJetty jetty;
    final SessionId session;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger triggers = new AtomicInteger();

    SlackChat() {
        this(false, storage -> storage);
    }

    SlackChat(boolean mapByEmail, UnaryOperator<Storage> wrapping) {
        SlackSettings settings = slack.settings(mapByEmail);
        storage = wrapping.apply(InMemoryStorage.open(100, time));
        channel = new SlackChannel(settings, tokens, Duration.ofSeconds(10));
        parley = Parley.builder()
                .storage(storage)
                .model(model)
                .time(time)
                .channel(channel)
                .answerTokens(tokens)
                .build();
        inbox = new SlackInbox(settings, channel, parley.channelAnswers(), parley.channelChats(), time);
        jetty = new TestJetty(new SlackEndpoint(settings, inbox, time));
        session = parley.sessions().start(ALICE, StartSession.PLAIN).session().id();
        reachable(ALICE.user(), ChannelKind.SLACK, ALICES);
        reachable(BOB.user(), ChannelKind.SLACK, BOBS);
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    void reachable(UserId user, ChannelKind kind, String address) {
        UserChannel verified = new UserChannel(user, new ChannelAddress(kind, address), 1, null, true, time.instant());
        storage.channels().change(user, kind, before -> verified);
    }

    FeedbackRequest ask(FeedbackKind kind) {
        return parley.feedback()
                .ask(
                        ALICE,
                        session,
                        null,
                        new AskFeedback("May I?", kind, Set.of(ALICE.user(), BOB.user()), null, null));
    }

    FeedbackRequest now(FeedbackRequest question) {
        return parley.feedback().find(ALICE, session, question.id()).request();
    }

    /** The answer that won, when there is one. */
    FeedbackResponse winner(FeedbackRequest question) {
        await().until(() -> now(question).state() instanceof FeedbackState.Answered);
        return ((FeedbackState.Answered) now(question).state()).winner();
    }

    String token(FeedbackRequest question, Caller recipient) {
        return tokens.button(AnswerClaim.of(question, recipient.user(), ChannelKind.SLACK));
    }

    String trigger() {
        return "%d.%d.abc".formatted(triggers.incrementAndGet(), 7);
    }

    Map<String, Object> press(String user, String action, String token) {
        return press(user, action, token, trigger());
    }

    static Map<String, Object> press(String user, String action, String token, String trigger) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", "block_actions");
        payload.put("user", Map.of("id", user, "team_id", SlackStandIn.TEAM));
        payload.put("team", Map.of("id", SlackStandIn.TEAM));
        payload.put("trigger_id", trigger);
        payload.put("response_url", "https://hooks.slack.com/actions/T/1/x");
        payload.put(
                "container", Map.of("type", "message", "message_ts", SlackStandIn.TS, "channel_id", SlackStandIn.DM));
        payload.put("actions", List.of(Map.of("action_id", action, "type", "button", "value", token)));
        return payload;
    }

    /** @param fields what is in them, by their names */
    Map<String, Object> submission(String user, String token, Map<String, Object> fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> values.put(name, Map.of("field", value)));
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", "view_submission");
        payload.put("user", Map.of("id", user, "team_id", SlackStandIn.TEAM));
        payload.put("trigger_id", trigger());
        payload.put(
                "view",
                Map.of(
                        "id",
                        "V1",
                        "callback_id",
                        AnswerForm.CALLBACK,
                        "private_metadata",
                        token,
                        "state",
                        Map.of("values", values)));
        return payload;
    }

    static Map<String, Object> written(String text) {
        return Map.of("type", "plain_text_input", "value", text);
    }

    static Map<String, Object> selected(String value) {
        return Map.of("type", "static_select", "selected_option", Map.of("value", value));
    }

    static String form(Map<String, Object> payload) {
        return "payload=" + URLEncoder.encode(new Gson().toJson(payload), StandardCharsets.UTF_8);
    }

    HttpResponse<String> interact(Map<String, Object> payload) throws IOException, InterruptedException {
        return send("/interactions", form(payload));
    }

    /** Signed as Slack does. */
    HttpResponse<String> send(String path, String body) throws IOException, InterruptedException {
        Instant now = time.instant();
        return send(path, body, String.valueOf(now.getEpochSecond()), SlackStandIn.SIGNING_SECRET);
    }

    HttpResponse<String> send(String path, String body, String timestamp, String secret)
            throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return post(path, bytes, timestamp, new SlackSignature(secret).sign(timestamp, bytes));
    }

    HttpResponse<String> post(String path, byte[] body, String timestamp, String signature)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(jetty.url(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-Slack-Request-Timestamp", timestamp)
                        .header("X-Slack-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> raw(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** An event of what somebody wrote to the app. */
    static Map<String, Object> message(String user, String ts, String text) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "message");
        event.put("channel_type", "im");
        event.put("channel", SlackStandIn.DM);
        event.put("user", user);
        event.put("team", SlackStandIn.TEAM);
        event.put("ts", ts);
        event.put("event_ts", ts);
        event.put("client_msg_id", "28e5e3b2-" + ts);
        event.put("text", text);
        return event;
    }

    /** The same in a thread. */
    static Map<String, Object> message(String user, String ts, String text, String thread) {
        Map<String, Object> event = message(user, ts, text);
        event.put("thread_ts", thread);
        return event;
    }

    static Map<String, Object> callback(Map<String, Object> event) {
        return Map.of(
                "type",
                "event_callback",
                "team_id",
                SlackStandIn.TEAM,
                "api_app_id",
                "A0PARLEY",
                "event_id",
                "Ev" + event.get("ts"),
                "event",
                event);
    }

    /** @return the status with which the event was answered */
    int write(Map<String, Object> event) throws IOException, InterruptedException {
        HttpResponse<String> response = send("/events", new Gson().toJson(callback(event)));
        assertThat(response.body()).isEmpty();
        return response.statusCode();
    }

    /** What was sent in a thread. */
    List<Map<String, String>> answers(String thread) {
        return slack.calls("chat.postMessage").stream()
                .filter(call -> thread.equals(call.get("thread_ts")))
                .toList();
    }

    /** The sessions of a person but the one that each chat begins with, the latest first. */
    List<SessionId> talks(Caller person) {
        return parley.sessions().list(person, null, null, 100, 0).sessions().stream()
                .map(Session::id)
                .filter(id -> !id.equals(session))
                .toList();
    }

    /** What people said in a session. */
    List<String> said(SessionId talk) {
        return storage.sessions().latestMessages(talk, 200).stream()
                .filter(UserMessage.class::isInstance)
                .map(Message::text)
                .toList();
    }

    /** What the last one who pressed in vain was told. */
    String whispered() {
        await().until(() -> !slack.calls("chat.postEphemeral").isEmpty());
        SlackLimits.blocks(slack.last("chat.postEphemeral").get("blocks"));
        return String.valueOf(slack.last("chat.postEphemeral").get("text"));
    }

    /** Until all that came in is worked on. */
    void awaitRest() {
        await().until(() -> inbox.room() == SlackInbox.MOST_AT_ONCE && inbox.isSilent());
    }

    @Override
    public void close() {
        jetty.close();
        inbox.close();
        parley.close();
        channel.close();
        slack.close();
    }
}
