package dev.parley.web.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.ChannelSettings;
import dev.parley.application.StartSession;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.support.LogLines;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page behind links in messages, asked over HTTP as browsers and mail scanners do. */
class AnswerLinksTest {
    private static final Caller ALICE = Caller.of("alice");
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final ToolCall CALL =
            new ToolCall("c", "delete_<b>task</b>", "{\"number\":\"<script>alert('x')</script>\u202E\"}", null);

    private final HttpClient http = HttpClient.newHttpClient();
    private TestServer server;
    private SessionId session;

    @BeforeEach
    void start() {
        server = TestServer.start(new RecordingChannel(ChannelKind.EMAIL));
        server.parley
                .channels()
                .setOf(
                        ROOT,
                        ALICE.user(),
                        new ChannelSettings(new ChannelAddress(ChannelKind.EMAIL, "alice@example.com"), 1, null, true),
                        true);
        session = server.parley
                .sessions()
                .start(ALICE, StartSession.PLAIN)
                .session()
                .id();
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private FeedbackRequest ask(FeedbackKind kind) {
        return ask("Delete \"all\" <i>of it</i> & more?", kind);
    }

    private FeedbackRequest ask(String question, FeedbackKind kind) {
        return server.parley
                .feedback()
                .ask(ALICE, session, null, new AskFeedback(question, kind, Set.of(), null, null));
    }

    private String link(FeedbackRequest question) {
        return AnswerServlet.PATH + server.answerTokens.link(AnswerClaim.of(question, ALICE.user(), ChannelKind.EMAIL));
    }

    private HttpResponse<String> send(String method, String path, String form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.origin() + path))
                .method(method, form == null ? BodyPublishers.noBody() : BodyPublishers.ofString(form));
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    private HttpResponse<String> post(String path, String form) {
        return send("POST", path, form);
    }

    private FeedbackState state(FeedbackRequest question) {
        return server.parley
                .feedback()
                .find(ALICE, session, question.id())
                .request()
                .state();
    }

    private FeedbackResponse winner(FeedbackRequest question) {
        return ((FeedbackState.Answered) state(question)).winner();
    }

    private void assertOpen(FeedbackRequest question) {
        assertThat(state(question)).isInstanceOf(FeedbackState.Pending.class);
    }

    /** Scanners ask in all ways that are safe by the standard, and follow what they find. */
    @Test
    void scannersOfMailsNeverAnswer() {
        FeedbackRequest question = ask(new FeedbackKind.Approval(CALL, false));
        for (String option : List.of("", "?option=approve", "?option=refuse", "?option=1", "?decision=approve")) {
            assertThat(get(link(question) + option).statusCode()).isEqualTo(200);
            assertThat(send("HEAD", link(question) + option, null).statusCode()).isEqualTo(200);
            send("OPTIONS", link(question) + option, null);
        }

        assertOpen(question);
    }

