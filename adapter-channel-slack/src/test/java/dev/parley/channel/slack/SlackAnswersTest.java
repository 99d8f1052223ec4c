package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.channel.slack.SlackChat.ALICE;
import static dev.parley.channel.slack.SlackChat.ALICES;
import static dev.parley.channel.slack.SlackChat.BOB;
import static dev.parley.channel.slack.SlackChat.BOBS;
import static dev.parley.channel.slack.SlackChat.UNKNOWN;
import static dev.parley.channel.slack.SlackChat.selected;
import static dev.parley.channel.slack.SlackChat.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.message.ToolCall;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do in Slack, and whether it is an answer. */
class SlackAnswersTest {
    private static final FeedbackKind APPROVAL = new FeedbackKind.Approval(null, false);
    private static final FeedbackKind TEXT = new FeedbackKind.FreeText(2, 4_000, null);
    private static final FeedbackAnswer YES = new FeedbackAnswer.Decision(true, null, null);
    private static final FeedbackAnswer NO = new FeedbackAnswer.Decision(false, null, null);

    private final SlackChat chat = new SlackChat();

    @AfterEach
    void close() {
        chat.close();
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    /** The form that told somebody why nothing is answered. */
    private static String told(HttpResponse<String> response) {
        JsonObject answer = json(response);
        assertThat(answer.get("response_action").getAsString()).isEqualTo("update");
        String view = answer.getAsJsonObject("view").toString();
        SlackLimits.view(view);
        return view;
    }

    @Test
    void pressOfTheOneWhoWasAskedIsTheirAnswerOverSlack() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);

        HttpResponse<String> response = chat.interact(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        FeedbackResponse winner = chat.winner(question);
        assertThat(winner.author()).isEqualTo(ALICE.user());
        assertThat(winner.channel()).isEqualTo(ChannelKind.SLACK);
        assertThat(winner.answer()).isEqualTo(YES);
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
    }

