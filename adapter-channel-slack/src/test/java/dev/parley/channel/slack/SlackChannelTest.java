package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.channel.slack.Questions.ALICE;
import static dev.parley.channel.slack.Questions.ALICES;
import static dev.parley.channel.slack.Questions.NOW;
import static dev.parley.channel.slack.Questions.answered;
import static dev.parley.channel.slack.Questions.approval;
import static dev.parley.channel.slack.Questions.question;
import static dev.parley.channel.slack.Questions.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.google.gson.JsonParser;
import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.RichTextBlock;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.RichTextPreformattedElement;
import com.slack.api.model.block.element.RichTextSectionElement;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out to Slack, and what becomes of it. */
class SlackChannelTest {
    private static final FeedbackKind.Clarification CLARIFICATION = new FeedbackKind.Clarification();
    private static final FeedbackAnswer YES = new FeedbackAnswer.Decision(true, "fine <by> me & *you*", null);

    private final SlackStandIn slack = new SlackStandIn();
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final SlackChannel channel = new SlackChannel(slack.settings(), tokens, Duration.ofSeconds(5));

    @AfterEach
    void close() {
        channel.close();
        slack.close();
    }

    private static String texts(List<LayoutBlock> blocks) {
        StringBuilder texts = new StringBuilder();
        for (LayoutBlock block : blocks) {
            if (block instanceof RichTextBlock rich
                    && rich.getElements().getFirst() instanceof RichTextSectionElement section) {
                section.getElements().forEach(element -> {
                    if (element instanceof RichTextSectionElement.Text text) {
                        texts.append(text.getText());
                    }
                });
                texts.append('\n');
            }
        }
        return texts.toString();
    }

    private static String code(List<LayoutBlock> blocks) {
        StringBuilder code = new StringBuilder();
        for (LayoutBlock block : blocks) {
            if (block instanceof RichTextBlock rich
                    && rich.getElements().getFirst() instanceof RichTextPreformattedElement box) {
                code.append(((RichTextSectionElement.Text) box.getElements().getFirst()).getText());
            }
        }
        return code.toString();
    }

    private static List<ButtonElement> buttons(List<LayoutBlock> blocks) {
        return blocks.stream()
                .filter(ActionsBlock.class::isInstance)
                .flatMap(block -> ((ActionsBlock) block).getElements().stream())
                .map(ButtonElement.class::cast)
                .toList();
    }

    private static List<String> labels(List<LayoutBlock> blocks) {
        return buttons(blocks).stream()
                .map(button -> button.getText().getText())
                .toList();
    }

    private UndeliveredException failure(Outgoing message) {
        return catchThrowableOfType(UndeliveredException.class, () -> channel.send(message));
    }

    @Test
    void approvalShowsTheExactCallAndHasButtonsThatNameTheQuestionAndWhomItIsFor() throws Exception {
        String arguments = "{\"number\": 1, \"note\": \"``` <!channel> & <@U1> *x*\"}";
        FeedbackRequest request = question("May I delete “<!here>”?", approval(arguments));

        Receipt receipt = channel.send(sent(request));

        assertThat(receipt).isEqualTo(new Receipt(SlackStandIn.DM + "/" + SlackStandIn.TS));
        List<LayoutBlock> blocks = slack.blocks("chat.postMessage");
        assertThat(texts(blocks))
                .contains("A question to you in “The <garden> & *more*”", "May I delete “<!here>”?", "delete_task");
        assertThat(code(blocks)).isEqualTo(arguments);
        assertThat(labels(blocks)).containsExactly("Approve", "Refuse", "Answer…");
        assertThat(buttons(blocks))
                .allSatisfy(button -> assertThat(tokens.readButton(button.getValue()))
                        .contains(AnswerClaim.of(request, ALICE, ChannelKind.SLACK)));
        assertThat(slack.blocksJson("chat.postMessage"))
                .contains("https://parley.example.com/#session\\u003d" + request.sessionId());
        assertThat(slack.last("conversations.open")).containsEntry("users", ALICES);
    }

