package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.AskFeedback;
import dev.parley.application.PostMessage;
import dev.parley.application.StartSession;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.TextPattern;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.client.Backoff;
import dev.parley.launcher.client.ClientSettings;
import dev.parley.launcher.client.ClientTiming;
import dev.parley.launcher.live.CuttableLine;
import dev.parley.launcher.live.LiveServer;
import dev.parley.launcher.live.SlowModel.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person at a screen, a chat, and a real server over a line that breaks. */
class ChatTest {
    private static final ClientTiming BRISK = new ClientTiming(
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private static final Caller ALICE = Caller.of("alice");
    private static final String MESSAGE = "> ";

    private final LiveServer server = LiveServer.start();
    private final CuttableLine line = new CuttableLine(server.port());
    private final ScriptedScreen screen = new ScriptedScreen();
    private final AtomicLong nanos = new AtomicLong();
    private CompletableFuture<Outcome> end = CompletableFuture.completedFuture(null);

    @AfterEach
    void close() throws IOException {
        screen.pressCtrlD();
        line.close();
        server.close();
    }

    private void start(String session) {
        start(line.address(), server.token("alice"), session);
    }

    private void start(URI address, String token, String session) {
        ChatOptions options =
                new ChatOptions(new ClientSettings(address, () -> token, BRISK), session, null, "Get another token.");
        Chat chat = new Chat(options, screen, new Chat.Clock(InstantSource.system(), ZoneOffset.UTC, nanos::get));
        end = CompletableFuture.supplyAsync(chat::run, Thread::startVirtualThread);
    }

    /** Begins with a new session; returns its id. */
    private String begin() {
        start(null);
        return idIn(screen.awaitLine("-- A new chat: session "));
    }

    private static String idIn(String text) {
        return text.replaceAll(".*session ([0-9a-f-]{36}).*", "$1");
    }

    private Outcome outcome() {
        return end.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private String newSession() {
        return server.parley
                .sessions()
                .start(ALICE, StartSession.PLAIN)
                .session()
                .id()
                .toString();
    }

    private void post(String user, String session, String text) {
        server.parley
                .conversations()
                .post(
                        Caller.of(user),
                        SessionId.parse(session),
                        new PostMessage(
                                new MessageId(UUID.randomUUID()),
                                UserText.parse(text, LiveServer.ROOMY),
                                IfBusy.ENQUEUE));
    }

    private List<String> stored(String session) {
        return server.messages("alice", session).stream().map(Message::text).toList();
    }

    // Conversation.

    @Test
    void answersStreamAndStay() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once\nupon ");
        screen.awaitStreamed("upon ");
        screen.awaitStatus("answering");

        answer.say("a time.").end();

        screen.awaitLine("upon a time.");
        screen.awaitStatus("");
        assertThat(screen.lines()).containsSubsequence("Once", "upon a time.").doesNotContain("alice> Tell me");
        assertThat(stored(session)).containsExactly("Tell me", "Once\nupon a time.");
    }

    @Test
    void lineTypedBeforeThereIsASessionIsSaid() {
        screen.type("Early");
        begin();

        screen.awaitLine("You said: Early");
    }

    @Test
    void messageWhileBusyIsQueuedAndSaidSo() throws Exception {
        Answer answer = server.model.next();
        begin();
        screen.type("First");
        answer.awaitAsked().say("Wait");
        screen.type("Second");
        screen.awaitLine("-- Queued, 1 ahead of it.");
        screen.awaitStatus("answering, 1 queued");

        answer.say(" for it.").end();

        screen.awaitLine("You said: Second");
        assertThat(screen.lines()).containsSubsequence("Wait for it.", "-- Now to: Second", "You said: Second");
    }

    @Test
    void whatOthersSayIsShownWithTheirNames() {
        String session = begin();
        server.parley.sessions().share(ALICE, SessionId.parse(session), new UserId("bob"), Access.EDITOR);

        post("bob", session, "Me, too");

        screen.awaitLine("bob> Me, too");
        screen.awaitLine("You said: Me, too");
    }

    @Test
    void failedAnswerIsSaidSo() throws Exception {
        Answer answer = server.model.next();
        begin();
        screen.type("Hello");
        answer.awaitAsked().say("I was about to").fail();

        screen.awaitLine("I was about to");
        screen.awaitLine("! No answer: The model has gone for a walk.");
    }

    @Test
    void refusedMessageIsSaidSo() {
        begin();
        screen.type("x".repeat(5_001));

        screen.awaitLine("! Not sent: ");
    }

    @Test
    void commandsAreCarriedOutAndUnknownOnesRefused() {
        begin();
        screen.type("/help");
        screen.awaitLine("/status");
        screen.type("/quti");

        assertThat(screen.awaitLine("! ")).contains("quti").endsWith(":help lists the commands of the terminal.");
    }

    // Stop and quit.

    @Test
    void ctrlCStopsTheAnswerAndKeepsWhatIsTyped() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once upon");
        screen.awaitStreamed("Once upon");

        screen.pressCtrlC("half a li");

        screen.awaitLine("Once upon");
        screen.awaitLine("-- Stopped.");
        assertThat(screen.prefilled()).isEqualTo("half a li");
        assertThat(stored(session)).containsExactly("Tell me", "Once upon");
        screen.type("Still here?");
        screen.awaitLine("You said: Still here?");
    }

