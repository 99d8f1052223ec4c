package dev.parley.domain.event;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.BEN;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.MESSAGE_ID;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.Samples;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.event.EventPayload.PauseReason;
import dev.parley.domain.event.EventPayload.SessionProfile;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.TurnFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPayloadTest {
    private static final ChatLimits LIMITS = ChatLimits.defaults();

    static Stream<Arguments> payloads() {
        SessionProfile profile = SessionProfile.of(Samples.session());
        AssistantMessage answer = AssistantMessage.streaming(MESSAGE_ID, SESSION_ID, TURN_ID, 3, START);
        FeedbackResponse response =
                new FeedbackResponse(uuid(9), BEN, ChannelKind.WEB, new FeedbackAnswer.Text("yes"), LATER, false);
        FeedbackRequest request = new FeedbackRequest(
                REQUEST_ID,
                SESSION_ID,
                new AskingCall(TURN_ID, MESSAGE_ID, "call"),
                "Really?",
                FeedbackKind.FreeText.any(),
                Set.of(),
                new FeedbackState.Pending(),
                START,
                LATER,
                null,
                null);
        return Stream.of(
                Arguments.of("session.started", new EventPayload.SessionStarted(profile)),
                Arguments.of("session.updated", new EventPayload.SessionUpdated(profile)),
                Arguments.of("session.paused", new EventPayload.SessionPaused(PauseReason.IDLE)),
                Arguments.of("session.resumed", new EventPayload.SessionResumed()),
                Arguments.of("session.ended", new EventPayload.SessionEnded(SessionStatus.COMPLETED)),
                Arguments.of("participant.joined", new EventPayload.ParticipantJoined(BEN, Access.VIEWER)),
                Arguments.of("participant.left", new EventPayload.ParticipantLeft(BEN)),
                Arguments.of(
                        "message.created",
                        new EventPayload.MessageCreated(new SystemMessage(MESSAGE_ID, SESSION_ID, 1, "Hi", START))),
                Arguments.of("message.started", new EventPayload.MessageStarted(MESSAGE_ID, TURN_ID, 1)),
                Arguments.of("message.completed", new EventPayload.MessageCompleted(answer)),
                Arguments.of("message.stopped", new EventPayload.MessageStopped(answer)),
                Arguments.of("message.failed", new EventPayload.MessageFailed(answer)),
                Arguments.of("turn.queued", new EventPayload.TurnQueued(TURN_ID, MESSAGE_ID, 2)),
                Arguments.of("turn.started", new EventPayload.TurnStarted(TURN_ID, MESSAGE_ID, 1)),
                Arguments.of("turn.completed", new EventPayload.TurnCompleted(TURN_ID, MESSAGE_ID)),
                Arguments.of(
                        "turn.failed",
                        new EventPayload.TurnFailed(
                                TURN_ID, MESSAGE_ID, new TurnFailure(ErrorCode.MODEL_TIMEOUT, "Too slow."))),
                Arguments.of(
                        "turn.cancelled", new EventPayload.TurnCancelled(TURN_ID, MESSAGE_ID, CancelReason.STOPPED)),
                Arguments.of(
                        "tool.called",
                        new EventPayload.ToolCalled(TURN_ID, MESSAGE_ID, new ToolCall("a", "tasks", "{}", null))),
                Arguments.of(
                        "tool.finished",
                        new EventPayload.ToolFinished(
                                new ToolMessage(MESSAGE_ID, SESSION_ID, TURN_ID, 4, "a", "tasks", "[]", false, START))),
                Arguments.of("agent.state", new EventPayload.AgentStateChanged(AgentState.INITIAL)),
                Arguments.of("feedback.requested", new EventPayload.FeedbackRequested(request)),
                Arguments.of("feedback.answered", new EventPayload.FeedbackAnswered(REQUEST_ID, response)),
                Arguments.of(
                        "feedback.delivery",
                        new EventPayload.FeedbackDelivery(
                                REQUEST_ID,
                                new DeliveryState(ChannelKind.EMAIL, ANNA, DeliveryStatus.SENT, 1, LATER, null, null))),
                Arguments.of(
                        "answer.delivery",
                        new EventPayload.AnswerDelivery(
                                TURN_ID,
                                new DeliveryState(ChannelKind.SLACK, ANNA, DeliveryStatus.SENT, 1, LATER, null, null))),
                Arguments.of("feedback.reminder", new EventPayload.FeedbackReminder(REQUEST_ID, LATER)),
                Arguments.of("feedback.expired", new EventPayload.FeedbackExpired(REQUEST_ID, null)),
                Arguments.of("feedback.cancelled", new EventPayload.FeedbackCancelled(REQUEST_ID)),
                Arguments.of("custom", new EventPayload.Custom("tts.chunk", JsonText.EMPTY_OBJECT)));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void typeIsThatOfTheContract(String type, EventPayload payload) {
        assertThat(new Event(new EventId(uuid(7)), SESSION_ID, 1, START, payload).type())
                .isEqualTo(payload.type())
                .isEqualTo(type);
    }

    @Test
    void everyPayloadHasItsOwnType() {
        assertThat(payloads().<Class<?>>map(row -> row.get()[1].getClass()))
                .containsExactlyInAnyOrderElementsOf(records(EventPayload.class).toList());
        assertThat(payloads().map(row -> row.get()[0])).doesNotHaveDuplicates();
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(sub -> records(sub));
    }

    @Test
    void profileTellsWhatPeopleSeeOfASession() {
        Session session = Samples.session().describe(Metadata.parse("{\"a\":1}", LIMITS), LATER);

        assertThat(SessionProfile.of(session))
                .isEqualTo(new SessionProfile(
                        ANNA,
                        new Title("Tea"),
                        new Metadata(new JsonText("{\"a\":1}")),
                        ProfileName.DEFAULT,
                        SessionStatus.INITIALIZING,
                        false,
                        0));
        assertThat(SessionProfile.of(session.grown(7, 2).clearContext(LATER)).contextAfter())
                .isEqualTo(7);
        assertThat(SessionProfile.of(session.delete(LATER)).deleted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "tts.chunk", "vad.speech_started", "phase-2.changed", "a.", "a-_.", "0.0"})
    void nameOfACustomEventIsFree(String name) {
        assertThat(EventPayload.Custom.parse(name, "[1]", LIMITS))
                .isEqualTo(new EventPayload.Custom(name, new JsonText("[1]")));
    }

    static List<String> otherNames() {
        return List.of(
                "",
                " ",
                ".a",
                "_a",
                "-a",
                "A",
                "aB",
                "a b",
                "a\n",
                "a/b",
                "a:b",
                "\u00E4",
                "\u0661",
                "a\u0000",
                "a".repeat(65));
    }

    @ParameterizedTest
    @MethodSource("otherNames")
    void otherNameOfACustomEventIsRefused(String name) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> EventPayload.Custom.parse(name, "{}", LIMITS))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "name"), ChatException::details);
    }

    @Test
    void nameOfACustomEventHasAtMost64Characters() {
        String longest = "a".repeat(64);

        assertThat(new EventPayload.Custom(longest, JsonText.EMPTY_OBJECT).name())
                .isEqualTo(longest);
    }

    @Test
    void payloadOfACustomEventIsLimitedInBytes() {
        String largest = "\"" + Samples.GRIN.repeat(4_095) + "ab\"";
        String tooLarge = "\"" + Samples.GRIN.repeat(4_095) + "abc\"";

        assertThat(EventPayload.Custom.parse("a", largest, LIMITS).payload().text())
                .isEqualTo(largest);
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> EventPayload.Custom.parse("a", tooLarge, LIMITS))
                .withMessageContaining("16385")
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "payload"), ChatException::details);
    }

    @Test
    void payloadOfACustomEventIsJson() {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> EventPayload.Custom.parse("a", "{", LIMITS))
                .returns(ErrorCode.INVALID_JSON, ChatException::code);
    }
}