    @Test
    void formOfThePageAnswers() {
        FeedbackRequest question = ask(new FeedbackKind.Approval(CALL, false));

        HttpResponse<String> answered = post(link(question), "decision=refuse&reason=Too+early%2C+%C3%A4h%0D%0Aso");

        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.body()).contains("your answer counts", "via email", "refused: Too early, äh\nso");
        assertThat(winner(question))
                .returns(ALICE.user(), FeedbackResponse::author)
                .returns(ChannelKind.EMAIL, FeedbackResponse::channel)
                .returns(new FeedbackAnswer.Decision(false, "Too early, äh\nso", null), FeedbackResponse::answer);
    }

    @Test
    void linkIsUsedOnceAndThenTellsTheOutcome() {
        FeedbackRequest question = ask(new FeedbackKind.Approval(null, false));
        post(link(question), "decision=approve");

        assertThat(post(link(question), "decision=approve").statusCode()).isEqualTo(200);
        HttpResponse<String> replayed = post(link(question), "decision=refuse");
        assertThat(replayed.statusCode()).isEqualTo(409);
        assertThat(replayed.body()).contains("came first", "<strong>alice</strong> via email at", "approved");
        assertThat(get(link(question)).body())
                .contains("is answered", "approved")
                .doesNotContain("<form");
    }

    @Test
    void answerFromThePageIsToldBehindTheLink() {
        FeedbackRequest question = ask(new FeedbackKind.Approval(null, false));
        server.parley
                .feedback()
                .respond(
                        ALICE,
                        session,
                        question.id(),
                        UUID.randomUUID(),
                        new FeedbackAnswer.Decision(false, "<b>no</b>", null));

        assertThat(get(link(question)).body()).contains("via the web", "refused: &lt;b&gt;no&lt;/b&gt;");
        assertThat(post(link(question), "decision=approve").statusCode()).isEqualTo(409);
    }

    @Test
    void optionsAndTextsAreTaken() {
        FeedbackRequest one = ask(new FeedbackKind.Choice(List.of("Red", "Blue"), false));
        assertThat(get(link(one) + "?option=2").body())
                .contains("value=\"2\" checked")
                .doesNotContain("\"1\" checked");
        post(link(one), "option=2");
        assertThat(winner(one).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("Blue")));

        FeedbackRequest many = ask(new FeedbackKind.Choice(List.of("Red", "Blue", "Green"), true));
        post(link(many), "option=1&option=3");
        assertThat(winner(many).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("Red", "Green")));

        FeedbackRequest text = ask(FeedbackKind.FreeText.any());
        post(link(text), "text=" + URLEncoder.encode("Well…\n𝄞", StandardCharsets.UTF_8));
        assertThat(winner(text).answer()).isEqualTo(new FeedbackAnswer.Text("Well…\n𝄞"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "option=0",
                "option=3",
                "option=99",
                "option=1&option=2",
                "option=x",
                "decision=approve",
                "text=Red"
            })
    void answerThatFitsNotLeavesTheQuestionOpen(String form) {
        FeedbackRequest question = ask(new FeedbackKind.Choice(List.of("Red", "Blue"), false));

        HttpResponse<String> refused = post(link(question), form);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("role=\"alert\"", "<form");
        assertOpen(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text=%", "text=%4", "text=%zz", "text=%ff", "text=%C3%28"})
    void malformedFormIsRefused(String form) {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());

        assertThat(post(link(question), form).statusCode()).isEqualTo(400);
        assertOpen(question);
    }

    @Test
    void onlyAFormIsTakenAndNotAnEndlessOne() {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());

        assertThat(send("POST", link(question), "text=x", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(link(question), "text=" + "x".repeat(200_000)).statusCode())
                .isEqualTo(400);
        assertThat(send("PUT", link(question), "text=x").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", link(question), null).statusCode()).isEqualTo(405);
        assertOpen(question);
    }

    @Test
    void forgedAndChangedLinksLeadNowhere() {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        String good = link(question);
        String foreign = AnswerServlet.PATH
                + new AnswerTokens(SigningKeys.random())
                        .link(AnswerClaim.of(question, ALICE.user(), ChannelKind.EMAIL));
        String last = good.endsWith("A") ? "B" : "A";
        for (String bad : List.of(
                "/answer",
                "/answer/",
                "/answer/x",
                foreign,
                good + "x",
                good.substring(0, good.length() - 1),
                good.substring(0, good.length() - 1) + last,
                good + "/x")) {
            assertThat(get(bad).statusCode()).as(bad).isIn(400, 404);
            assertThat(post(bad, "text=x").statusCode()).as(bad).isIn(400, 404);
        }
        assertThat(get("/answer/%00").statusCode()).isIn(400, 404);
        assertOpen(question);
    }

    @Test
    void textsOfPeopleAndModelsAreNeverMarkup() {
        FeedbackRequest question = ask(new FeedbackKind.Approval(CALL, false));
        String page = get(link(question)).body();

        assertThat(page)
                .contains(
                        "Delete &quot;all&quot; &lt;i&gt;of it&lt;/i&gt; &amp; more?",
                        "delete_&lt;b&gt;task&lt;/b&gt;",
                        "{&quot;number&quot;:&quot;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\uFFFD&quot;}")
                .doesNotContain("<script", "<i>", "<b>");
        FeedbackRequest choice = ask(new FeedbackKind.Choice(List.of("\"><script>", "b"), false));
        assertThat(get(link(choice)).body())
                .contains("&quot;&gt;&lt;script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void nothingIsKeptLoadedFollowedOrFound() {
        HttpResponse<String> page = get(link(ask(FeedbackKind.FreeText.any())));

        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("X-Robots-Tag")).contains("noindex, nofollow");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; style-src 'sha256-")
                .endsWith("form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .doesNotContain("script", "unsafe");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    }

    @Test
    void linkAfterTheEndSaysSo() {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        server.storageClock.forward(Duration.ofHours(48));

        assertThat(post(link(question), "text=x").statusCode()).isEqualTo(410);
        server.parley.housekeeping().sweep();
        assertThat(get(link(question)).body())
                .contains("time for this question is over")
                .doesNotContain("<form");
    }

    @Test
    void disabledUserIsToldSo() {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        server.rest("root", Role.ADMIN).send("PATCH", "/api/users/alice", "{\"disabled\":true}");

        assertThat(get(link(question)).statusCode()).isEqualTo(403);
        assertThat(post(link(question), "text=x").statusCode()).isEqualTo(403);
    }

    @Test
    void tokensOfLinksAreNotLogged() {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        try (LogLines log = LogLines.open()) {
            get(link(question));
            post(link(question), "text=x");

            assertThat(String.join("\n", log.all()))
                    .doesNotContain(link(question).substring(30));
        }
    }
}