    @Test
    void ctrlCTwiceInAMomentQuits() throws Exception {
        Answer answer = server.model.next();
        begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once upon");
        screen.awaitStreamed("Once upon");
        screen.pressCtrlC("");
        nanos.addAndGet(Duration.ofMillis(1_900).toNanos());

        screen.pressCtrlC("");

        assertThat(outcome().done()).isTrue();
    }

    @Test
    void ctrlCDropsTheLineAndQuitsIfThereIsNone() {
        begin();
        screen.pressCtrlC("half a li");
        screen.awaitIdle();
        nanos.addAndGet(Duration.ofMillis(2_100).toNanos());
        screen.pressCtrlC("another half");
        screen.awaitIdle();
        nanos.addAndGet(Duration.ofMillis(2_100).toNanos());
        screen.type("Still here?");
        screen.awaitLine("You said: Still here?");

        screen.pressCtrlC("");

        assertThat(outcome().done()).isTrue();
    }

    @Test
    void endingTellsHowToGoOn() {
        String session = begin();
        screen.type("Hello");
        screen.awaitLine("You said: Hello");

        screen.pressCtrlD();

        assertThat(outcome())
                .isEqualTo(
                        new Outcome(true, "\"parley chat --session %s\" goes on with this chat.".formatted(session)));
        assertThat(stored(session)).hasSize(2);
    }

    @Test
    void endingInMidAnswerSaysThatItGoesOn() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Hello");
        answer.awaitAsked().say("Well");
        screen.awaitStreamed("Well");

        screen.type(":quit");

