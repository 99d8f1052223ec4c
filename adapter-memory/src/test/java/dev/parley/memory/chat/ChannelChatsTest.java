package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.ChannelChats;
import dev.parley.application.ChannelMessage;
import dev.parley.application.ChatResult;
import dev.parley.application.Parley;
import dev.parley.application.UserChange;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.ScriptedChannel;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryRateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conversations over email and Slack: where a message goes, whose it is, what comes back, and that nothing is said twice. */
class ChannelChatsTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final int MOST_MESSAGES = 60;
    private static final ChannelAddress ALICES = Reachable.address(ChannelKind.EMAIL, ALICE.user());

    private final FaultyStorage faults = new FaultyStorage();
    private final Chat chat = Chat.open(
            Chat.limits()
                    .activeSessionsPerUser(2)
                    .sessionRequestsPerMinute(0)
                    .messagesPerSession(MOST_MESSAGES)
                    .build(),
            faults::around);
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final ScriptedChannel email = new ScriptedChannel(ChannelKind.EMAIL);
    private final ScriptedChannel slack = new ScriptedChannel(ChannelKind.SLACK);
    private final Parley parley = node();
    private final ChannelChats chats = parley.channelChats();

    private Parley node() {
        return chat.node(builder -> builder.channel(email)
                .channel(slack)
                .answerTokens(tokens)
                .deliveries(Deliverers.settings(1, Duration.ofMinutes(30)))
                .rateLimiter(new InMemoryRateLimiter(() ->
                        Duration.between(Instant.EPOCH, chat.time.instant()).toNanos())));
    }

    ChannelChatsTest() {
        Reachable.over(chat.storage, ALICE.user(), ChannelKind.EMAIL, 1);
        Reachable.over(chat.storage, ALICE.user(), ChannelKind.SLACK, 2);
        Reachable.over(chat.storage, BOB.user(), ChannelKind.EMAIL, 1);
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private static ChannelMessage mail(String name, String subject, String text, String... thread) {
        return new ChannelMessage(
                ALICES, ALICES, new ChannelMessage.Vouched(), name, List.of(thread), subject, text, List.of());
    }

    private static ChannelMessage direct(String name, String text, String... thread) {
        ChannelAddress alice = Reachable.address(ChannelKind.SLACK, ALICE.user());
        return new ChannelMessage(
                alice, alice, new ChannelMessage.Vouched(), name, List.of(thread), "", text, List.of());
    }

    private SessionId taken(ChannelMessage message) {
        ChatResult result = chats.receive(message);
        assertThat(result).isInstanceOf(ChatResult.Taken.class);
        return ((ChatResult.Taken) result).session();
    }

    private static String refused(ChatResult result) {
        assertThat(result).isInstanceOf(ChatResult.Refused.class);
        return ((ChatResult.Refused) result).sentence();
    }

    private Outgoing.Answer answer(ScriptedChannel channel, int which) {
        Chat.await().until(() -> channel.taken().size() > which);
        return (Outgoing.Answer) channel.taken().get(which);
    }

    /** Where the first answer stands, once that is noted: until then nobody knows to what somebody answers there. */
    private String receipt(ScriptedChannel channel) {
        String receipt = "<%s@test>".formatted(answer(channel, 0).attempt());
        Chat.await()
                .until(() -> chat.storage
                        .deliveries()
                        .sessionOf(ALICE.user(), channel.kind(), List.of(receipt))
                        .isPresent());
        return receipt;
    }

    private List<String> texts(SessionId session) {
        return chat.messages(session).stream().map(Message::text).toList();
    }

    private Session session(SessionId id) {
        return chat.store().find(id).orElseThrow();
    }

    private List<DeliveryStatus> told(SessionId session) {
        return chat.events(session).stream()
                .map(event -> event.payload())
                .filter(EventPayload.AnswerDelivery.class::isInstance)
                .map(payload ->
                        ((EventPayload.AnswerDelivery) payload).delivery().status())
                .toList();
    }

    private static ChannelMessage withFiles(
            String name, String subject, String text, List<String> thread, String... files) {
        return new ChannelMessage(
                ALICES, ALICES, new ChannelMessage.Vouched(), name, thread, subject, text, List.of(files));
    }

    @Test
    void filesAreNamedToTheAgentAndLeftOutAsIsSaidBelowTheAnswer() {
        SessionId id = taken(withFiles("<1@a>", "Invoice", "", List.of(), "a`b.pdf\n", ""));

        String said = "Invoice\n\n[Files that cannot be read here: a b.pdf, a file]";
        assertThat(texts(id).getFirst()).isEqualTo(said);
        assertThat(answer(email, 0).text())
                .isEqualTo("You said: " + said
                        + "\n\n*Files cannot be read here, so these were left out:* `a b.pdf, a file`");
        String[] many =
                IntStream.range(0, 12).mapToObj(i -> i + "x".repeat(200)).toArray(String[]::new);
        taken(withFiles("<2@a>", "", "hi", List.of("<1@a>"), many));
        assertThat(texts(id).get(2)).contains("9xxx", "x… and 2 more]").doesNotContain("10xx");
    }

    @Test
    void filesAloneAreNotTaken() {
        assertThat(refused(chats.receive(withFiles("<1@a>", "Re: x", " ", List.of("<0@a>"), "a.pdf"))))
                .contains("files cannot be read");
        assertThat(chat.parley.sessions().current(ALICE)).isEmpty();
    }

    @Test
    void mailBeginsASessionAndTheWholeAnswerGoesBackInItsThread() {
        SessionId id = taken(mail("<1@a>", "Invoice 4711", "Please check it."));

        Outgoing.Answer answer = answer(email, 0);
        assertThat(answer.text()).isEqualTo("You said: Invoice 4711\n\nPlease check it.");
        assertThat(answer.address()).isEqualTo("alice@example.com");
        assertThat(answer.subject()).isEqualTo("Invoice 4711");
        assertThat(answer.place()).isEqualTo(new Receipt("<1@a>"));
        assertThat(session(id).owner()).isEqualTo(ALICE.user());
        assertThat(session(id).title().value()).isEqualTo("Invoice 4711");
        Chat.await().until(() -> told(id), List.of(DeliveryStatus.SENT)::equals);
        assertThat(chat.messages(id).getFirst())
                .isInstanceOfSatisfying(
                        UserMessage.class,
                        message -> assertThat(message.channel()).isEqualTo(ChannelKind.EMAIL));
    }

    @Test
    void whatTheSubjectSaysIsSaidOnce() {
        assertThat(texts(taken(mail("<1@a>", "What is on my list?", ""))).getFirst())
                .isEqualTo("What is on my list?");
        assertThat(texts(taken(mail("<2@a>", "Hello", "Hello you"))).getFirst()).isEqualTo("Hello you");
        assertThat(session(taken(direct("D1/1.0", "  One line\nand more  ")))
                        .title()
                        .value())
                .isEqualTo("One line");
    }

    @Test
    void threadGoesOnByWhatBeganItAndByWhatWasAnswered() {
        SessionId id = taken(mail("<1@a>", "Tea", "Green?"));
        String receipt = receipt(email);

        assertThat(taken(mail("<2@a>", "Re: Tea", "Or black?", "<1@a>"))).isEqualTo(id);
        assertThat(taken(mail("<3@a>", "Re: Tea", "Or none?", receipt))).isEqualTo(id);
        assertThat(taken(mail("<4@a>", "Tea", "Again?", "<unknown@b>"))).isNotEqualTo(id);

        answer(email, 3);
        assertThat(texts(id))
                .containsExactly(
                        "Tea\n\nGreen?",
                        "You said: Tea\n\nGreen?",
                        "Or black?",
                        "You said: Or black?",
                        "Or none?",
                        "You said: Or none?");
    }

    @Test
    void sameMessageAgainHasOneEffectAndOneAnswer() throws InterruptedException {
        List<ChatResult> results = Together.results(20, i -> chats.receive(mail("<1@a>", "Tea", "Green?")));

        assertThat(results).allMatch(results.getFirst()::equals);
        SessionId id = ((ChatResult.Taken) results.getFirst()).session();
        answer(email, 0);
        chat.quiet(id);
        assertThat(texts(id)).hasSize(2);
        assertThat(parley.sessions().list(ALICE, null, null, 10, 0).items()).hasSize(1);
        assertThat(chats.receive(mail("<1@a>", "Tea", "Green?"))).isEqualTo(results.getFirst());
        parley.housekeeping().sweep();
        assertThat(email.taken()).hasSize(1);
    }

    @Test
    void onlyWhoProvedTheAddressGetsIn() {
        ChannelAddress eves = Reachable.address(ChannelKind.EMAIL, Chat.EVE.user());
        chat.storage
                .channels()
                .change(
                        Chat.EVE.user(),
                        ChannelKind.EMAIL,
                        before -> new UserChannel(Chat.EVE.user(), eves, 1, null, true, null));

        assertThat(chats.receive(new ChannelMessage(
                        eves, eves, new ChannelMessage.Vouched(), "<1@e>", List.of(), "", "hi", List.of())))
                .isEqualTo(new ChatResult.UnknownSender());
        assertThat(parley.sessions().current(Chat.EVE)).isEmpty();
    }

    @Test
    void withoutTheChannelsWordOnlyTheOwnAddressProvesTheSender() {
        UserChannel alices = chat.storage.channels().of(ALICE.user()).getFirst();
        String own = tokens.mailbox(alices);
        String bobs = tokens.mailbox(chat.storage.channels().of(BOB.user()).getFirst());

        for (List<String> forged : List.of(
                List.<String>of(),
                List.of(bobs),
                List.of(own.substring(1) + "a"),
                List.of(""),
                List.of("x".repeat(5_000)))) {
            assertThat(chats.receive(addressed(forged))).isEqualTo(new ChatResult.Unproven(own));
        }
        assertThat(parley.sessions().current(ALICE)).isEmpty();
        assertThat(chats.receive(addressed(List.of("noise", own)))).isInstanceOf(ChatResult.Taken.class);

        // Whoever confirms the address anew has another one from then on.
        chat.time.advance(Duration.ofDays(1));
        UserChannel anew = new UserChannel(ALICE.user(), ALICES, 1, null, true, chat.time.instant());
        chat.storage.channels().change(ALICE.user(), ChannelKind.EMAIL, before -> anew);
        assertThat(chats.receive(addressed(List.of(own)))).isInstanceOf(ChatResult.Unproven.class);
    }

    private static ChannelMessage addressed(List<String> tokens) {
        return new ChannelMessage(
                ALICES, ALICES, new ChannelMessage.Addressed(tokens), "<9@a>", List.of(), "", "hi", List.of());
    }

    @Test
    void whoMayNotComeInOrSwitchedTheChannelOffIsToldSo() {
        UserChannel off = new UserChannel(ALICE.user(), ALICES, 1, null, false, Instant.EPOCH);
        chat.storage.channels().change(ALICE.user(), ChannelKind.EMAIL, before -> off);
        parley.users().change(ROOT, BOB.user(), new UserChange(null, true));
        ChannelAddress bobs = Reachable.address(ChannelKind.EMAIL, BOB.user());

        assertThat(refused(chats.receive(mail("<1@a>", "", "hi")))).contains("switched off");
        assertThat(chats.receive(addressed(List.of("forged")))).isEqualTo(new ChatResult.UnknownSender());
        assertThat(refused(chats.receive(new ChannelMessage(
                        bobs, bobs, new ChannelMessage.Vouched(), "<1@b>", List.of(), "", "hi", List.of()))))
                .startsWith("Your message was not taken. ");
        assertThat(parley.sessions().current(ALICE)).isEmpty();
        assertThat(parley.sessions().current(BOB)).isEmpty();
    }

    @Test
    void whatIsEmptyOrTooLongIsRefusedWithTheRule() {
        assertThat(refused(chats.receive(mail("<1@a>", "", " \n ")))).contains("nothing in it but what was quoted");
        assertThat(refused(chats.receive(mail("<2@a>", "", "x".repeat(5_001))))).contains("1 to 5000");
        assertThat(parley.sessions().current(ALICE)).isEmpty();
    }

    @Test
    void whoseConversationIsTooLongIsToldToBeginAnother() {
        SessionId id = taken(mail("<0@a>", "Tea", ""));
        for (int turn = 1; turn < MOST_MESSAGES / 2; turn++) {
            taken(mail("<%d@a>".formatted(turn), "Re: Tea", "More", "<0@a>"));
            answer(email, turn);
            chat.time.advance(Duration.ofSeconds(10));
        }
        chat.quiet(id);

        assertThat(refused(chats.receive(mail("<last@a>", "Re: Tea", "More", "<0@a>"))))
                .contains("begin a new one, outside of this thread");
        assertThat(taken(mail("<new@a>", "Tea", "More"))).isNotEqualTo(id);
    }

    @Test
    void channelHasALimitOfItsOwnInAMinute() {
        int allowed = chat.limits.channelRequestsPerMinute();
        for (int i = 0; i < allowed; i++) {
            taken(mail("<" + i + "@a>", "", "hi", "<thread@a>"));
            chat.quiet(parley.sessions().current(ALICE).orElseThrow());
            chat.time.advance(Duration.ofMillis(1));
        }

        assertThat(refused(chats.receive(mail("<more@a>", "", "hi", "<thread@a>"))))
                .contains("over this channel");
        assertThat(taken(mail("<0@a>", "", "hi", "<thread@a>"))).isNotNull();
        assertThat(taken(direct("D1/1.0", "hi"))).isNotNull();
    }

    @Test
    void conversationThatEndedGoesOnInANewSessionWithItsHistory() {
        SessionId first = taken(mail("<1@a>", "Tea", "Green?"));
        answer(email, 0);
        chat.quiet(first);
        parley.sessions().end(ALICE, first);

        SessionId second = taken(mail("<2@a>", "Re: Tea", "Or black?", "<1@a>"));
        answer(email, 1);
        chat.quiet(second);
        SessionId third = taken(mail("<3@a>", "Re: Tea", "Or none?", "<1@a>"));

        assertThat(second).isNotEqualTo(first);
        assertThat(third).isEqualTo(second);
        answer(email, 2);
        assertThat(texts(second))
                .startsWith("Tea\n\nGreen?", "You said: Tea\n\nGreen?", "Or black?", "You said: Or black?", "Or none?");
        assertThat(session(second).title().value()).isEqualTo("Tea");
    }

    @Test
    void newConversationPausesTheOldestIfThereAreTooMany() {
        SessionId first = taken(mail("<1@a>", "One", ""));
        chat.time.advance(Duration.ofSeconds(1));
        taken(mail("<2@a>", "Two", ""));
        chat.time.advance(Duration.ofSeconds(1));
        taken(mail("<3@a>", "Three", ""));
        chat.quiet(first);
        chat.time.advance(Duration.ofSeconds(1));

        assertThat(taken(mail("<4@a>", "Re: One", "More", "<1@a>"))).isEqualTo(first);
        assertThat(session(first).status().countsAsActive()).isTrue();
    }

    @Test
    void whoeverLostTheSessionGetsNeitherInNorAnAnswer() {
        SessionId bobs = chat.session(BOB);
        parley.sessions().share(BOB, bobs, ALICE.user(), Access.EDITOR);
        parley.conversations().post(BOB, bobs, Chat.message("hello"));
        chat.quiet(bobs);
        parley.channelChats().send(ALICE, bobs, ChannelKind.EMAIL);
        String receipt = receipt(email);
        Gate gate = Gate.closed();
        chat.model.next(script(gate, say("secret")));
        assertThat(taken(mail("<1@a>", "", "and?", receipt))).isEqualTo(bobs);

        parley.sessions().unshare(BOB, bobs, ALICE.user());
        gate.open();

        Chat.await().until(() -> told(bobs).getLast(), DeliveryStatus.FAILED::equals);
        assertThat(email.taken()).hasSize(1);
        assertThat(taken(mail("<2@a>", "", "and?", receipt))).isNotEqualTo(bobs);
    }

    @Test
    void viewerCannotWriteByChannelEither() {
        SessionId bobs = chat.session(BOB);
        parley.sessions().share(BOB, bobs, ALICE.user(), Access.EDITOR);
        parley.conversations().post(BOB, bobs, Chat.message("hello"));
        chat.quiet(bobs);
        chats.send(ALICE, bobs, ChannelKind.EMAIL);
        String receipt = receipt(email);

        parley.sessions().share(BOB, bobs, ALICE.user(), Access.VIEWER);
        refused(chats.receive(mail("<1@a>", "", "and?", receipt)));
        assertThat(texts(bobs)).hasSize(2);
    }

    /** Page, Slack, email, page: one history in order, and each answer where its question came from. */
    @Test
    void conversationMovesBetweenThePageSlackAndEmail() {
        SessionId id = chat.session();
        parley.conversations().post(ALICE, id, Chat.message("one"));
        chat.quiet(id);
        chats.send(ALICE, id, ChannelKind.SLACK);
        String inSlack = receipt(slack);
        assertThat(taken(direct("D1/2.0", "two", inSlack))).isEqualTo(id);
        assertThat(answer(slack, 1).place()).isEqualTo(new Receipt("D1/2.0"));
        chat.quiet(id);
        chats.send(ALICE, id, ChannelKind.EMAIL);
        String byMail = receipt(email);
        assertThat(taken(mail("<3@a>", "Re:", "three", byMail))).isEqualTo(id);
        answer(email, 1);
        chat.quiet(id);
        parley.conversations().post(ALICE, id, Chat.message("four"));
        chat.quiet(id);

        assertThat(texts(id))
                .containsExactly(
                        "one",
                        "You said: one",
                        "two",
                        "You said: two",
                        "three",
                        "You said: three",
                        "four",
                        "You said: four");
        assertThat(chat.messages(id).stream()
                        .filter(UserMessage.class::isInstance)
                        .map(message -> ((UserMessage) message).channel()))
                .containsExactly(ChannelKind.WEB, ChannelKind.SLACK, ChannelKind.EMAIL, ChannelKind.WEB);
        assertThat(slack.taken()).hasSize(2);
        assertThat(email.taken()).hasSize(2);
    }

    @Test
    void answerUnderWayIsSentOnceItIsComplete() {
        SessionId id = chat.session();
        Gate gate = Gate.closed();
        chat.model.next(script(say("half "), gate, say("whole")));
        parley.conversations().post(ALICE, id, Chat.message("one"));

        assertThat(chats.send(ALICE, id, ChannelKind.EMAIL).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(chats.send(ALICE, id, ChannelKind.EMAIL).status()).isEqualTo(DeliveryStatus.PENDING);
        gate.open();

        assertThat(answer(email, 0).text()).isEqualTo("half whole");
        Chat.await().until(() -> told(id), List.of(DeliveryStatus.PENDING, DeliveryStatus.SENT)::equals);
        chats.send(ALICE, id, ChannelKind.EMAIL);
        assertThat(answer(email, 1).text()).isEqualTo("half whole");
    }

    @Test
    void answerThatIsSentAgainKeepsItsThreadAndWhatItLedTo() {
        SessionId written = taken(mail("<1@a>", "Tea", "Green?"));
        answer(email, 0);
        Chat.await().until(() -> told(written).size() == 1);
        chats.send(ALICE, written, ChannelKind.EMAIL);
        assertThat(answer(email, 1).place()).isEqualTo(new Receipt("<1@a>"));
        assertThat(taken(mail("<2@a>", "Re: Tea", "Or black?", "<1@a>"))).isEqualTo(written);
        answer(email, 2);
        chat.quiet(written);

        SessionId begun = chat.session();
        chat.post(begun, "one");
        chat.quiet(begun);
        chats.send(ALICE, begun, ChannelKind.SLACK);
        Receipt first = new Receipt("<%s@test>".formatted(answer(slack, 0).attempt()));
        Chat.await().until(() -> told(begun).contains(DeliveryStatus.SENT));
        chats.send(ALICE, begun, ChannelKind.SLACK);
        assertThat(answer(slack, 1).place()).isEqualTo(first);
        assertThat(taken(direct("D1/9.0", "two", first.value()))).isEqualTo(begun);
    }

    /** The first try arrived, too, although nobody could tell. */
    @Test
    void threadIsKnownByWhicheverMailBeganIt() {
        SessionId id = chat.session();
        chat.post(id, "one");
        chat.quiet(id);
        email.next(mail -> {
            email.take(mail, new Receipt("<first@test>"));
            throw UndeliveredException.uncertain("The line broke off.");
        });

        chats.send(ALICE, id, ChannelKind.EMAIL);
        Receipt thread = answer(email, 0).thread();
        Chat.await().until(() -> {
            chat.time.advance(Duration.ofMinutes(10));
            parley.housekeeping().sweep();
            return email.taken().size() > 1;
        });

        assertThat(answer(email, 1).thread()).isEqualTo(thread);
        assertThat(taken(mail("<1@a>", "Re: Tea", "two", thread.value(), "<first@test>")))
                .isEqualTo(id);
        assertThat(taken(mail("<2@a>", "Re: Tea", "three", thread.value()))).isEqualTo(id);
    }

    @Test
    void onlyWhatIsThereCanBeSentAndOnlyWherePeopleCanBeReached() {
        SessionId empty = chat.session();
        SessionId bobs = chat.session(BOB);

        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> chats.send(ALICE, empty, ChannelKind.EMAIL))
                .withMessageContaining("write something first");
        assertThatExceptionOfType(ChatException.NotFound.class)
                .isThrownBy(() -> chats.send(ALICE, bobs, ChannelKind.EMAIL));
        chat.post(empty, "one");
        chat.quiet(empty);
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> chats.send(ALICE, empty, ChannelKind.WEBHOOK));
        Reachable.notAnyMore(chat.storage, ALICE.user(), ChannelKind.SLACK);
        assertThatExceptionOfType(ChatException.NotFound.class)
                .isThrownBy(() -> chats.send(ALICE, empty, ChannelKind.SLACK));
    }

    @Test
    void failureAndStopAreToldToo() {
        chat.model.next(script(
                say("Well"),
                fail(new ChatException.Unavailable(ErrorCode.MODEL_UNAVAILABLE, "It broke.", Duration.ZERO))));
        taken(mail("<1@a>", "", "one"));
        assertThat(answer(email, 0).text()).startsWith("Well\n\n*The agent could not answer: ");

        Gate never = Gate.closed();
        chat.model.next(script(say("Hm"), never));
        SessionId id = taken(mail("<2@a>", "", "two"));
        Chat.await().until(() -> parley.runningTurns() == 1);
        parley.turns().stop(ALICE, id, null);
        assertThat(answer(email, 1).text()).contains("*The answer was stopped.*");
    }

    @Test
    void answerIsTriedForADayAndThenGivenUp() {
        email.usually(ScriptedChannel.unavailable("The mail server is down."));
        SessionId id = taken(mail("<1@a>", "", "one"));
        for (int hour = 0; hour < 23; hour++) {
            pass(Duration.ofHours(1));
        }
        assertThat(email.tried().size()).isGreaterThan(10);
        assertThat(told(id)).isEmpty();

        email.usually(ScriptedChannel.Behaviour.TAKE);
        pass(Duration.ofMinutes(30));
        Chat.await().until(() -> told(id), List.of(DeliveryStatus.SENT)::equals);

        email.usually(ScriptedChannel.unavailable("The mail server is down."));
        SessionId other = taken(mail("<2@a>", "", "two"));
        for (int hour = 0; hour < 26; hour++) {
            pass(Duration.ofHours(1));
        }
        Chat.await().until(() -> told(other), List.of(DeliveryStatus.FAILED)::equals);
    }

    private void pass(Duration time) {
        Chat.await().until(() -> chat.storage.deliveries().due(1).isEmpty() && parley.runningTurns() == 0);
        chat.time.advance(time);
        parley.housekeeping().sweep();
    }

    @Test
    void addressThatIsNotTheirsAnyMoreGetsNoAnswer() {
        Gate gate = Gate.closed();
        chat.model.next(script(gate, say("secret")));
        SessionId id = taken(mail("<1@a>", "", "one"));
        Reachable.notAnyMore(chat.storage, ALICE.user(), ChannelKind.EMAIL);
        gate.open();

        Chat.await().until(() -> told(id), List.of(DeliveryStatus.FAILED)::equals);
        assertThat(email.tried()).isEmpty();
    }

    @Test
    void whoIsKnownByAnotherAddressIsAnsweredWhereTheyWrote() {
        ChannelAddress unknown = new ChannelAddress(ChannelKind.SLACK, "U999");
        ChannelMessage message = new ChannelMessage(
                unknown, ALICES, new ChannelMessage.Vouched(), "D9/1.0", List.of(), "", "one", List.of());

        SessionId id = taken(message);

        assertThat(answer(slack, 0).address()).isEqualTo("U999");
        assertThat(session(id).owner()).isEqualTo(ALICE.user());
        assertThat(email.tried()).isEmpty();
    }

    @Test
    void answerOfAnotherNodesTurnIsFoundByTheSweep() {
        Parley other = node();
        Gate gate = Gate.closed();
        chat.model.next(script(gate, say("at last")));
        SessionId id = taken(mail("<1@a>", "", "one"));
        Chat.await().until(() -> chat.model.prompts().size() == 1);
        chat.model.next(script(say("at last")));
        chat.drainAllBut(other);
        Chat.await().until(() -> chat.store().openTurns(id).isEmpty());

        other.housekeeping().sweep();

        assertThat(answer(email, 0).text()).isEqualTo("at last");
        assertThat(email.taken()).hasSize(1);
    }

    @Test
    void storageThatIsAwayIsNoRefusal() {
        faults.unreachable.set(true);
        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(() -> chats.receive(mail("<1@a>", "", "one")));
        faults.unreachable.set(false);

        assertThat(taken(mail("<1@a>", "", "one"))).isNotNull();
    }

    @Test
    void whatBeginsInTwoStepsGoesOnAfterTheFirst() {
        onlyBegun(mail("<1@a>", "Tea", "Green?"));
        SessionId first = taken(mail("<1@a>", "Tea", "Green?"));
        answer(email, 0);
        chat.quiet(first);
        assertThat(parley.sessions().list(ALICE, null, null, 10, 0).items()).hasSize(1);
        parley.sessions().end(ALICE, first);

        onlyBegun(mail("<2@a>", "Re: Tea", "Or black?", "<1@a>"));
        SessionId second = taken(mail("<2@a>", "Re: Tea", "Or black?", "<1@a>"));

        answer(email, 1);
        assertThat(texts(second)).startsWith("Tea\n\nGreen?", "You said: Tea\n\nGreen?", "Or black?");
        assertThat(parley.sessions().list(ALICE, null, null, 10, 0).items()).hasSize(2);
    }

    /** The session has begun, and then the storage is away. */
    private void onlyBegun(ChannelMessage message) {
        faults.changesLeft.set(1);
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> chats.receive(message));
        faults.changesLeft.set(Integer.MAX_VALUE);
    }

    @Test
    void whatWasBegunAndEndedByHandIsLeftAlone() {
        ChannelMessage message = mail("<1@a>", "Tea", "Green?");
        onlyBegun(message);
        SessionId begun = parley.sessions().current(ALICE).orElseThrow();
        parley.sessions().delete(ALICE, begun);

        assertThat(taken(message)).isNotEqualTo(begun);
    }

    @Test
    void ownAddressIsShownToItsOwnerAlone() {
        UserChannel alices = chat.storage.channels().of(ALICE.user()).getFirst();

        assertThat(parley.channels().mailbox(BOB, alices)).isEmpty();
        assertThat(parley.channels().mailbox(ROOT, alices)).isEmpty();
        assertThat(parley.channels().mailbox(ALICE, alices)).contains(tokens.mailbox(alices) + "@test");
    }
}
