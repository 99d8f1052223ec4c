package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.application.Accepted;
import dev.parley.application.Commands;
import dev.parley.application.Parley;
import dev.parley.application.command.CommandResult;
import dev.parley.application.port.Command;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandOutput;
import dev.parley.application.port.CommandParameter;
import dev.parley.application.port.Prompt;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do by messages that begin with a slash. */
@Timeout(60)
class CommandsTest {
    /**
     * A command as it is sent.
     *
     * @param wrong the same with arguments that it does not take
     */
    private enum Sent {
        HELP("/help", false, Role.VIEWER, "/help me"),
        STATUS("/status", true, Role.VIEWER, "/status now"),
        STAT("/stat", false, Role.VIEWER, "/stat 7"),
        RELOAD("/reload", false, Role.ANALYST, "/reload x", "/reload 0", "/reload 366", "/reload -1", "/reload 1 2"),
        RELOAD_DAYS("/reload 365", false, Role.ANALYST, "/reload 3650000000000"),
        CLEAR("/clear", true, Role.VIEWER, "/clear all"),
        SESSIONS("/sessions", false, Role.VIEWER, "/sessions 1"),
        LIMITS("/limits", false, Role.VIEWER, "/limits mine"),
        EXPORT("/export", true, Role.VIEWER, "/export pdf", "/export json jsonl"),
        EXPORT_JSON("/export JSON", true, Role.VIEWER, "/export js"),
        PAUSE("/pause", true, Role.VIEWER, "/pause now"),
        RESUME("/resume", true, Role.VIEWER, "/resume now");

        private final String line;
        private final boolean inSession;
        private final Role least;
        private final List<String> wrong;

        Sent(String line, boolean inSession, Role least, String... wrong) {
            this.line = line;
            this.inSession = inSession;
            this.least = least;
            this.wrong = List.of(wrong);
        }

        String command() {
            return line.substring(1).split(" ")[0];
        }
    }

    private static List<Arguments> everyCommandAndRole() {
        List<Arguments> all = new ArrayList<>();
        for (Sent sent : Sent.values()) {
            for (Role role : Role.values()) {
                all.add(Arguments.of(sent, role));
            }
        }
        return all;
    }

    private static Caller alice(Role role) {
        return new Caller(ALICE.user(), role, ChannelKind.WEB);
    }

    private static CommandResult run(Chat chat, Caller caller, @Nullable SessionId session, String line) {
        return chat.parley.commands().run(caller, session, line);
    }

    private static CommandResult run(Chat chat, @Nullable SessionId session, String line) {
        return run(chat, ALICE, session, line);
    }

    @ParameterizedTest
    @MethodSource("everyCommandAndRole")
    void everyCommandDoesItsWorkForWhoMayRunItAndRefusesWhatItCannotDo(Sent sent, Role role) {
        try (Chat chat = Chat.open()) {
            RememberingJournal journal = new RememberingJournal();
            journal.permitted.countDown();
            Commands commands = chat.node(builder -> builder.journal(journal)).commands();
            SessionId session = chat.session();
            Caller caller = alice(role);
            if (!role.atLeast(sent.least)) {
                List<String> lines = new ArrayList<>(sent.wrong);
                lines.add(sent.line);
                for (String line : lines) {
                    assertThatExceptionOfType(ChatException.Forbidden.class)
                            .isThrownBy(() -> commands.run(caller, session, line))
                            .withMessageContaining("takes the role " + sent.least.wireName());
                }
                return;
            }
            CommandResult result = commands.run(caller, session, sent.line);
            assertThat(result.command()).isEqualTo(sent.command());
            assertThat(result.text()).isNotBlank();
            assertThat(result.data()).isNotEmpty();
            for (String line : sent.wrong) {
                assertThatExceptionOfType(ChatException.Invalid.class)
                        .isThrownBy(() -> commands.run(caller, session, line))
                        .withMessageContaining("Usage: /" + sent.command())
                        .returns(ErrorCode.INVALID_COMMAND, ChatException::code);
            }
            if (sent.inSession) {
                assertThatExceptionOfType(ChatException.Invalid.class)
                        .isThrownBy(() -> commands.run(caller, null, sent.line))
                        .withMessageContaining("/" + sent.command() + " needs a session")
                        .returns(ErrorCode.INVALID_COMMAND, ChatException::code);
            } else if (!sent.command().equals("reload")) {
                assertThat(commands.run(caller, null, sent.line).command()).isEqualTo(sent.command());
            }
        }
    }