        assertThat(outcome().lastWord()).startsWith("The answer goes on at the server; ");
        answer.say(" then.").end();
        await().atMost(ScriptedScreen.PATIENCE).until(() -> stored(session).contains("Well then."));
    }

    @Test
    void sessionInWhichNothingWasSaidIsNotKept() {
        String session = begin();
        screen.pressCtrlD();

        assertThat(outcome()).isEqualTo(new Outcome(true, ""));
        assertThat(server.parley.sessions().current(ALICE)).isEmpty();
        assertThat(session).isNotEmpty();
    }

    // Lost connections.

    @Test
    void cutInMidAnswerShowsEverythingOnce() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once upon a ");
        screen.awaitStreamed("Once upon a ");
        line.cut();
        screen.awaitLine("! The connection is lost; trying again.");
        screen.awaitStatus("offline");
        answer.say("time there ").say("was a line.").end();
        await().atMost(ScriptedScreen.PATIENCE).until(() -> stored(session).size() == 2);

        line.mend();

        screen.awaitLine("Once upon a time there was a line.");
        assertThat(screen.awaitLine("-- Reconnected")).matches("-- Reconnected, caught up [0-9]+ events\\.");
        assertThat(stored(session).getLast()).isEqualTo("Once upon a time there was a line.");
        assertThat(String.join("\n", screen.lines())).containsOnlyOnce("Once upon a");
    }

    @Test
    void whatIsTypedOfflineIsSentOnce() {
        String session = begin();
        line.cut();
        screen.awaitLine("! The connection is lost; trying again.");
        screen.type("Are you there?");
        screen.awaitLine("-- Offline; it is sent as soon as there is a connection.");

        line.mend();

        screen.awaitLine("You said: Are you there?");
        assertThat(stored(session)).containsExactly("Are you there?", "You said: Are you there?");
    }

    @Test
    void stillUnfinishedAnswerGoesOnAfterAReset() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once upon a ");
        screen.awaitStreamed("Once upon a ");
        line.cut();
        screen.awaitLine("! The connection is lost; trying again.");
        server.publish("alice", session, 150);

        line.mend();

        screen.awaitLine("-- Reconnected; not all that was missed is kept, so this is how things are now.");
        answer.say("time.").end();
        screen.awaitLine("time.");
        assertThat(String.join("", screen.lines()))
                .contains("Once upon a ", "time.")
                .containsOnlyOnce("Once upon a");
    }

    @Test
    void answerThatEndedMeanwhileIsCompletedAfterAReset() throws Exception {
        Answer answer = server.model.next();
        String session = begin();
        screen.type("Tell me");
        answer.awaitAsked().say("Once upon a ");
        screen.awaitStreamed("Once upon a ");
        line.cut();
        screen.awaitLine("! The connection is lost; trying again.");
        answer.say("time.").end();
        await().atMost(ScriptedScreen.PATIENCE).until(() -> stored(session).contains("Once upon a time."));
        server.publish("alice", session, 150);

        line.mend();

        screen.awaitLine("-- Reconnected; not all that was missed is kept, so this is how things are now.");
        screen.type("And?");
        screen.awaitLine("You said: And?");
        assertThat(String.join("", screen.lines())).contains("time.").containsOnlyOnce("Once upon a");
        assertThat(screen.lines()).doesNotContain("alice> Tell me");
    }

    @Test
    void sessionThatIsGoneIsLeft() {
        String session = begin();
        screen.type("Hello");
        screen.awaitLine("You said: Hello");
        line.cut();
        server.parley.sessions().delete(ALICE, SessionId.parse(session));
        line.mend();
        screen.awaitLine("! This chat is gone: ");

        screen.type("Hello?");

        screen.awaitLine("! There is no chat here; :new starts one, :sessions lists yours.");
        screen.type(":new Again");
        screen.awaitLine("-- A new chat: session ");
    }

    @Test
    void serverThatIsNotThereEndsWithASentence() {
        line.cut();
        start(null);

        assertThat(outcome())
                .isEqualTo(new Outcome(
                        false,
                        "There is no server at %s; start one with \"parley\", or say where it is with --url."
                                .formatted(line.address())));
    }

    @Test
    void tokenThatIsNotTakenEndsWithASentence() {
        start(line.address(), "not.a.token", null);

        assertThat(outcome()).isEqualTo(new Outcome(false, "Get another token."));
    }

    @Test
    void unknownSessionEndsWithASentence() {
        start("0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f");

        assertThat(outcome().done()).isFalse();
        assertThat(outcome().lastWord()).contains("session");
    }

    // Questions.

    private String askToDelete(String arguments) throws Exception {
        Answer answer = server.model.next();
        Answer after = server.model.next();
        screen.type("Delete it");
        answer.awaitAsked().say("One moment.").call("delete_task", arguments).end();
        after.say("Very well.").end();
        screen.awaitLine("Approval needed to call delete_task with these arguments:");
        return screen.prompt().subject();
    }

    @Test
    void approvalShowsTheExactArgumentsAndItsEnd() throws Exception {
        begin();
        askToDelete("{\"number\": 1,  \"reason\":\"\\u202eevil\"}");

        screen.awaitLine("{\"number\": 1,  \"reason\":\"\\u202eevil\"}");
        assertThat(screen.awaitLine("y approves"))
                .matches("y approves, e changes the arguments first, n refuses, n REASON says why; :later leaves it for"
                        + " later\\. It waits until 20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d, 47 h 59 min more\\.");
        screen.awaitPrompt("approve? (y/e/n) > ");
        screen.awaitStatus("waiting for an answer");
    }

    @Test
    void approvedCallIsMade() throws Exception {
        begin();
        askToDelete("{\"number\":1}");
        screen.awaitPrompt("approve? (y/e/n) > ");

        screen.type("y");

        screen.awaitLine("-- You: approved");
        screen.awaitLine("* delete_task {\"number\":1}: ");
        screen.awaitLine("Very well.");
        screen.awaitPrompt(MESSAGE);
    }

    @Test
    void refusedCallIsNotMade() throws Exception {
        String session = begin();
        askToDelete("{\"number\":1}");

        screen.type("n it is mine");

        screen.awaitLine("-- You: refused: it is mine");
        screen.awaitLine("Very well.");
        assertThat(stored(session)).anySatisfy(text -> assertThat(text).contains("it is mine"));
    }

    @Test
    void argumentsAreChangedBeforeTheCall() throws Exception {
        begin();
        askToDelete("{\"number\":1}");
        screen.type("e");
        screen.awaitPrompt("arguments > ");
        assertThat(screen.prompt().initial()).isEqualTo("{\"number\":1}");
        screen.type("{\"number\":");
        screen.awaitLine("! The arguments have to be a JSON object");
        await().until(() -> screen.prompt().initial().equals("{\"number\":"));

        screen.type("{\"number\":7}");

        screen.awaitLine("-- You: approved with {\"number\":7}");
        screen.awaitLine("* delete_task {\"number\":7}: ");
    }

    @Test
    void questionIsLeftForLaterAndTakenUpAgain() throws Exception {
        begin();
        askToDelete("{\"number\":1}");
        screen.pressCtrlC("");
        screen.awaitLine("-- Left for later; :answer takes it up again.");
        screen.awaitPrompt(MESSAGE);
        screen.type("Meanwhile");
        screen.awaitLine("-- Queued, 1 ahead of it.");

        screen.type(":answer");
        screen.awaitPrompt("approve? (y/e/n) > ");
        screen.type("no");

        screen.awaitLine("You said: Meanwhile");
    }

    @Test
    void lineForAQuestionThatHasEndedIsNotSent() throws Exception {
        String session = begin();
        String subject = askToDelete("{\"number\":1}");
        server.parley
                .feedback()
                .respond(
                        ALICE,
                        SessionId.parse(session),
                        FeedbackRequestId.parse(subject),
                        UUID.randomUUID(),
                        new FeedbackAnswer.Decision(true, null, null));
        screen.awaitLine("-- You: approved");

        screen.type("n because", subject);

        screen.awaitLine("-- That question has ended meanwhile; nothing was sent.");
        assertThat(stored(session)).doesNotContain("n because");
    }

    @Test
    void answerGivenOfflineCountsOnce() throws Exception {
        begin();
        askToDelete("{\"number\":1}");
        line.cut();
        screen.awaitLine("! The connection is lost; trying again.");
        screen.type("y");
        screen.awaitLine("-- Offline; it is sent as soon as there is a connection.");

        line.mend();

        screen.awaitLine("-- You: approved");
        screen.awaitLine("Very well.");
    }

    private void ask(String session, AskFeedback question) {
        server.parley.feedback().ask(ALICE, SessionId.parse(session), null, question);
    }

    @Test
    void optionIsChosenByItsNumber() {
        String session = begin();
        ask(session, AskFeedback.of("Which one?", new FeedbackKind.Choice(List.of("red", "green"), false)));
        screen.awaitPrompt("choose > ");
        assertThat(screen.lines()).containsSubsequence("Question: Which one?", "  1  red", "  2  green");
        screen.type("3");
        screen.awaitLine("! Type a number from 1 to 2; or :later.");

        screen.type("2");

        screen.awaitLine("-- You: green");
        screen.awaitPrompt(MESSAGE);
    }

    @Test
    void textThatBreaksTheRulesIsAskedForAgain() {
        String session = begin();
        ask(session, AskFeedback.of("Your number?", new FeedbackKind.FreeText(3, 5, new TextPattern("[0-9]+"))));
        screen.awaitPrompt("answer > ");
        screen.awaitLine("type the answer (at least 3 characters, at most 5 characters, must match [0-9]+);");
        screen.type("abc");
        screen.awaitLine("! The text must match [0-9]+");
        screen.awaitPrompt("answer > ");

        screen.type("1234");

        screen.awaitLine("-- You: \"1234\"");
    }

    @Test
    void questionsAreAskedOneAfterTheOther() {
        String session = begin();
        ask(session, AskFeedback.of("First?", FeedbackKind.FreeText.any()));
        ask(session, AskFeedback.of("Second?", FeedbackKind.FreeText.any()));
        screen.awaitLine("Question: Second?");
        String first = screen.prompt().subject();
        screen.type("one");
        await().atMost(ScriptedScreen.PATIENCE)
                .until(() -> !screen.prompt().subject().equals(first));
        screen.type("two");

        screen.awaitLine("-- You: \"two\"");
        assertThat(screen.lines()).containsSubsequence("-- You: \"one\"", "-- You: \"two\"");
    }

    @Test
    void answerOfSomebodyElseEndsTheQuestion() {
        String session = begin();
        server.parley.sessions().share(ALICE, SessionId.parse(session), new UserId("bob"), Access.EDITOR);
        FeedbackRequest asked = server.parley
                .feedback()
                .ask(ALICE, SessionId.parse(session), null, AskFeedback.of("Who?", FeedbackKind.FreeText.any()));
        screen.awaitPrompt("answer > ");

        server.parley
                .feedback()
                .respond(
                        Caller.of("bob"),
                        SessionId.parse(session),
                        asked.id(),
                        UUID.randomUUID(),
                        new FeedbackAnswer.Text("me"));

        screen.awaitLine("-- bob: \"me\"");
        screen.awaitPrompt(MESSAGE);
    }

    @Test
    void questionToOthersIsShownAndNotAsked() {
        String session = begin();
        ask(session, new AskFeedback("Bob?", FeedbackKind.FreeText.any(), Set.of(new UserId("bob")), null, null));

        screen.awaitLine("It is for others to answer.");
        assertThat(screen.prompt()).isEqualTo(Prompt.MESSAGE);
    }

    @Test
    void questionInAnotherChatIsTold() {
        begin();
        String other = newSession();
        ask(other, AskFeedback.of("Elsewhere?", FeedbackKind.FreeText.any()));
        screen.awaitLine("-- A question waits in another chat; :questions lists it: Elsewhere?");
        assertThat(screen.prompt()).isEqualTo(Prompt.MESSAGE);

        screen.type(":questions");
        screen.awaitLine("  1  until ");
        screen.type(":switch 1");

        screen.awaitLine("-- The chat (no title): session " + other);
        screen.awaitPrompt("answer > ");
    }

    // Other sessions.

    @Test
    void sessionIsGoneOnWithFromItsHistory() {
        String session = newSession();
        for (int i = 1; i <= 8; i++) {
            post("alice", session, "message " + i);
        }
        await().atMost(ScriptedScreen.PATIENCE).until(() -> stored(session).size() == 16);

        start("last");

        screen.awaitLine("-- 6 messages before these; :history shows more.");
        screen.awaitLine("You said: message 8");
        assertThat(screen.lines())
                .containsSubsequence("alice> message 4", "You said: message 4", "alice> message 8")
                .doesNotContain("alice> message 3");
        screen.type(":history 16");
        screen.awaitLine("-- The last 16 of 16 messages:");
        screen.awaitLine("-- Here the history ends.");
        assertThat(screen.lines()).contains("alice> message 1");
    }

    @Test
    void answerInProgressIsGoneOnWithFromItsBeginning() throws Exception {
        Answer answer = server.model.next();
        String session = newSession();
        post("alice", session, "Tell me");
        answer.awaitAsked().say("Once upon ");

        start(session);

        screen.awaitStreamed("Once upon ");
        answer.say("a time.").end();
        screen.awaitLine("Once upon a time.");
    }

    @Test
    void sessionsAreListedAndSwitched() {
        String first = begin();
        screen.type("Hello");
        screen.awaitLine("You said: Hello");
        screen.type(":new Holidays");
        awaitLines("-- A new chat: ", 2);
        screen.type(":sessions");
        screen.awaitLine("\"Holidays\", 0 messages");
        screen.awaitLine(" 2  20");

        screen.type(":sw 2");

        screen.awaitLine("-- The chat (no title): session " + first);
        await().atMost(ScriptedScreen.PATIENCE)
                .untilAsserted(() -> assertThat(screen.lines())
                        .containsSubsequence(
                                "-- The chat (no title): session %s of alice at %s.".formatted(first, line.address()),
                                "alice> Hello",
                                "You said: Hello"));
        // Nothing was said in the other one.
        await().atMost(ScriptedScreen.PATIENCE).untilAsserted(() -> {
            screen.type(":sessions");
            assertThat(screen.lines().getLast()).startsWith("* 1  ").endsWith("(no title), 2 messages");
        });
    }

    private void awaitLines(String beginning, int count) {
        await().atMost(ScriptedScreen.PATIENCE)
                .until(() -> screen.lines().stream()
                                .filter(shown -> shown.startsWith(beginning))
                                .count()
                        == count);
    }

    @Test
    void switchingNeedsToKnowWhere() {
        begin();
        screen.type(":switch 7");
        screen.awaitLine("! Say which one: ");
        screen.type(":switch 0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f");
        awaitLines("! ", 2);
        screen.type("Still here?");

        screen.awaitLine("You said: Still here?");
    }
}
