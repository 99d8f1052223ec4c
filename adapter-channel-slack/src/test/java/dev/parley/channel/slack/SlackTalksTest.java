package dev.parley.channel.slack;

import static dev.parley.channel.slack.SlackChat.ALICE;
import static dev.parley.channel.slack.SlackChat.ALICES;
import static dev.parley.channel.slack.SlackChat.BOB;
import static dev.parley.channel.slack.SlackChat.BOBS;
import static dev.parley.channel.slack.SlackChat.UNKNOWN;
import static dev.parley.channel.slack.SlackChat.await;
import static dev.parley.channel.slack.SlackChat.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People write to the agent in Slack: what is taken, when it is acknowledged, and where the answers go. */
class SlackTalksTest {
    private static final String ROOT = "1700000000.000100";
    private static final String SECOND = "1700000001.000200";

    private final WatchedStorage storage = new WatchedStorage();
    private final SlackChat chat = new SlackChat(false, storage::around);

    @AfterEach
    void close() {
        chat.close();
    }

    private SessionId talk() {
        return chat.talks(ALICE).getFirst();
    }

    private static String texts(Map<String, String> call) {
        SlackLimits.blocks(call.get("blocks"));
        return String.valueOf(call.get("blocks"));
    }

    private CompletableFuture<Integer> writeLater(Map<String, Object> event) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                status.complete(chat.write(event));
            } catch (Exception failed) {
                status.completeExceptionally(failed);
            }
        });
        return status.orTimeout(1, TimeUnit.MINUTES);
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(5));
    }

    private void assertNothingHappened() {
        chat.awaitRest();
        assertThat(chat.talks(ALICE)).isEmpty();
        assertThat(chat.slack.calls("chat.postMessage")).isEmpty();
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
    }

    @Test
    void messageBeginsASessionAndItsAnswerIsInItsThread() throws Exception {
        assertThat(chat.write(message(ALICES, ROOT, "Is 1 &lt; 2? See <https://example.com|this>.")))
                .isEqualTo(200);

        assertThat(chat.said(talk())).containsExactly("Is 1 < 2? See this (https://example.com).");
        assertThat(chat.storage.sessions().latestMessages(talk(), 10).getFirst())
                .isInstanceOfSatisfying(
                        UserMessage.class,
                        written -> assertThat(written)
                                .returns(ChannelKind.SLACK, UserMessage::channel)
                                .returns(ALICE.user(), UserMessage::author));
        await().until(() -> chat.answers(ROOT).size() == 1);
        assertThat(texts(chat.answers(ROOT).getFirst()))
                .contains("You said: Is 1 \\u003c 2? See this (https://example.com).");
        assertThat(chat.slack.calls("chat.postMessage")).hasSize(1);
        assertThat(chat.slack.last("conversations.open")).containsEntry("users", ALICES);
    }

    @Test
    void messageInTheThreadGoesOnAndAnotherOneBeginsAnotherSession() throws Exception {
        chat.write(message(ALICES, ROOT, "one"));
        await().until(() -> chat.answers(ROOT).size() == 1);
        assertThat(chat.write(message(ALICES, SECOND, "two", ROOT))).isEqualTo(200);
        await().until(() -> chat.answers(ROOT).size() == 2);
        assertThat(chat.said(talk())).containsExactly("one", "two");

        chat.write(message(ALICES, "1700000002.000300", "three"));
        await().until(() -> chat.answers("1700000002.000300").size() == 1);

        assertThat(chat.talks(ALICE)).hasSize(2);
        assertThat(chat.slack.calls("chat.postMessage")).hasSize(3);
    }

    /** A client that has always a thread says that a message that begins one is in its own. */
    @Test
    void messageInItsOwnThreadBeginsIt() throws Exception {
        chat.write(message(ALICES, ROOT, "one", ROOT));
        chat.write(message(ALICES, SECOND, "two", ROOT));

        assertThat(chat.said(talk())).containsExactly("one", "two");
    }

    @Test
    void replyToAQuestionGoesOnInItsSession() throws Exception {
        chat.ask(new FeedbackKind.Approval(null, false));
        await().until(() -> chat.slack.calls("chat.postMessage").size() == 2);

        assertThat(chat.write(message(ALICES, SECOND, "What is it about?", SlackStandIn.TS)))
                .isEqualTo(200);

        assertThat(chat.said(chat.session)).containsExactly("What is it about?");
        assertThat(chat.talks(ALICE)).isEmpty();
        await().until(() -> chat.answers(SlackStandIn.TS).size() == 1);
    }

    @Test
    void replyToAnAnswerThatWasSentFromThePageGoesOnInItsSession() throws Exception {
        String first = "1700000009.000001";
        chat.parley.conversations().ask(ALICE, chat.session, "long ".repeat(900));
        chat.slack.answer(
                "chat.postMessage", "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}".formatted(SlackStandIn.DM, first));
        chat.model.next(ScriptedModel.say("A line.\n\n".repeat(500)));
        chat.parley.conversations().ask(ALICE, chat.session, "Tell me more.");
        chat.parley.channelChats().send(ALICE, chat.session, ChannelKind.SLACK);
        await().until(() -> !chat.answers(first).isEmpty());
        assertThat(chat.slack.calls("chat.postMessage").getFirst()).doesNotContainKey("thread_ts");
        awaitSent();

        chat.write(message(ALICES, SECOND, "Go on.", first));

        assertThat(chat.said(chat.session)).last().isEqualTo("Go on.");
        assertThat(chat.talks(ALICE)).isEmpty();
    }

    private void awaitSent() {
        await().until(() -> chat.storage
                .deliveries()
                .sessionOf(ALICE.user(), ChannelKind.SLACK, List.of(SlackStandIn.DM + "/1700000009.000001"))
                .isPresent());
    }

    @Test
    void messageThatComesAgainHasOneEffect() throws Exception {
        Map<String, Object> event = message(ALICES, ROOT, "once");
        for (int i = 0; i < 5; i++) {
            assertThat(chat.write(event)).isEqualTo(200);
        }
        await().until(() -> chat.answers(ROOT).size() == 1);

        // Another node, or this one after a restart, remembers nothing.
        try (SlackInbox other = new SlackInbox(
                chat.slack.settings(),
                chat.channel,
                chat.parley.channelAnswers(),
                chat.parley.channelChats(),
                chat.time)) {
            Payload again =
                    Payload.parse(new Gson().toJson(SlackChat.callback(event))).orElseThrow();
            assertThat(other.event(again).orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo(InboxReply.Taken.PLAIN);
        }

        assertThat(chat.talks(ALICE)).hasSize(1);
        assertThat(chat.said(talk())).containsExactly("once");
        chat.awaitRest();
        assertThat(chat.answers(ROOT)).hasSize(1);
    }

    @Test
    void whatNoPersonOfTheWorkspaceWroteToTheAppIsLeftAlone() throws Exception {
        List<String> changes = List.of(
                "bot_id=B0PARLEY",
                "app_id=A0PARLEY",
                "subtype=bot_message",
                "subtype=message_changed",
                "subtype=message_deleted",
                "subtype=message_replied",
                "subtype=channel_join",
                "subtype=of_tomorrow",
                "channel_type=channel",
                "channel_type=mpim",
                "channel_type=app_home",
                "type=app_mention",
                "user=USLACKBOT",
                "user=../U0ALICE",
                "team=T0ELSEWHERE",
                "user_team=T0ELSEWHERE",
                "source_team=T0ELSEWHERE",
                "text= ",
                "channel=../D1",
                "ts=now",
                "thread_ts=then");
        for (String change : changes) {
            Map<String, Object> event = message(ALICES, ROOT, "hello");
            event.put(change.substring(0, change.indexOf('=')), change.substring(change.indexOf('=') + 1));
            assertThat(chat.write(event)).as(change).isEqualTo(200);
            assertThat(chat.talks(ALICE)).as(change).isEmpty();
        }
        assertNothingHappened();
    }

    @Test
    void hiddenAndEditedMessagesAreLeftAlone() throws Exception {
        Map<String, Object> hidden = message(ALICES, ROOT, "hello");
        hidden.put("hidden", true);
        Map<String, Object> edited = message(ALICES, ROOT, "hello");
        edited.put("edited", Map.of("user", ALICES, "ts", SECOND));
        Map<String, Object> changed = message(ALICES, ROOT, "hello");
        changed.put("subtype", "message_changed");
        changed.put("message", message(ALICES, ROOT, "hello"));

        assertThat(chat.write(hidden)).isEqualTo(200);
        assertThat(chat.write(edited)).isEqualTo(200);
        assertThat(chat.write(changed)).isEqualTo(200);

        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread_broadcast", "me_message", "file_share"})
    void otherThingsThatPeopleWriteAreTaken(String subtype) throws Exception {
        Map<String, Object> event = message(ALICES, ROOT, "hello");
        event.put("subtype", subtype);

        assertThat(chat.write(event)).isEqualTo(200);

        assertThat(chat.said(talk())).containsExactly("hello");
    }

    private static Map<String, Object> changed(Map<String, Object> before, Map<String, Object> after) {
        Map<String, Object> event = message(ALICES, SECOND, "");
        event.remove("user");
        event.putAll(
                Map.of("subtype", "message_changed", "hidden", true, "message", after, "previous_message", before));
        return event;
    }

    @Test
    void whoEditsAMessageIsToldOnceAnHourThatItStaysAsItWas() throws Exception {
        Map<String, Object> before = message(ALICES, ROOT, "Ten");
        Map<String, Object> after = message(ALICES, ROOT, "Two");
        after.put("edited", Map.of("user", ALICES, "ts", SECOND));
        Map<String, Object> shown = message(ALICES, ROOT, "Ten");
        shown.put("attachments", List.of(Map.of("title", "A page")));
        Map<String, Object> ours = message("U0BOT", ROOT, "Two");
        ours.putAll(Map.of("bot_id", "B0BOT", "edited", Map.of("user", "U0BOT", "ts", SECOND)));

        assertThat(chat.write(changed(before, shown))).isEqualTo(200);
        assertThat(chat.write(changed(before, ours))).isEqualTo(200);
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
        assertThat(chat.write(changed(before, after))).isEqualTo(200);
        assertThat(chat.write(changed(before, after))).isEqualTo(200);

        assertThat(chat.whispered()).contains("as it was");
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).hasSize(1);
        assertThat(chat.slack.last("chat.postEphemeral")).containsEntry("user", ALICES);
        assertThat(chat.talks(ALICE)).isEmpty();
    }

    @Test
    void filesAreNamedAndAloneTheyAreNotTaken() throws Exception {
        Map<String, Object> event = message(ALICES, ROOT, "Read this.");
        event.put("subtype", "file_share");
        event.put("files", List.of(Map.of("name", "a.pdf"), Map.of("id", "F1")));
        assertThat(chat.write(event)).isEqualTo(200);
        assertThat(chat.said(talk())).containsExactly("Read this.\n\n[Files that cannot be read here: a.pdf, a file]");
        await().until(() -> !chat.answers(ROOT).isEmpty());
        assertThat(texts(chat.answers(ROOT).getLast())).contains("these were left out", "a.pdf, a file");

        Map<String, Object> alone = message(ALICES, SECOND, "");
        alone.put("files", List.of(Map.of("name", "a.pdf")));
        assertThat(chat.write(alone)).isEqualTo(200);
        await().until(() -> !chat.answers(SECOND).isEmpty());
        assertThat(texts(chat.answers(SECOND).getFirst())).contains("files cannot be read here");
        assertThat(chat.talks(ALICE)).hasSize(1);
    }

    @Test
    void whoIsNotMappedIsToldHowToBeOnceAnHour() throws Exception {
        assertThat(chat.write(message(UNKNOWN, ROOT, "hello"))).isEqualTo(200);
        assertThat(chat.whispered()).contains("does not know which of its users you are", UNKNOWN);
        assertThat(chat.slack.last("chat.postEphemeral"))
                .containsEntry("user", UNKNOWN)
                .containsEntry("channel", SlackStandIn.DM);

        for (int i = 0; i < 5; i++) {
            assertThat(chat.write(message(UNKNOWN, "170000001%d.000100".formatted(i), "hello")))
                    .isEqualTo(200);
        }
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).hasSize(1);

        chat.time.advance(Duration.ofHours(1));
        chat.write(message(UNKNOWN, SECOND, "hello"));
        await().until(() -> chat.slack.calls("chat.postEphemeral").size() == 2);
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postMessage")).isEmpty();
        assertThat(chat.storage.users().find(new UserId("nobody"))).isEmpty();
    }

    @Test
    void whatIsRefusedIsToldInItsThreadOnce() throws Exception {
        Map<String, Object> tooLong = message(ALICES, ROOT, "x".repeat(5_001));

        assertThat(chat.write(tooLong)).isEqualTo(200);
        assertThat(chat.write(tooLong)).isEqualTo(200);

        await().until(() -> !chat.answers(ROOT).isEmpty());
        chat.awaitRest();
        assertThat(chat.answers(ROOT)).hasSize(1);
        assertThat(texts(chat.answers(ROOT).getFirst())).contains("Your message was not taken");
        assertThat(chat.talks(ALICE)).isEmpty();
    }

    @Test
    void soManyAreToldInAnHour() {
        Hourly hourly = new Hourly(3, chat.time);
        assertThat(IntStream.range(0, 10).filter(i -> hourly.take("one")).count())
                .isEqualTo(3);
        assertThat(hourly.take("another")).isTrue();
        chat.time.advance(Duration.ofMinutes(59));
        assertThat(hourly.take("one")).isFalse();

        chat.time.advance(Duration.ofMinutes(1));

        assertThat(IntStream.range(0, 10).filter(i -> hourly.take("one")).count())
                .isEqualTo(3);
    }

    @Test
    void channelThatIsSwitchedOffIsNotUsed() throws Exception {
        ChannelAddress address = new ChannelAddress(ChannelKind.SLACK, ALICES);
        chat.storage
                .channels()
                .change(
                        ALICE.user(),
                        ChannelKind.SLACK,
                        before -> new UserChannel(ALICE.user(), address, 1, null, false, chat.time.instant()));

        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(200);

        await().until(() -> !chat.answers(ROOT).isEmpty());
        assertThat(texts(chat.answers(ROOT).getFirst())).contains("switched off");
        assertThat(chat.talks(ALICE)).isEmpty();
    }

    @Test
    void messageThatCannotBeStoredIsNotAcknowledgedAndIsTakenWhenItComesAgain() throws Exception {
        AtomicBoolean isAway = new AtomicBoolean(true);
        storage.before = method -> {
            if (isAway.get()) {
                throw WatchedStorage.unavailable();
            }
        };
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(503);
        isAway.set(false);
        chat.awaitRest();
        assertThat(chat.talks(ALICE)).isEmpty();

        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(200);

        assertThat(chat.said(talk())).containsExactly("hello");
        await().until(() -> chat.answers(ROOT).size() == 1);
    }

    @Test
    void messageWhoseSenderCannotBeLookedUpIsNotAcknowledged() throws Exception {
        chat.slack.refuse("auth.test", "internal_error");
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(503);
        assertNothingHappened();

        chat.slack.answer("auth.test", "{\"ok\":true,\"team_id\":\"%s\"}".formatted(SlackStandIn.TEAM));
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(200);
        assertThat(chat.said(talk())).containsExactly("hello");
    }

    @Test
    void defectIsNotAcknowledgedEither() throws Exception {
        storage.before = method -> {
            throw new IllegalStateException("broken, as the test wants it");
        };
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(503);
        storage.before = method -> {};
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(200);
    }

    /** Slack gives up after three seconds, and sends it again. */
    @Test
    void slowStorageIsNotWaitedForAndTheMessageIsTakenOnce() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        storage.before = method -> open.await();
        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(503);

        CompletableFuture<Integer> again = writeLater(message(ALICES, ROOT, "hello"));
        open.countDown();

        assertThat(again.join()).isEqualTo(200);
        assertThat(chat.talks(ALICE)).hasSize(1);
        assertThat(chat.said(talk())).containsExactly("hello");
    }

    @Test
    void quickMessagesOfOnePersonKeepTheirOrder() throws Exception {
        chat.write(message(ALICES, ROOT, "0"));
        for (int round = 1; round < 40; round += 2) {
            CountDownLatch open = new CountDownLatch(1);
            CountDownLatch reached = new CountDownLatch(1);
            storage.before = method -> {
                if (method.equals("sessionOfMessage")) {
                    reached.countDown();
                    open.await();
                }
            };
            CompletableFuture<Integer> first = writeLater(message(ALICES, ts(round), "" + round, ROOT));
            reached.await();
            CompletableFuture<Integer> second = writeLater(message(ALICES, ts(round + 1), "" + (round + 1), ROOT));
            soon().until(() -> chat.inbox.talkRoom() == SlackInbox.MOST_AT_ONCE - 2);
            open.countDown();
            assertThat(first.join()).isEqualTo(200);
            assertThat(second.join()).isEqualTo(200);
            soon().until(() -> chat.storage.sessions().openTurns(talk()).isEmpty());
        }

        assertThat(chat.said(talk()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, 40).mapToObj(String::valueOf).toList());
    }

    private static String ts(int number) {
        return "17000%05d.000100".formatted(number);
    }

    @Test
    void peopleDoNotWaitForEachOther() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        storage.before = method -> {
            if (method.equals("sessionOfMessage") && held.getAndIncrement() == 0) {
                open.await();
            }
        };
        CompletableFuture<Integer> slow = writeLater(message(ALICES, ROOT, "hello"));
        soon().until(() -> held.get() == 1);

        assertThat(chat.write(message(BOBS, SECOND, "hello"))).isEqualTo(200);
        assertThat(chat.talks(BOB)).hasSize(1);

        open.countDown();
        assertThat(slow.join()).isEqualTo(200);
    }

    /** Whoever writes without end fills neither the server nor the room of others. */
    @Test
    void floodOfOnePersonIsBounded() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        storage.before = method -> open.await();
        List<CompletableFuture<Integer>> flood = IntStream.range(0, 50)
                .mapToObj(i -> writeLater(message(ALICES, ts(i), "hello")))
                .toList();
        soon().until(() -> flood.stream().filter(CompletableFuture::isDone).count() >= 33);
        int room = chat.inbox.talkRoom();
        open.countDown();

        assertThat(room).isEqualTo(SlackInbox.MOST_AT_ONCE - 17);
        List<Integer> statuses = flood.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).contains(503).allMatch(status -> status == 200 || status == 503);
        chat.awaitRest();
        assertThat(chat.talks(ALICE)).hasSizeBetween(17, 50 - 17);
    }

    @Test
    void memberWhoIsKnownByEmailIsAnsweredInSlack() throws Exception {
        try (SlackChat byEmail = new SlackChat(true, stored -> stored)) {
            byEmail.reachable(new UserId("carol"), ChannelKind.EMAIL, "carol@example.com");
            byEmail.slack.answer(
                    "users.info",
                    "{\"ok\":true,\"user\":{\"id\":\"U0CAROL\",\"team_id\":\"%s\",\"is_email_confirmed\":true,\"profile\":{\"email\":\"Carol@Example.com\"}}}"
                            .formatted(SlackStandIn.TEAM));

            assertThat(byEmail.write(message("U0CAROL", ROOT, "hello"))).isEqualTo(200);

            await().until(() -> byEmail.answers(ROOT).size() == 1);
            assertThat(byEmail.slack.last("conversations.open")).containsEntry("users", "U0CAROL");
            assertThat(byEmail.talks(Caller.of("carol"))).hasSize(1);
        }
    }

    @Test
    void nothingIsTakenAfterTheEnd() throws Exception {
        chat.inbox.close();

        assertThat(chat.write(message(ALICES, ROOT, "hello"))).isEqualTo(503);
        assertThat(chat.talks(ALICE)).isEmpty();
    }
}