    @Test
    void textForNotificationsHasNoMentionsAndNothingIsMadeALink() throws Exception {
        channel.send(sent(question("<!channel> & @here <@U024BE7LH>", CLARIFICATION)));

        assertThat(slack.last("chat.postMessage"))
                .containsEntry("text", "&lt;!channel&gt; &amp; @here &lt;@U024BE7LH&gt;")
                .containsEntry("parse", "none")
                .containsEntry("mrkdwn", "0")
                .containsEntry("unfurl_links", "0")
                .containsEntry("channel", SlackStandIn.DM);
    }

    @Test
    void argumentsWithoutRoomCanBeRefusedButNotApproved() throws Exception {
        String arguments = "{\"text\": \"" + "<&😀".repeat(5_000) + "\"}";

        channel.send(sent(question("May I?", approval(arguments))));

        List<LayoutBlock> blocks = slack.blocks("chat.postMessage");
        assertThat(arguments).startsWith(code(blocks));
        assertThat(code(blocks)).hasSizeGreaterThan(8_000);
        assertThat(texts(blocks)).contains("There is no room for all of the arguments");
        assertThat(labels(blocks)).containsExactly("Refuse", "Answer…");
    }

    static Stream<Arguments> kinds() {
        List<String> short_ = List.of("one", "two", "<!channel>");
        List<String> many = IntStream.range(0, 20).mapToObj(i -> "option " + i).toList();
        List<String> long_ = List.of("x".repeat(76), "y".repeat(200), "😀".repeat(100));
        return Stream.of(
                Arguments.of(FeedbackKind.FreeText.any(), List.of("Answer…")),
                Arguments.of(CLARIFICATION, List.of("Answer…")),
                Arguments.of(new FeedbackKind.Approval(null, false), List.of("Approve", "Refuse", "Answer…")),
                Arguments.of(new FeedbackKind.Choice(short_, false), short_),
                Arguments.of(new FeedbackKind.Choice(short_, true), List.of("Choose…")),
                Arguments.of(new FeedbackKind.Choice(many, false), List.of("Choose…")),
                Arguments.of(new FeedbackKind.Choice(long_, false), List.of("Choose…")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindHasItsButtonsAndAFormThatSlackTakes(FeedbackKind kind, List<String> labels) throws Exception {
        FeedbackRequest request = question("😀".repeat(2_000), kind);

        channel.send(sent(request));

        List<LayoutBlock> blocks = slack.blocks("chat.postMessage");
        assertThat(labels(blocks)).isEqualTo(labels);
        if (kind instanceof FeedbackKind.Choice choice && labels.equals(List.of("Choose…"))) {
            assertThat(texts(blocks)).contains(choice.options());
        }
        channel.messages()
                .openForm(
                        "trigger",
                        AnswerForm.of(request, buttons(blocks).getFirst().getValue()));
        SlackLimits.view(slack.last("views.open").get("view"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", ""})
    void formOfACallAsksForOtherArgumentsWhereTheyMayBeChanged(String arguments) throws Exception {
        channel.messages().openForm("trigger", AnswerForm.of(question("May I?", approval(arguments)), "token"));

        String view = String.valueOf(slack.last("views.open").get("view"));
        SlackLimits.view(view);
        assertThat(view).contains("\"block_id\":\"arguments\"", "\"private_metadata\":\"token\"");
    }

    @Test
    void answeredQuestionLosesItsButtonsAndTellsWhoWasFirst() throws Exception {
        FeedbackRequest request = answered(question("May I?", approval("{}")), YES);
        Receipt place = new Receipt("D024BE91L/1503435956.000247");

        Receipt receipt = channel.send(new Outgoing.Decided(UUID.randomUUID(), ALICES, ALICE, request, place));

        assertThat(receipt).isEqualTo(place);
        List<LayoutBlock> blocks = slack.blocks("chat.update");
        assertThat(buttons(blocks)).isEmpty();
        assertThat(texts(blocks)).contains("May I?", "Answered by alice via web at ", "approved: fine <by> me & *you*");
        assertThat(slack.last("chat.update"))
                .containsEntry("channel", "D024BE91L")
                .containsEntry("ts", "1503435956.000247");
        assertThat(slack.blocksJson("chat.update"))
                .contains("\"timestamp\":" + NOW.plusSeconds(60).getEpochSecond());
    }

    @Test
    void expiredAndWithdrawnQuestionsSaySo() throws Exception {
        Receipt place = new Receipt("D024BE91L/1503435956.000247");
        FeedbackRequest open = question("Which?", CLARIFICATION, new FeedbackAnswer.Text("the usual"));

        channel.send(new Outgoing.Decided(UUID.randomUUID(), ALICES, ALICE, open.expire(open.expiresAt()), place));
        assertThat(texts(slack.blocks("chat.update"))).contains("Expired at ", "this counts as the answer: the usual");

        channel.send(new Outgoing.Decided(UUID.randomUUID(), ALICES, ALICE, open.cancel(NOW), place));
        assertThat(texts(slack.blocks("chat.update"))).contains("Withdrawn at ");
        assertThat(buttons(slack.blocks("chat.update"))).isEmpty();
    }

    @Test
    void reminderIsANewMessageAndTheEarlierOneLosesItsButtons() throws Exception {
        Receipt earlier = new Receipt("D024BE91L/1503430000.000001");

        channel.send(sent(question("May I?", CLARIFICATION), UUID.randomUUID(), true, earlier));

        assertThat(texts(slack.blocks("chat.postMessage"))).contains("Still open: a question to you");
        assertThat(slack.last("chat.update")).containsEntry("ts", "1503430000.000001");
        assertThat(buttons(slack.blocks("chat.update"))).isEmpty();
    }

    @Test
    void reminderIsSentEvenIfTheEarlierMessageIsGone() throws Exception {
        slack.refuse("chat.update", "message_not_found");

        Receipt receipt = channel.send(sent(
                question("May I?", CLARIFICATION),
                UUID.randomUUID(),
                true,
                new Receipt("D024BE91L/1503430000.000001")));

        assertThat(receipt).isEqualTo(new Receipt("D024BE91L/1503435956.000247"));
    }

    @Test
    void answerStandsInItsThreadAndALongOneInSeveralMessages() throws Exception {
        Receipt place = new Receipt("D024BE91L/1503435956.000247/1503430000.000001");

        Receipt receipt = channel.send(new Outgoing.Answer(
                UUID.randomUUID(),
                ALICES,
                ALICE,
                "About it",
                ("A **bold** line.\n\n").repeat(120),
                place,
                place,
                null));

        assertThat(receipt).isEqualTo(new Receipt("D024BE91L/1503435956.000247/1503430000.000001"));
        assertThat(slack.calls("chat.postMessage")).hasSizeBetween(3, 4).allSatisfy(call -> {
            assertThat(call).containsEntry("thread_ts", "1503430000.000001");
            SlackLimits.blocks(call.get("blocks"));
        });
    }

    @Test
    void answerWithoutEndEndsAfterSomeMessagesAndSaysSo() throws Exception {
        channel.send(new Outgoing.Answer(
                UUID.randomUUID(), ALICES, ALICE, "About it", "A line.\n\n".repeat(5_000), null, null, null));

        assertThat(slack.calls("chat.postMessage")).hasSize(11);
        assertThat(slack.calls("chat.postMessage"))
                .as("it is found again only when all of it is there")
                .filteredOn(call -> call.containsKey("metadata"))
                .containsExactly(slack.last("chat.postMessage"));
        assertThat(texts(slack.blocks("chat.postMessage"))).contains("The rest of this answer is on Parley’s page.");
    }

    /** People answer to the message that they see in the conversation, not to the last one of its thread. */
    @Test
    void longAnswerThatBeginsAThreadStandsWhereItsFirstMessageDoes() throws Exception {
        UUID attempt = UUID.randomUUID();
        Receipt first = new Receipt("D024BE91L/" + SlackStandIn.TS);

        Receipt receipt = channel.send(longAnswer(attempt));

        assertThat(receipt).isEqualTo(first);
        List<Map<String, String>> calls = slack.calls("chat.postMessage");
        assertThat(calls).hasSizeBetween(3, 4);
        assertThat(calls.getFirst()).doesNotContainKey("thread_ts");
        assertThat(calls.subList(1, calls.size()))
                .allSatisfy(call -> assertThat(call).containsEntry("thread_ts", SlackStandIn.TS));

        // Whoever looks for it later finds its end, in the thread.
        slack.answer(
                "conversations.history",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"%s\",\"reply_count\":2}]}"
                        .formatted(SlackStandIn.TS));
        slack.answer(
                "conversations.replies",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503435999.000001\",\"metadata\":%s}]}"
                        .formatted(calls.getLast().get("metadata")));
        assertThat(channel.find(attempt, ALICES)).contains(first);
    }

    private static Outgoing longAnswer(UUID attempt) {
        return new Outgoing.Answer(
                attempt, ALICES, ALICE, "About it", ("A **bold** line.\n\n").repeat(120), null, null, null);
    }

    @Test
    void attemptIsLookedForInTheThreadsThatWereAnsweredInLast() throws Exception {
        UUID attempt = UUID.randomUUID();
        String threads = IntStream.rangeClosed(1, 9)
                .mapToObj(i ->
                        "{\"type\":\"message\",\"ts\":\"150343000%d.000001\",\"reply_count\":1,\"latest_reply\":\"150343100%d.000001\"}"
                                .formatted(9 - i, i))
                .collect(Collectors.joining(","));
        slack.answer("conversations.history", "{\"ok\":true,\"messages\":[%s]}".formatted(threads));

        assertThat(channel.find(attempt, ALICES)).isEmpty();

        assertThat(slack.calls("conversations.replies").stream().map(call -> call.get("ts")))
                .containsExactly(
                        "1503430000.000001",
                        "1503430001.000001",
                        "1503430002.000001",
                        "1503430003.000001",
                        "1503430004.000001");
    }

    @Test
    void noteIsTextAndNothingElse() throws Exception {
        channel.send(new Outgoing.Note(
                UUID.randomUUID(), ALICES, "Confirm <your> address", "The code:\n\n1234 5678 *not bold*", null));

        assertThat(texts(slack.blocks("chat.postMessage")))
                .isEqualTo("Confirm <your> address\nThe code:\n\n1234 5678 *not bold*\n");
        assertThat(slack.last("chat.postMessage")).doesNotContainKey("thread_ts");
    }

    @Test
    void conversationsAreOpenedOnceForEachUser() throws Exception {
        channel.send(sent(question("One?", CLARIFICATION)));
        channel.send(sent(question("Two?", CLARIFICATION)));

        assertThat(slack.calls("conversations.open")).hasSize(1);
        assertThat(slack.calls("chat.postMessage")).hasSize(2);
    }

    @Test
    void conversationThatIsGoneIsOpenedAnewOnce() throws Exception {
        channel.send(sent(question("One?", CLARIFICATION)));
        slack.refuse("chat.postMessage", "channel_not_found");

        assertThat(failure(sent(question("Two?", CLARIFICATION))).isLasting()).isTrue();
        assertThat(slack.calls("conversations.open")).hasSize(2);
        assertThat(slack.calls("chat.postMessage")).hasSize(3);
    }

    @Test
    void attemptIsInTheMetadataAndFoundByIt() throws Exception {
        UUID attempt = UUID.randomUUID();
        channel.send(sent(question("May I?", CLARIFICATION), attempt, false, null));
        String metadata = String.valueOf(slack.last("chat.postMessage").get("metadata"));
        assertThat(JsonParser.parseString(metadata)
                        .getAsJsonObject()
                        .getAsJsonObject("event_payload")
                        .get("attempt_id")
                        .getAsString())
                .isEqualTo(attempt.toString());
        slack.answer(
                "conversations.history",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503435999.000001\",\"text\":\"hi\"},{\"type\":\"message\",\"ts\":\"1503435998.000001\",\"metadata\":%s}]}"
                        .formatted(metadata));

        assertThat(channel.find(attempt, ALICES)).contains(new Receipt("D024BE91L/1503435998.000001"));
        assertThat(channel.find(UUID.randomUUID(), ALICES)).isEmpty();
        assertThat(slack.last("conversations.history")).containsEntry("include_all_metadata", "1");
    }

    @Test
    void attemptIsFoundInAThread() throws Exception {
        UUID attempt = UUID.randomUUID();
        slack.answer(
                "conversations.history",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503430000.000001\",\"reply_count\":1}]}");
        slack.answer(
                "conversations.replies",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503430000.000002\",\"metadata\":{\"event_type\":\"parley_message\",\"event_payload\":{\"attempt_id\":\"%s\"}}}]}"
                        .formatted(attempt));

        assertThat(channel.find(attempt, ALICES))
                .contains(new Receipt("D024BE91L/1503430000.000002/1503430000.000001"));
    }

    @Test
    void sameAttemptIsSentOnce() throws Exception {
        Outgoing.Question message = sent(question("May I?", CLARIFICATION));

        assertThat(channel.send(message)).isEqualTo(channel.send(message));
        assertThat(slack.calls("chat.postMessage")).hasSize(1);
    }

    @Test
    void attemptOfWhichNobodyKnowsWhetherItArrivedIsLookedForBeforeItIsSentAgain() throws Exception {
        Outgoing.Question message = sent(question("May I?", CLARIFICATION));
        slack.answer("chat.postMessage", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(failure(message).isLasting()).isFalse();
        assertThat(slack.calls("chat.postMessage"))
                .as("no second try by itself")
                .hasSize(1);
        slack.answer(
                "conversations.history",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503435998.000001\",\"metadata\":{\"event_type\":\"parley_message\",\"event_payload\":{\"attempt_id\":\"%s\"}}}]}"
                        .formatted(message.attempt()));

        assertThat(channel.send(message)).isEqualTo(new Receipt("D024BE91L/1503435998.000001"));
        assertThat(slack.calls("chat.postMessage")).hasSize(1);
    }

    @Test
    void messageThatArrivedThoughItsCallFailedIsSent() throws Exception {
        Outgoing.Question message = sent(question("May I?", CLARIFICATION));
        slack.answer("chat.postMessage", aResponse().withStatus(504));
        slack.answer(
                "conversations.history",
                "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"1503435998.000001\",\"metadata\":{\"event_type\":\"parley_message\",\"event_payload\":{\"attempt_id\":\"%s\"}}}]}"
                        .formatted(message.attempt()));

        assertThat(channel.send(message)).isEqualTo(new Receipt("D024BE91L/1503435998.000001"));
        assertThat(slack.calls("chat.postMessage")).hasSize(1);
    }

    @Test
    void messageOfWhichNobodyKnowsWhetherItArrivedIsUncertain() {
        slack.answer("chat.postMessage", aResponse().withStatus(504));

        assertThat(failure(sent(question("May I?", CLARIFICATION))).isUncertain())
                .isTrue();
    }

    @Test
    void whatWasNotEvenBegunIsNotUncertain() {
        slack.answer("conversations.open", aResponse().withStatus(504));

        assertThat(failure(sent(question("May I?", CLARIFICATION))))
                .returns(false, UndeliveredException::isUncertain)
                .returns(false, UndeliveredException::isLasting);
    }

    @Test
    void questionThatMayHaveComeBeforeSaysSo() throws Exception {
        FeedbackRequest request = question("May I?", CLARIFICATION);
        String told = "You may have got this question before; answering one of the messages is enough.";

        channel.send(sent(request));
        assertThat(texts(slack.blocks("chat.postMessage"))).doesNotContain(told);

        channel.send(new Outgoing.Question(UUID.randomUUID(), ALICES, ALICE, request, "Garden", false, true, null));
        assertThat(texts(slack.blocks("chat.postMessage")).lines())
                .first()
                .isEqualTo("A question to you in “Garden”. " + told);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 30",
        "0, 1",
        "1, 1",
        "600, 600",
        "601, 600",
        "999999999, 600",
        "99999999999999999999, 30",
        "-5, 30",
        "soon, 30",
        "'Wed, 21 Oct 2026 07:28:00 GMT', 30",
        "1.5, 30"
    })
    void retryAfterIsObeyedWithinBounds(String header, long seconds) {
        slack.answer("chat.postMessage", aResponse().withStatus(429).withHeader("Retry-After", header));

        UndeliveredException limited = failure(sent(question("May I?", CLARIFICATION)));

        assertThat(limited.isLasting()).isFalse();
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(slack.calls("chat.postMessage")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_not_found",
                "users_not_found",
                "user_disabled",
                "cannot_dm_bot",
                "is_archived",
                "channel_not_found"
            })
    void whoCannotBeReachedIsRefusedForGood(String error) {
        slack.refuse("conversations.open", error);

        UndeliveredException refused = failure(sent(question("May I?", CLARIFICATION)));

        assertThat(refused.isLasting()).isTrue();
        assertThat(refused).hasMessageContaining(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_auth",
                "token_revoked",
                "account_inactive",
                "missing_scope",
                "not_authed",
                "internal_error",
                "fatal_error",
                "something_new"
            })
    void whatIsWrongWithTheAppOrWithSlackIsNotTheMessagesFault(String error) {
        slack.refuse("chat.postMessage", error);

        UndeliveredException refused = failure(sent(question("May I?", CLARIFICATION)));

        assertThat(refused.isLasting()).isFalse();
        assertThat(refused).hasMessageContaining(error);
    }

    @Test
    void scopeThatIsMissingIsNamed() {
        slack.answer("chat.postMessage", "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}");

        assertThat(failure(sent(question("May I?", CLARIFICATION)))).hasMessageContaining("(chat:write)");
    }

    @Test
    void lookAtTheAppSaysWhatItLacksAndSendsNothing() throws Exception {
        channel.check();
        scopes("chat:write,im:write, im:history,users:read");
        channel.check();
        scopes("chat:write,users:read");
        assertThat(ailment(channel)).hasMessageContaining("missing_scope (im:write,im:history)");
        slack.refuse("auth.test", "token_revoked");
        assertThat(ailment(channel)).hasMessageContaining("token_revoked").hasMessageContaining("install");
        assertThat(slack.calls("chat.postMessage")).isEmpty();
    }

    @Test
    void membersAreKnownByEmailOnlyWithScopesForThat() throws Exception {
        scopes("chat:write,im:write,im:history");
        channel.check();
        try (SlackChannel byEmail = new SlackChannel(slack.settings(true), new AnswerTokens(SigningKeys.random()))) {
            assertThat(ailment(byEmail)).hasMessageContaining("(users:read,users:read.email)");
        }
    }

    private static UndeliveredException ailment(SlackChannel channel) {
        return catchThrowableOfType(UndeliveredException.class, channel::check);
    }

    private void scopes(String scopes) {
        slack.answer(
                "auth.test",
                aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withHeader("x-oauth-scopes", scopes)
                        .withBody("{\"ok\":true,\"team_id\":\"T024BE7LD\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "<html>",
                "{\"ok\":true}",
                "{\"ok\":\"maybe\",\"error\":5}",
                "{\"ok\":false,\"error\":\"xoxb-hush <script>\"}",
                "{\"ok\":true,\"channel\":\"../x\",\"ts\":\"1\"}"
            })
    void answersThatCannotBeReadAreFailuresThatPass(String body) {
        slack.answer("chat.postMessage", body);

        UndeliveredException failed = failure(sent(question("May I?", CLARIFICATION)));

        assertThat(failed.isLasting()).isFalse();
        assertThat(failed.getMessage()).doesNotContain("xoxb", "<");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 403, 404, 500, 502, 503})
    void statusesAreFailuresThatPassAndNoRedirectIsFollowed(int status) {
        slack.answer(
                "chat.postMessage",
                aResponse()
                        .withStatus(status)
                        .withHeader("Location", slack.settings().api() + "chat.postEphemeral"));

        assertThat(failure(sent(question("May I?", CLARIFICATION))).isLasting()).isFalse();
        assertThat(slack.calls("chat.postMessage")).hasSize(1);
        assertThat(slack.calls("chat.postEphemeral")).isEmpty();
    }

    @Test
    void endlessAnswerIsGivenUp() {
        slack.answer("chat.postMessage", "{\"ok\":true,\"x\":\"" + "x".repeat(5 << 20) + "\"}");

        assertThat(failure(sent(question("May I?", CLARIFICATION))).isLasting()).isFalse();
    }

    @Test
    void slowSlackIsGivenUp() {
        try (SlackChannel hasty = new SlackChannel(slack.settings(), tokens, Duration.ofMillis(200))) {
            slack.answer("chat.postMessage", aResponse().withFixedDelay(60_000).withBody("{\"ok\":true}"));

            UndeliveredException late = catchThrowableOfType(
                    UndeliveredException.class, () -> hasty.send(sent(question("May I?", CLARIFICATION))));

            assertThat(late.isLasting()).isFalse();
        }
    }

    @Test
    void interruptEndsACallOnAPlatformThread() throws Exception {
        slack.answer("chat.postMessage", aResponse().withFixedDelay(60_000).withBody("{\"ok\":true}"));
        try (SlackChannel patient = new SlackChannel(slack.settings(), tokens, Duration.ofMinutes(2))) {
            AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
            Thread caller = Thread.ofPlatform().start(() -> {
                try {
                    patient.send(sent(question("May I?", CLARIFICATION)));
                } catch (UndeliveredException | InterruptedException ended) {
                    end.set(ended);
                }
            });
            Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);

            caller.interrupt();

            assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void unreachableSlackIsAFailureThatPassesAndNamesNoSecret() {
        SlackSettings settings = slack.settings();
        slack.close();

        UndeliveredException failed = failure(sent(question("May I?", CLARIFICATION)));

        assertThat(failed.isLasting()).isFalse();
        assertThat(failed).hasNoCause();
        assertThat(failed.toString() + settings).doesNotContain("xoxb", "xapp", SlackStandIn.SIGNING_SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "U1", "U024BE7LH,U024BE7LI", "u024be7lh", "C024BE91L"})
    void whatIsNoSlackUserIsNeverSentTo(String address) {
        Outgoing.Note note = new Outgoing.Note(UUID.randomUUID(), address, "Subject", "Text", null);

        assertThat(failure(note).isLasting()).isTrue();
        assertThat(slack.calls("conversations.open")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message-id@example.com>",
                "D1/1",
                "D024BE91L/1503435956.000247/",
                "D024BE91L/1503435956.000247&channel=C1"
            })
    void receiptsOfOthersAreRefused(String receipt) {
        Outgoing.Decided decided = new Outgoing.Decided(
                UUID.randomUUID(),
                ALICES,
                ALICE,
                question("May I?", CLARIFICATION).cancel(NOW),
                new Receipt(receipt));

        assertThat(failure(decided).isLasting()).isTrue();
        assertThat(slack.calls("chat.update")).isEmpty();
    }

    @Test
    void manyMessagesAtOnceAllArrive() {
        List<CompletableFuture<Receipt>> sending = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Receipt> one = new CompletableFuture<>();
            sending.add(one);
            Thread.ofVirtual().start(() -> {
                try {
                    one.complete(channel.send(sent(question("May I?", CLARIFICATION))));
                } catch (UndeliveredException | InterruptedException failed) {
                    one.completeExceptionally(failed);
                }
            });
        }

        assertThat(sending.stream().map(CompletableFuture::join)).hasSize(50);
        assertThat(slack.calls("chat.postMessage")).hasSize(50);
    }
}
