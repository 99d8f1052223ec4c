package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.application.testkit.ScriptedModel.silence;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.RecordingTelemetry;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.TurnStatus;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a conversation to whoever measures it. */
@Timeout(60)
class TelemetryTest {
    private final RecordingTelemetry heard = new RecordingTelemetry();

    private static Accepted post(Parley node, SessionId session, String text) {
        return node.conversations().post(ALICE, session, message(text));
    }

    private Parley node(Chat chat) {
        return chat.node(builder -> builder.telemetry(heard.telemetry()));
    }

    private ModelCallReport onlyModelCall() {
        Chat.await().until(() -> heard.has("modelCallEnded"));
        List<RecordingTelemetry.Told> calls = heard.all("modelCallEnded");
        assertThat(calls).hasSize(1);
        return (ModelCallReport) calls.getFirst().facts().getFirst();
    }

    @Test
    void answerIsToldOnceHoweverManyPiecesItHas() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            String[] pieces = Collections.nCopies(500, "word ").toArray(new String[0]);
            chat.model.next(say(pieces));

            chat.ended(post(node(chat), session, "Talk"));

            ModelCallReport call = onlyModelCall();
            assertThat(call.usage()).isEqualTo(ScriptedModel.USAGE);
            assertThat(call.error()).isNull();
            assertThat(call.firstChunk()).isNotNull().isLessThanOrEqualTo(call.took());
            Chat.await().until(() -> heard.has("turnEnded"));
            assertThat(heard.all("turnEnded").getFirst().facts())
                    .satisfiesExactly(
                            status -> assertThat(status).isEqualTo(TurnStatus.COMPLETED),
                            took -> assertThat((Duration) took).isGreaterThanOrEqualTo(Duration.ZERO));
            assertThat(heard.all()).hasSize(2);
        }
    }

    @Test
    void failureOfTheModelIsToldByItsCode() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(fail(
                    new ChatException.Unavailable(ErrorCode.MODEL_RATE_LIMITED, "Too much.", Duration.ofSeconds(1))));

            chat.ended(post(node(chat), session, "Talk"));

            assertThat(onlyModelCall().error()).isEqualTo("model_rate_limited");
            assertThat(onlyModelCall().usage()).isEqualTo(TokenUsage.NONE);
            Chat.await().until(() -> heard.has(told -> told.facts().contains(TurnStatus.FAILED)));
        }
    }

    @Test
    void defectOfTheModelIsToldWithoutItsWords() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(fail(new IllegalStateException("hush")));

            chat.ended(post(node(chat), session, "Talk"));

            assertThat(onlyModelCall().error()).isEqualTo("internal");
            assertThat(heard.all().toString()).doesNotContain("hush");
        }
    }

    @Test
    void stoppedAnswerIsToldAsCancelled() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = node(chat);
            chat.model.next(say("Well "), silence());
            Accepted accepted = post(node, session, "Talk");
            Chat.await().until(() -> !chat.model.prompts().isEmpty());

            node.turns().stop(ALICE, session, null);

            chat.ended(accepted);
            assertThat(onlyModelCall().error()).isEqualTo(ModelCallReport.CANCELLED);
            Chat.await().until(() -> heard.has(told -> told.facts().contains(TurnStatus.CANCELLED)));
        }
    }

    @Test
    void toolCallIsToldWithItsName() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.tools.offer("list_tasks", invocation -> ToolResult.of("none"));
            chat.model.next(script().calling(new ToolCall("1", "list_tasks", "{}", null)));

            chat.ended(post(node(chat), session, "What is on my list?"));

            Chat.await().until(() -> heard.has("toolCallEnded"));
            assertThat(heard.all("toolCallEnded").getFirst().facts()).startsWith("list_tasks", false);
            assertThat(heard.all("modelCallEnded")).hasSize(2);
        }
    }

    @Test
    void questionIsToldWithHowLongItWaitedAndItsTurnIsNotTimed() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = node(chat);
            chat.tools.offer("delete_task", invocation -> ToolResult.of("deleted"));
            chat.model.next(script().calling(new ToolCall("1", "delete_task", "{}", null)));
            Accepted accepted = post(node, session, "Delete it");
            Chat.await().until(() -> !open(chat, session).isEmpty());
            chat.time.advance(Duration.ofHours(3));
            FeedbackRequest request = open(chat, session).getFirst();

            respond(node, request, new FeedbackAnswer.Decision(true, null, null));
            respond(node, request, new FeedbackAnswer.Decision(true, null, null));

            chat.ended(accepted);
            Chat.await().until(() -> heard.has("turnEnded"));
            assertThat(heard.all("questionAsked")).hasSize(1);
            assertThat(heard.all("questionAnswered"))
                    .extracting(Object::toString)
                    .containsExactly("questionAnswered(WEB, PT3H)");
            assertThat(heard.all("turnEnded"))
                    .extracting(Object::toString)
                    .containsExactly("turnEnded(COMPLETED, null)");
        }
    }

    @Test
    void questionsThatNobodyAnswersAreTold() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = node(chat);
            FeedbackRequest withdrawn = ask(node, session);
            ask(node, session);

            node.feedback().withdraw(ALICE, session, withdrawn.id());
            chat.time.advance(Duration.ofHours(48));
            node.housekeeping().sweep();

            Chat.await().until(() -> heard.has("questionCancelled") && heard.has("questionExpired"));
            assertThat(heard.all("questionAsked")).hasSize(2);
        }
    }

    @Test
    void sweepIsToldWithWhatItDid() {
        try (Chat chat = Chat.open()) {
            chat.session();
            Parley node = node(chat);
            chat.time.advance(Duration.ofMinutes(30));

            node.housekeeping().sweep();

            Chat.await().until(() -> heard.has(told -> told.toString().contains("SweepReport[paused=1, expired=0,")));
        }
    }

    @Test
    void listenerThatThrowsHarmsNoTurn() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = chat.node(builder -> builder.telemetry(telemetry(() -> {
                throw new AssertionError("no");
            })));

            assertThat(chat.ended(post(node, session, "Hello")).status()).isEqualTo(TurnStatus.COMPLETED);
        }
    }

    @Test
    void listenerThatBlocksHarmsNoTurn() {
        CountDownLatch never = new CountDownLatch(1);
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Parley node = chat.node(builder -> builder.telemetry(telemetry(() -> {
                never.await();
                return null;
            })));

            for (int i = 0; i < 3; i++) {
                PostMessage again = message("Hello", IfBusy.ENQUEUE);
                Accepted accepted = node.conversations().post(ALICE, session, again);
                assertThat(chat.ended(accepted).status()).isEqualTo(TurnStatus.COMPLETED);
            }
        }
        never.countDown();
    }

    /** What it does, it does whatever it is told. */
    @FunctionalInterface
    private interface Deed {
        @Nullable
        Object run() throws Throwable;
    }

    private static Telemetry telemetry(Deed deed) {
        return (Telemetry) Proxy.newProxyInstance(
                TelemetryTest.class.getClassLoader(),
                new Class<?>[] {Telemetry.class},
                (proxy, method, facts) -> deed.run());
    }

    private static List<FeedbackRequest> open(Chat chat, SessionId session) {
        return chat.storage.feedback().open(session);
    }

    private static FeedbackRequest ask(Parley node, SessionId session) {
        return node.feedback().ask(ALICE, session, null, AskFeedback.of("Well?", new FeedbackKind.Clarification()));
    }

    private static void respond(Parley node, FeedbackRequest request, FeedbackAnswer answer) {
        node.feedback().respond(ALICE, request.sessionId(), request.id(), UUID.randomUUID(), answer);
    }
}
