package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static dev.parley.memory.chat.Chat.await;
import static dev.parley.memory.chat.Chat.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.UsageReport;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.TokenReport;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.ScriptedModel.Step;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom which answers and tokens are counted for, and who sees the counts. */
@Timeout(60)
class UsageTest {
    /** The day that the clock of a chat begins with. */
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);

    private static final Caller ADMIN = new Caller(EVE.user(), Role.ADMIN, ChannelKind.WEB);

    private static List<ModelDay> usage(Chat chat, Caller caller) {
        return chat.parley.usage().of(caller, null, null, null).days();
    }

    /** The counts of so many answers as the scripted model gives them. */
    private static ModelDay answers(LocalDate day, int number) {
        TokenUsage each = ScriptedModel.USAGE;
        return new ModelDay(
                day,
                ScriptedModel.NAME,
                number,
                (long) number * each.promptTokens(),
                (long) number * each.completionTokens());
    }

    private static Step report(String model, int promptTokens, int completionTokens) {
        return (prompt, sink) -> sink.report(new TokenReport(model, new TokenUsage(promptTokens, completionTokens)));
    }

    @Test
    void eachAnswerCountsOnItsDay() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.ended(chat.post(session, "Two"));
            chat.time.set(Instant.parse("2026-01-02T23:59:59.999999Z"));
            chat.ended(chat.post(session, "Three"));
            chat.time.set(Instant.parse("2026-01-03T00:00:00Z"));
            chat.ended(chat.post(session, "Four"));

            UsageReport report = chat.parley.usage().of(ALICE, null, null, null);
            assertThat(report.days()).containsExactly(answers(TODAY, 3), answers(TODAY.plusDays(1), 1));
            assertThat(report.answers()).isEqualTo(4);
            assertThat(report.promptTokens()).isEqualTo(28);
            assertThat(report.completionTokens()).isEqualTo(20);
        }
    }

    @Test
    void authorOfTheMessageIsCounted() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            chat.ended(chat.parley.conversations().post(BOB, session, message("Hello")));

            assertThat(usage(chat, BOB)).containsExactly(answers(TODAY, 1));
            assertThat(usage(chat, ALICE)).isEmpty();
        }
    }

    @Test
    void everyCallOfTheModelInATurnCounts() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model
                    .next(script(say("Let me see.")).calling(new ToolCall("1", "none", "{}", null)))
                    .next(say("I cannot."));
            chat.ended(chat.post(session, "Clean up!"));

            assertThat(usage(chat, ALICE)).containsExactly(answers(TODAY, 2));
        }
    }

    @Test
    void stoppedAnswerCountsWhatItsServerTold() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("As far"), report("big", 100, 1), say(" as this"), report("big", 100, 2), gate);
            Accepted accepted = chat.post(session, "Talk");
            gate.awaitArrival();
            chat.parley.turns().stop(ALICE, session, null);
            chat.ended(accepted);

            assertThat(usage(chat, ALICE)).containsExactly(new ModelDay(TODAY, "big", 1, 100, 2));
            assertThat(chat.messages(session).getLast()).isInstanceOfSatisfying(AssistantMessage.class, answer -> {
                assertThat(answer.status()).isEqualTo(MessageStatus.STOPPED);
                assertThat(answer.model()).isEqualTo("big");
                assertThat(answer.usage()).isEqualTo(new TokenUsage(100, 2));
            });
        }
    }

    @Test
    void replyThatComesTooLateForItsTextStillCounts() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(say("Hm"), (prompt, sink) -> {
                try {
                    ScriptedModel.silence().play(prompt, sink);
                } catch (InterruptedException interrupted) {
                    // The model ends its answer instead of breaking it off.
                }
            });
            Accepted accepted = chat.post(session, "Talk");
            await().until(() -> chat.parley.runningTurns() == 1 && chat.model.answering() == 1);
            chat.parley.turns().stop(ALICE, session, null);

            assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.CANCELLED);
            assertThat(usage(chat, ALICE)).containsExactly(answers(TODAY, 1));
        }
    }

    @Test
    void failedAnswerCountsWhatItsServerTold() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            ChatException failure = new ChatException.Unavailable(
                    ErrorCode.MODEL_UNAVAILABLE, "The model is gone.", Duration.ofSeconds(1));
            chat.model.next(say("Hm"), report("big", 10, 3), fail(failure)).next(say("Hm"), fail(failure));
            chat.ended(chat.post(session, "Talk"));
            chat.ended(chat.post(session, "Talk"));

            assertThat(usage(chat, ALICE)).containsExactly(new ModelDay(TODAY, "big", 1, 10, 3));
        }
    }

    @Test
    void answerThatIsTakenOverCountsOnce() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate gate = Gate.deaf();
            chat.model.next(say("Lost in mid-"), gate).next(say("A whole answer"));
            Accepted accepted = chat.post(session, "Answer me");
            gate.awaitArrival();
            chat.time.advance(Duration.ofSeconds(16));
            other.housekeeping().sweep();
            chat.ended(accepted);
            gate.open();
            await().until(() -> chat.parley.runningTurns() == 0);

            assertThat(usage(chat, ALICE)).containsExactly(answers(TODAY, 1));
        }
    }

    @Test
    void endThatHasToBeStoredAgainCountsOnce() throws Exception {
        FaultyStorage fault = new FaultyStorage();
        try (Chat chat = Chat.open(Chat.limits().build(), fault::around)) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted accepted = chat.post(session, "Talk");
            gate.awaitArrival();
            fault.unreachable.set(true);
            gate.open();
            await().until(() -> fault.refused.get() >= 2);
            fault.unreachable.set(false);
            chat.ended(accepted);

            assertThat(usage(chat, ALICE)).containsExactly(answers(TODAY, 1));
        }
    }

    @Test
    void forkedHistoryDoesNotCountAgain() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.parley.forks().fork(ALICE, session, null, StartSession.PLAIN.whenFull());

            assertThat(usage(chat, ALICE)).containsExactly(answers(TODAY, 1));
        }
    }

    @Test
    void onlyAdministratorsSeeOthers() {
        try (Chat chat = Chat.open()) {
            chat.ended(chat.post(chat.session(), "One"));

            assertThat(chat.parley.usage().of(ADMIN, ALICE.user(), null, null))
                    .isEqualTo(chat.parley.usage().of(ALICE, ALICE.user(), null, null))
                    .satisfies(report -> assertThat(report.days()).hasSize(1));
            Caller analyst = new Caller(BOB.user(), Role.ANALYST, ChannelKind.WEB);
            for (Caller stranger : List.of(BOB, analyst)) {
                assertThatThrownBy(() -> chat.parley.usage().of(stranger, ALICE.user(), null, null))
                        .isInstanceOf(ChatException.Forbidden.class);
            }
        }
    }

    @Test
    void rangeIsThirtyDaysUnlessAskedForAndAYearAtMost() {
        try (Chat chat = Chat.open()) {
            List<UsageReport> reports = new ArrayList<>();
            LocalDate other = LocalDate.of(2020, 2, 29);
            reports.add(chat.parley.usage().of(ALICE, null, null, null));
            reports.add(chat.parley.usage().of(ALICE, null, null, other));
            reports.add(chat.parley.usage().of(ALICE, null, TODAY, null));
            reports.add(chat.parley.usage().of(ALICE, null, TODAY.minusDays(365), null));

            assertThat(reports)
                    .extracting(report -> List.of(report.from(), report.to()))
                    .containsExactly(
                            List.of(TODAY.minusDays(29), TODAY),
                            List.of(other.minusDays(29), other),
                            List.of(TODAY, TODAY),
                            List.of(TODAY.minusDays(365), TODAY));
            for (LocalDate from : List.of(TODAY.plusDays(1), TODAY.minusDays(366), LocalDate.MIN, LocalDate.MAX)) {
                assertThatThrownBy(() -> chat.parley.usage().of(ALICE, null, from, null))
                        .isInstanceOf(ChatException.Invalid.class)
                        .hasMessageContaining("from");
            }
        }
    }
}