    @Test
    void optionsAndRefusalsAreAnswersToo() throws Exception {
        FeedbackRequest choice = chat.ask(new FeedbackKind.Choice(List.of("a", "<!b>", "c"), false));
        FeedbackRequest approval = chat.ask(APPROVAL);

        chat.interact(chat.press(ALICES, Press.OPTION + "1", chat.token(choice, ALICE)));
        chat.interact(chat.press(BOBS, Press.REFUSE, chat.token(approval, BOB)));

        assertThat(chat.winner(choice).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("<!b>")));
        assertThat(chat.winner(approval).answer()).isEqualTo(NO);
        assertThat(chat.winner(approval).author()).isEqualTo(BOB.user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parley_option_3",
                "parley_option_",
                "parley_option_-1",
                "parley_option_99999999999",
                "parley_option_x",
                "parley_other",
                "approve",
                ""
            })
    void buttonsThatAQuestionDoesNotHaveAnswerNothing(String action) throws Exception {
        FeedbackRequest choice = chat.ask(new FeedbackKind.Choice(List.of("a", "b", "c"), false));

        assertThat(chat.interact(chat.press(ALICES, action, chat.token(choice, ALICE)))
                        .statusCode())
                .isEqualTo(200);

        chat.awaitRest();
        assertThat(chat.now(choice).isPending()).isTrue();
    }

    @Test
    void whoIsNotMappedAnswersNothingAndIsToldHowToBe() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);

        chat.interact(chat.press(UNKNOWN, Press.APPROVE, chat.token(question, ALICE)));

        assertThat(chat.whispered()).contains("does not know which of its users you are");
        assertThat(chat.slack.last("chat.postEphemeral"))
                .containsEntry("user", UNKNOWN)
                .containsEntry("channel", SlackStandIn.DM);
        assertThat(chat.now(question).isPending()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {Press.APPROVE, Press.FORM, "parley_option_0"})
    void pressOfSomebodyElseNeverCountsWhoeverTheyAre(String action) throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);

        chat.interact(chat.press(BOBS, action, chat.token(question, ALICE)));

        assertThat(chat.whispered()).contains("does not come from the address to which the question was sent");
        assertThat(chat.now(question).isPending()).isTrue();
        assertThat(chat.slack.calls("views.open")).isEmpty();
    }

    @Test
    void changedTokensAreWorthNothing() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        String token = chat.token(question, ALICE);
        String link = chat.tokens.link(AnswerClaim.of(question, ALICE.user(), ChannelKind.SLACK));
        String foreign = new AnswerTokens(SigningKeys.random())
                .button(AnswerClaim.of(question, ALICE.user(), ChannelKind.SLACK));
        char other = token.charAt(20) == 'A' ? 'B' : 'A';

        for (String changed : List.of(
                token.substring(0, 20) + other + token.substring(21),
                token + "A",
                token.substring(1),
                link,
                foreign,
                "x",
                "😀")) {
            chat.slack.forgetCalls();
            chat.interact(chat.press(ALICES, Press.APPROVE, changed));
            assertThat(chat.whispered()).contains("no valid way to answer");
        }
        assertThat(chat.now(question).isPending()).isTrue();
    }

    @Test
    void buttonIsOfNoUseAsALink() {
        FeedbackRequest question = chat.ask(APPROVAL);

        chat.parley.channelAnswers().answer(chat.token(question, ALICE), YES);

        assertThat(chat.now(question).isPending()).isTrue();
    }

    @Test
    void membersOfOtherWorkspacesAreNobody() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        Map<String, Object> press = new HashMap<>(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));
        press.put("user", Map.of("id", ALICES, "team_id", "T0ELSEWHERE"));

        chat.interact(press);

        assertThat(chat.whispered()).contains("does not know which of its users you are");
        assertThat(chat.now(question).isPending()).isTrue();
    }

    @Test
    void channelThatIsSwitchedOffOrNotVerifiedDoesNotCount() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        ChannelAddress address = new ChannelAddress(ChannelKind.SLACK, ALICES);
        chat.storage
                .channels()
                .change(
                        ALICE.user(),
                        ChannelKind.SLACK,
                        before -> new UserChannel(ALICE.user(), address, 1, null, false, chat.time.instant()));
        chat.interact(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));
        assertThat(chat.whispered()).contains("switched off");

        chat.slack.forgetCalls();
        chat.storage
                .channels()
                .change(
                        ALICE.user(),
                        ChannelKind.SLACK,
                        before -> new UserChannel(ALICE.user(), address, 1, null, true, null));
        chat.interact(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));
        assertThat(chat.whispered()).contains("does not know which of its users you are");
        assertThat(chat.now(question).isPending()).isTrue();
    }

    @Test
    void whoComesSecondIsToldWhoWasFirstAndTheMessageIsChanged() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        chat.parley.feedback().respond(BOB, chat.session, question.id(), UUID.randomUUID(), NO);

        chat.interact(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));

        assertThat(chat.whispered()).contains("already answered by bob via web at 2 Jan 2026, 03:04 UTC");
        SlackChat.await().until(() -> !chat.slack.calls("chat.update").isEmpty());
        assertThat(chat.slack.blocksJson("chat.update"))
                .contains("Answered", "bob")
                .doesNotContain("button");
        assertThat(chat.winner(question).answer()).isEqualTo(NO);
    }

    @Test
    void whoComesTooLateIsTold() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        chat.parley.feedback().withdraw(ALICE, chat.session, question.id());

        chat.interact(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));
        assertThat(chat.whispered()).isNotEmpty();
        SlackChat.await().until(() -> !chat.slack.calls("chat.update").isEmpty());

        chat.slack.forgetCalls();
        chat.interact(chat.press(ALICES, Press.FORM, chat.token(question, ALICE)));
        assertThat(chat.whispered()).contains("withdrawn");
        assertThat(chat.slack.calls("views.open")).isEmpty();
    }

    @Test
    void samePressThatComesAgainIsOneAnswer() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        Map<String, Object> press = chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE));
        for (int i = 0; i < 10; i++) {
            assertThat(chat.interact(press).statusCode()).isEqualTo(200);
        }
        FeedbackResponse winner = chat.winner(question);

        // Another node, or this one after a restart, remembers nothing.
        try (SlackInbox other = new SlackInbox(
                chat.slack.settings(),
                chat.channel,
                chat.parley.channelAnswers(),
                chat.parley.channelChats(),
                chat.time)) {
            other.interaction(Payload.parse(new Gson().toJson(press)).orElseThrow());
            SlackChat.await().until(() -> other.room() == SlackInbox.MOST_AT_ONCE);
        }

        chat.awaitRest();
        assertThat(chat.winner(question)).isEqualTo(winner);
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
    }

    @Test
    void samePressInVainIsToldOnce() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        Map<String, Object> press = chat.press(UNKNOWN, Press.APPROVE, chat.token(question, ALICE));
        for (int i = 0; i < 5; i++) {
            assertThat(chat.interact(press).statusCode()).isEqualTo(200);
        }

        chat.whispered();
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).hasSize(1);
    }

    @Test
    void formOpensForWhoeverWasAskedAndItsTextIsTheAnswer() throws Exception {
        FeedbackRequest question = chat.ask(TEXT);
        String token = chat.token(question, ALICE);

        chat.interact(chat.press(ALICES, Press.FORM, token));
        SlackChat.await().until(() -> !chat.slack.calls("views.open").isEmpty());
        assertThat(chat.slack.last("views.open")).containsEntry("trigger_id", "1.7.abc");
        assertThat(SlackLimits.view(chat.slack.last("views.open").get("view")).getPrivateMetadata())
                .isEqualTo(token);

        HttpResponse<String> response =
                chat.interact(chat.submission(ALICES, token, Map.of("answer", written("<!channel> & 😀"))));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(chat.winner(question).answer()).isEqualTo(new FeedbackAnswer.Text("<!channel> & 😀"));
    }

    @Test
    void invalidTextIsToldInTheFormAtOnce() throws Exception {
        FeedbackRequest question = chat.ask(TEXT);
        String token = chat.token(question, ALICE);

        JsonObject wrong = json(chat.interact(chat.submission(ALICES, token, Map.of("answer", written("x")))));
        assertThat(wrong.get("response_action").getAsString()).isEqualTo("errors");
        assertThat(wrong.getAsJsonObject("errors").get("answer").getAsString()).contains("2 to 4000");

        JsonObject nothing = json(chat.interact(chat.submission(ALICES, token, Map.of())));
        assertThat(nothing.getAsJsonObject("errors").get("answer").getAsString())
                .isNotEmpty();
        assertThat(chat.now(question).isPending()).isTrue();
    }

    @Test
    void selectionsOfAFormAreOptions() throws Exception {
        List<String> options =
                IntStream.range(0, 20).mapToObj(i -> "option " + i).toList();
        FeedbackRequest one = chat.ask(new FeedbackKind.Choice(options, false));
        FeedbackRequest more = chat.ask(new FeedbackKind.Choice(options, true));

        chat.interact(chat.submission(ALICES, chat.token(one, ALICE), Map.of("answer", selected("19"))));
        chat.interact(chat.submission(
                ALICES,
                chat.token(more, ALICE),
                Map.of("answer", Map.of("selected_options", List.of(Map.of("value", "0"), Map.of("value", "7"))))));

        assertThat(chat.winner(one).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("option 19")));
        assertThat(chat.winner(more).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("option 0", "option 7")));
    }

    @Test
    void decisionOfAFormHasItsReasonAndOtherArguments() throws Exception {
        FeedbackKind call = new FeedbackKind.Approval(new ToolCall("c", "pay", "{\"euro\":100}", null), true);
        FeedbackRequest approved = chat.ask(call);
        FeedbackRequest same = chat.ask(call);
        FeedbackRequest refused = chat.ask(call);
        FeedbackRequest broken = chat.ask(call);

        chat.interact(chat.submission(
                ALICES,
                chat.token(approved, ALICE),
                Map.of(
                        "answer",
                        selected("approve"),
                        "reason",
                        written(" less "),
                        "arguments",
                        written("{\"euro\":50}"))));
        chat.interact(chat.submission(
                ALICES,
                chat.token(same, ALICE),
                Map.of("answer", selected("approve"), "arguments", written("{\"euro\":100}"))));
        chat.interact(chat.submission(
                ALICES, chat.token(refused, ALICE), Map.of("answer", selected("refuse"), "reason", written("no"))));
        JsonObject wrong = json(chat.interact(chat.submission(
                ALICES,
                chat.token(broken, ALICE),
                Map.of("answer", selected("approve"), "arguments", written("all of it")))));

        assertThat(chat.winner(approved).answer())
                .isEqualTo(new FeedbackAnswer.Decision(true, "less", "{\"euro\":50}"));
        assertThat(chat.winner(same).answer()).isEqualTo(YES);
        assertThat(chat.winner(refused).answer()).isEqualTo(new FeedbackAnswer.Decision(false, "no", null));
        assertThat(wrong.getAsJsonObject("errors").get("arguments").getAsString())
                .contains("JSON object");
        assertThat(chat.now(broken).isPending()).isTrue();
    }

    @Test
    void formOfSomebodyElseOrOfNobodyTellsSo() throws Exception {
        FeedbackRequest question = chat.ask(TEXT);
        Map<String, Object> fields = Map.of("answer", written("some text"));

        assertThat(told(chat.interact(chat.submission(BOBS, chat.token(question, ALICE), fields))))
                .contains("does not come from the address");
        assertThat(told(chat.interact(chat.submission(UNKNOWN, chat.token(question, ALICE), fields))))
                .contains("does not know which of its users you are");
        assertThat(told(chat.interact(chat.submission(ALICES, "x" + chat.token(question, ALICE), fields))))
                .contains("no valid way to answer");
        assertThat(chat.now(question).isPending()).isTrue();

        chat.parley
                .feedback()
                .respond(BOB, chat.session, question.id(), UUID.randomUUID(), new FeedbackAnswer.Text("mine"));
        assertThat(told(chat.interact(chat.submission(ALICES, chat.token(question, ALICE), fields))))
                .contains("already answered by bob via web");
    }

    @Test
    void slowMappingDoesNotKeepSlackWaiting() throws Exception {
        try (SlackChat slow = new SlackChat(true, storage -> storage)) {
            FeedbackRequest question = slow.ask(TEXT);
            slow.slack.answer(
                    "users.info",
                    aResponse().withFixedDelay(4_000).withBody("{\"ok\":false,\"error\":\"user_not_found\"}"));

            HttpResponse<String> response = slow.interact(
                    slow.submission(UNKNOWN, slow.token(question, ALICE), Map.of("answer", written("some text"))));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
            assertThat(slow.slack.calls("chat.postEphemeral"))
                    .as("acknowledged before")
                    .isEmpty();
            assertThat(slow.whispered()).contains("could not be taken now");
        }
    }

    private static String profile(String more) {
        return "{\"ok\":true,\"user\":{\"id\":\"%s\",\"team_id\":\"%s\",\"is_email_confirmed\":true,%s\"profile\":{\"email\":\"Alice@Example.com\"}}}"
                .formatted(UNKNOWN, SlackStandIn.TEAM, more);
    }

    @Test
    void memberIsKnownByAVerifiedEmailAddressIfThatIsWanted() throws Exception {
        try (SlackChat byEmail = new SlackChat(true, storage -> storage)) {
            byEmail.reachable(ALICE.user(), ChannelKind.EMAIL, "alice@example.com");
            byEmail.slack.answer("users.info", profile(""));
            FeedbackRequest question = byEmail.ask(APPROVAL);

            byEmail.interact(byEmail.press(UNKNOWN, Press.APPROVE, byEmail.token(question, BOB)));
            assertThat(byEmail.whispered()).contains("does not come from the address");
            byEmail.interact(byEmail.press(UNKNOWN, Press.APPROVE, byEmail.token(question, ALICE)));

            assertThat(byEmail.winner(question).author()).isEqualTo(ALICE.user());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deleted",
        "is_bot",
        "is_workflow_bot",
        "is_connector_bot",
        "is_restricted",
        "is_ultra_restricted",
        "is_stranger",
        "is_invited_user"
    })
    void guestsBotsAndThoseWhoLeftAreNotKnownByEmail(String flag) throws Exception {
        try (SlackChat byEmail = new SlackChat(true, storage -> storage)) {
            byEmail.reachable(ALICE.user(), ChannelKind.EMAIL, "alice@example.com");
            byEmail.slack.answer("users.info", profile("\"%s\":true,".formatted(flag)));
            FeedbackRequest question = byEmail.ask(APPROVAL);

            byEmail.interact(byEmail.press(UNKNOWN, Press.APPROVE, byEmail.token(question, ALICE)));

            assertThat(byEmail.whispered()).contains("does not know which of its users you are");
            assertThat(byEmail.now(question).isPending()).isTrue();
        }
    }

    @Test
    void nobodyIsKnownByEmailUnlessThatIsWantedAndTheAddressIsVerifiedAndOfThisWorkspace() throws Exception {
        chat.reachable(ALICE.user(), ChannelKind.EMAIL, "alice@example.com");
        chat.slack.answer("users.info", profile(""));
        FeedbackRequest question = chat.ask(APPROVAL);
        chat.interact(chat.press(UNKNOWN, Press.APPROVE, chat.token(question, ALICE)));
        assertThat(chat.whispered()).contains("does not know");
        assertThat(chat.slack.calls("users.info")).isEmpty();

        try (SlackChat byEmail = new SlackChat(true, storage -> storage)) {
            FeedbackRequest other = byEmail.ask(APPROVAL);
            for (String answer : List.of(
                    profile(""),
                    profile("").replace(SlackStandIn.TEAM, "T0OTHER"),
                    profile("").replace("\"is_email_confirmed\":true", "\"is_email_confirmed\":false"),
                    profile("").replace(UNKNOWN, "U0ANOTHER"),
                    "{\"ok\":true}")) {
                byEmail.slack.forgetCalls();
                byEmail.slack.answer("users.info", answer);
                byEmail.interact(byEmail.press(UNKNOWN, Press.APPROVE, byEmail.token(other, ALICE)));
                assertThat(byEmail.whispered()).contains("does not know");
                byEmail.reachable(ALICE.user(), ChannelKind.EMAIL, "alice@example.com");
            }
            assertThat(byEmail.now(other).isPending()).isTrue();
        }
    }

    @Test
    void pressThatCannotBeTakenNowIsTakenWhenItComesAgain() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        Map<String, Object> press = chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE));
        chat.slack.refuse("auth.test", "internal_error");
        chat.interact(press);
        assertThat(chat.whispered()).contains("could not be taken now");
        assertThat(chat.now(question).isPending()).isTrue();
        chat.awaitRest();

        chat.slack.answer("auth.test", "{\"ok\":true,\"team_id\":\"%s\"}".formatted(SlackStandIn.TEAM));
        chat.interact(press);

        assertThat(chat.winner(question).answer()).isEqualTo(YES);
    }

    @Test
    void linkOfAQuestionThatIsGoneLeadsNowhere() throws Exception {
        FeedbackRequest question = chat.ask(APPROVAL);
        chat.parley.sessions().delete(ALICE, chat.session);
        chat.time.advance(Duration.ofSeconds(1));

        chat.interact(chat.press(BOBS, Press.APPROVE, chat.token(question, BOB)));

        assertThat(Objects.requireNonNull(chat.whispered())).isNotEmpty();
    }
}