    @Test
    void everyCommandIsInTheTable() {
        try (Chat chat = Chat.open()) {
            assertThat(chat.parley.commands().list(alice(Role.ADMIN)))
                    .extracting(CommandDescription::name)
                    .containsExactly(
                            "help",
                            "status",
                            "stat",
                            "reload",
                            "clear",
                            "sessions",
                            "limits",
                            "export",
                            "pause",
                            "resume")
                    .allSatisfy(name -> assertThat(Sent.values())
                            .anyMatch(sent -> sent.command().equals(name)));
            assertThat(chat.parley.commands().list(ALICE))
                    .hasSize(9)
                    .extracting(CommandDescription::name)
                    .doesNotContain("reload");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/h, help",
        "/?, help",
        "/info, status",
        "/stats, stat",
        "/rebuild, reload",
        "/forget, clear",
        "/list, sessions",
        "/limit, limits",
        "/download, export",
        "/continue, resume",
        "/HELP, help",
        "'/status   ', status"
    })
    void aliasesStandForTheirCommand(String line, String command) {
        try (Chat chat = Chat.open()) {
            RememberingJournal journal = new RememberingJournal();
            journal.permitted.countDown();
            Parley node = chat.node(builder -> builder.journal(journal));
            CommandResult result = node.commands().run(alice(Role.ADMIN), chat.session(), line);

            assertThat(result.command()).isEqualTo(command);
        }
    }

    @Test
    void unknownCommandsAreRefusedWithASuggestion() {
        try (Chat chat = Chat.open()) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> run(chat, null, "/satus"))
                    .withMessageContaining("did you mean /status?")
                    .returns(ErrorCode.UNKNOWN_COMMAND, ChatException::code)
                    .returns(Map.of("command", "satus", "suggestion", "status"), ChatException::details);
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> run(chat, null, "/usr"))
                    .withMessageContaining("put a space before the slash");
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> run(chat, null, "/relod"))
                    .satisfies(refusal -> assertThat(refusal.details()).doesNotContainKey("suggestion"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" /help", "/ help", "//help", "/1", "help", "Say /help"})
    void whatIsNoCommandIsLeftToTheConversation(String text) {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThat(Commands.isCommand(text)).isFalse();
            assertThat(chat.parley.commands().intercept(ALICE, session, text)).isEmpty();
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> run(chat, session, text))
                    .returns(ErrorCode.INVALID_COMMAND, ChatException::code);
        }
    }

    @Test
    void whatIsACommandIsRunAndLeavesNoTrace() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            long before = chat.store().find(session).orElseThrow().lastSeq();

            assertThat(chat.parley.commands().intercept(ALICE, session, "/status"))
                    .hasValueSatisfying(result -> assertThat(result.command()).isEqualTo("status"));
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> chat.parley.commands().intercept(ALICE, session, "/nothing-like-it"));
            assertThat(chat.store().find(session).orElseThrow().lastSeq()).isEqualTo(before);
            assertThat(chat.messages(session)).isEmpty();
            assertThat(chat.model.prompts()).isEmpty();
        }
    }

    @Test
    void lineThatCouldBeNoMessageIsNoCommandEither() {
        try (Chat chat = Chat.open()) {
            for (String line : List.of("/help \0", "/help \uD800", "/help " + "x".repeat(5_000))) {
                assertThatExceptionOfType(ChatException.Invalid.class)
                        .isThrownBy(() -> run(chat, null, line))
                        .returns(ErrorCode.INVALID_CONTENT, ChatException::code);
            }
        }
    }

    @Test
    void strangersLearnNothingOfASession() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            for (Role role : Role.values()) {
                Caller eve = new Caller(EVE.user(), role, ChannelKind.WEB);
                for (Sent sent : Sent.values()) {
                    assertThatExceptionOfType(ChatException.NotFound.class)
                            .isThrownBy(() -> run(chat, eve, session, sent.line));
                }
                assertThatExceptionOfType(ChatException.NotFound.class)
                        .isThrownBy(() -> run(chat, eve, session, "/unknown"));
            }
            assertThat(chat.store().find(session).orElseThrow().contextAfter()).isZero();
        }
    }

    @Test
    void whoMayOnlyReadChangesNothing() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            for (String line : List.of("/clear", "/pause", "/resume")) {
                assertThatExceptionOfType(ChatException.Forbidden.class)
                        .isThrownBy(() -> run(chat, BOB, session, line));
            }

            assertThat(run(chat, BOB, session, "/status").data()).containsEntry("access", "viewer");
            assertThat(run(chat, BOB, session, "/export").data()).containsKey("link");
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            assertThat(run(chat, BOB, session, "/clear").data()).containsKey("context_after");
        }
    }

    private static List<String> seen(Prompt prompt) {
        return prompt.messages().stream().map(Message::text).toList();
    }

    @Test
    void clearedContextIsNotSeenByTheModelAndStaysReadable() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.quiet(session);
            long before = chat.store().find(session).orElseThrow().lastSeq();
            CommandResult result = run(chat, session, "/clear");

            assertThat(result.data()).containsEntry("context_after", before);
            assertThat(chat.events(session).getLast().payload())
                    .isInstanceOfSatisfying(
                            EventPayload.SessionUpdated.class,
                            updated ->
                                    assertThat(updated.session().contextAfter()).isEqualTo(before));
            chat.ended(chat.post(session, "Two"));
            chat.ended(chat.post(session, "Three"));
            assertThat(chat.model.prompts())
                    .extracting(CommandsTest::seen)
                    .containsExactly(List.of("One"), List.of("Two"), List.of("Two", "You said: Two", "Three"));
            assertThat(chat.messages(session)).hasSize(6);
            assertThat(run(chat, session, "/status").data())
                    .containsEntry("context_after", before)
                    .extractingByKey("context")
                    .isEqualTo(Map.of(
                            "messages",
                            4,
                            "tokens",
                            chat.parley.histories().context(ALICE, session).tokens(),
                            "dropped_messages",
                            0));
        }
    }

    @Test
    void turnThatRunsWhileTheContextIsClearedKeepsWhatBelongsToItself() throws InterruptedException {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Zero"));
            Gate gate = Gate.closed();
            chat.model.next(script(say("Let me look"), gate).calling(new ToolCall("1", "look", "{}", null)));
            Accepted running = chat.post(session, "One");
            gate.awaitArrival();
            Accepted waiting = chat.post(session, "Two");
            run(chat, session, "/clear");
            gate.open();
            chat.ended(running);
            chat.ended(waiting);
            chat.ended(chat.post(session, "Three"));

            List<List<String>> prompts =
                    chat.model.prompts().stream().map(CommandsTest::seen).toList();
            assertThat(prompts.get(1)).containsExactly("Zero", "You said: Zero", "One");
            assertThat(prompts.get(2)).hasSize(3).startsWith("One", "Let me look");
            assertThat(prompts.get(3)).containsExactly("Two");
            assertThat(prompts.get(4)).containsExactly("Three");
        }
    }

    @Test
    void endedSessionHasNothingToClear() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().end(ALICE, session);

            assertThatExceptionOfType(ChatException.Conflict.class).isThrownBy(() -> run(chat, session, "/clear"));
        }
    }

    @Test
    void pauseAndResumeDoWhatTheySay() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThat(run(chat, session, "/pause").data()).containsEntry("status", "paused");
            assertThat(chat.store().find(session).map(Session::status)).contains(SessionStatus.PAUSED);
            assertThat(run(chat, session, "/resume").data()).containsEntry("status", "active");
            assertThat(chat.store().find(session).map(Session::status)).contains(SessionStatus.ACTIVE);
        }
    }

    @Test
    void statusTellsHowTheSessionStands() throws InterruptedException {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().update(ALICE, session, new Title("*Tea*"), null);
            Gate gate = Gate.closed();
            chat.model.next(gate, say("Yes"));
            Accepted running = chat.post(session, "One");
            gate.awaitArrival();
            Accepted waiting = chat.post(session, "Two");
            CommandResult result = run(chat, session, "/status");

            assertThat(result.text())
                    .startsWith("**\\*Tea\\*** is active; you are its owner.")
                    .contains("Open turns: 2");
            assertThat(result.data())
                    .containsEntry("title", "*Tea*")
                    .containsEntry("status", "active")
                    .containsEntry("message_count", 3)
                    .containsEntry("agent", Map.of("activity", "thinking"))
                    .extractingByKey("turns")
                    .isEqualTo(List.of(
                            Map.of(
                                    "turn_id", running.turn().id().toString(),
                                    "author_id", "alice",
                                    "status", "running"),
                            Map.of(
                                    "turn_id", waiting.turn().id().toString(),
                                    "author_id", "alice",
                                    "status", "queued")));
            gate.open();
            chat.ended(waiting);
        }
    }

    @Test
    void sessionsAreTheCallersNewest() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            assertThat(run(chat, null, "/sessions").text()).isEqualTo("You have no sessions.");
            chat.session(EVE);
            for (int i = 0; i < 12; i++) {
                chat.time.advance(Duration.ofSeconds(1));
                chat.session();
            }
            SessionId newest = chat.session();
            CommandResult result = run(chat, null, "/sessions");

            assertThat(result.text()).startsWith("The newest 10 of your 13 sessions:");
            assertThat(result.data()).containsEntry("total", 13L);
            List<?> listed = (List<?>) result.data().get("sessions");
            assertThat(listed).hasSize(10);
            assertThat(listed.toString()).contains(newest.toString());
        }
    }

    @Test
    void exportIsALink() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            assertThat(run(chat, session, "/export").data())
                    .containsEntry("link", "/api/sessions/" + session + "/export?format=markdown");
            assertThat(run(chat, session, "/export JSONL").data())
                    .containsEntry("link", "/api/sessions/" + session + "/export?format=jsonl")
                    .containsEntry("format", "jsonl");
        }
    }

    @Test
    void limitsAreThoseOfTheChat() {
        try (Chat chat =
                Chat.open(Chat.limits().queuedTurns(4).userRequestsPerMinute(0).build())) {
            CommandResult result = run(chat, null, "/limits");

            assertThat(result.text())
                    .contains("Messages waiting in a session: 4")
                    .contains("no limit of a user");
            assertThat(result.data())
                    .containsEntry("queued_turns", 4)
                    .containsEntry("user_requests_per_minute", 0)
                    .containsEntry("retention_seconds", 2_592_000L);
        }
    }

    @Test
    void statisticsAreThoseOfTheSystem() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.ended(chat.parley.conversations().post(BOB, chat.session(BOB), Chat.message("Two")));
            chat.parley.sessions().delete(ALICE, chat.session());
            chat.quiet(session);
            CommandResult alone = run(chat, null, "/stat");

            assertThat(alone.text()).contains("keeps no journal").doesNotContain("Connections");
            assertThat(alone.data()).doesNotContainKeys("journal", "connections");
            assertThat(alone.data())
                    .containsEntry(
                            "sessions",
                            Map.of("initializing", 0L, "active", 2L, "paused", 0L, "completed", 0L, "expired", 0L))
                    .containsEntry("running_turns", 0)
                    .containsEntry(
                            "today",
                            List.of(Map.of(
                                    "model",
                                    ScriptedModel.NAME,
                                    "answers",
                                    2L,
                                    "prompt_tokens",
                                    14L,
                                    "completion_tokens",
                                    10L)));
            chat.parley.statistics().countConnectionsBy(transport -> transport == Transport.SSE ? 7 : 10);
            assertThat(run(chat, null, "/stats").data()).containsEntry("connections", 17);
        }
    }

    @Test
    void whatANodeCommitsIsInItsJournal() {
        try (Chat chat = Chat.open()) {
            RememberingJournal journal = new RememberingJournal();
            Parley node = chat.node(builder -> builder.journal(journal));
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.quiet(session);

            assertThat(journal.events).containsExactlyInAnyOrderElementsOf(chat.events(session));
            assertThat(node.commands().run(ALICE, null, "/stat").data())
                    .extractingByKey("journal")
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("events", (long) journal.events.size());
        }
    }

    @Test
    void reloadRunsInTheBackgroundAndIsToldByStat() throws InterruptedException {
        try (Chat chat = Chat.open()) {
            RememberingJournal journal = new RememberingJournal();
            Parley node = chat.node(builder -> builder.journal(journal));
            Caller analyst = alice(Role.ANALYST);
            CommandResult begun = node.commands().run(analyst, null, "/reload");
            assertThat(begun.data()).containsEntry("running", true).containsEntry("days", 7);
            journal.begun.await();

            assertThat(node.commands().run(ALICE, null, "/stat").data())
                    .extractingByKey("rebuild")
                    .isEqualTo(Map.of(
                            "running",
                            true,
                            "days",
                            7,
                            "percent",
                            50,
                            "files",
                            2,
                            "files_read",
                            1,
                            "events",
                            5L,
                            "unreadable",
                            0L));
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> node.commands().run(analyst, null, "/reload 3"));
            journal.permitted.countDown();
            Chat.await()
                    .until(
                            () -> node.commands().run(ALICE, null, "/stat").text(),
                            text -> text.contains("Counted anew from the last 7 days: 9 events in 2 files."));
            assertThat(node.commands().run(analyst, null, "/reload 3").data()).containsEntry("days", 3);
        }
    }

    @Test
    void withoutAJournalThereIsNothingToReload() {
        try (Chat chat = Chat.open()) {
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> run(chat, alice(Role.ADMIN), null, "/reload"))
                    .withMessageContaining("keeps no journal");
        }
    }

    @Test
    void applicationsHaveCommandsOfTheirOwn() {
        try (Chat chat = Chat.open()) {
            Command tea = Command.of(
                    CommandDescription.of("tea", "Makes tea.")
                            .alias("t")
                            .with(CommandParameter.required("wish", "how").toTheEnd())
                            .from(Role.ANALYST)
                            .ofSession(),
                    call -> new CommandOutput(
                            "Tea for %s: %s"
                                    .formatted(
                                            call.caller().user(),
                                            call.argument("wish").orElseThrow()),
                            Map.of("session", call.requireSession().toString())));
            Commands commands = chat.node(builder -> builder.command(tea)).commands();
            SessionId session = chat.session();

            assertThat(commands.run(alice(Role.ANALYST), session, "/t with milk"))
                    .isEqualTo(new CommandResult(
                            "tea", "Tea for alice: with milk", Map.of("session", session.toString())));
            assertThat(commands.run(alice(Role.ANALYST), null, "/help").text())
                    .contains("`/tea <wish …>`: Makes tea. Also `/t`.");
            assertThat(commands.run(ALICE, null, "/help").text()).doesNotContain("tea");
            assertThatExceptionOfType(ChatException.Forbidden.class)
                    .isThrownBy(() -> commands.run(ALICE, session, "/tea now"));
            assertThatExceptionOfType(ChatException.NotFound.class)
                    .isThrownBy(() ->
                            commands.run(new Caller(EVE.user(), Role.ADMIN, ChannelKind.WEB), session, "/tea now"));
        }
    }

    @Test
    void namesThatAreTakenAreRefusedWhenTheChatIsBuilt() {
        try (Chat chat = Chat.open()) {
            for (String taken : List.of("help", "h", "stats", "mine")) {
                Command mine = Command.of(CommandDescription.of("mine", "x"), call -> new CommandOutput("", Map.of()));
                Command other = Command.of(CommandDescription.of(taken, "x"), call -> new CommandOutput("", Map.of()));
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> chat.node(builder -> builder.command(mine).command(other)))
                        .withMessageContaining("two commands have the name " + taken);
            }
        }
    }
}
