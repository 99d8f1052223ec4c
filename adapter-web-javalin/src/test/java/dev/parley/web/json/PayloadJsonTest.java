package dev.parley.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How every kind of event looks. {@code S}, {@code M}, {@code T}, {@code R} and {@code U} stand for ids in what is expected. */
class PayloadJsonTest {
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123456Z");
    private static final SessionId S = new SessionId(uuid(1));
    private static final MessageId M = new MessageId(uuid(2));
    private static final TurnId T = new TurnId(uuid(3));
    private static final FeedbackRequestId R = new FeedbackRequestId(uuid(4));
    private static final UserId ALICE = new UserId("alice");
    private static final ToolCall CALL = new ToolCall("c1", "add", "{\"a\":1", null);
    private static final FeedbackResponse RESPONSE = new FeedbackResponse(
            uuid(5), ALICE, ChannelKind.EMAIL, new FeedbackAnswer.Decision(true, "fine", null), TIME, false);

    private final Json json = new Json();

    static Stream<Arguments> payloads() {
        String user = """
                {"message_id":M,"session_id":S,"turn_id":T,"seq":7,"role":"user","status":"completed","author_id":"alice",\
                "channel":"web","text":"hi","tool_calls":[],"tool_call_id":null,"tool_name":null,"failed":null,"model":null,"usage":null,\
                "error":null,"created_at":TIME,"ended_at":null}""";
        String system = user.replace("\"turn_id\":T", "\"turn_id\":null")
                .replace("\"user\"", "\"system\"")
                .replace("\"alice\",\"channel\":\"web\"", "null,\"channel\":null");
        String tool = user.replace("\"user\"", "\"tool\"")
                .replace("\"alice\",\"channel\":\"web\"", "null,\"channel\":null")
                .replace("\"hi\"", "\"3\uFFFD\"")
                .replace(
                        "\"tool_call_id\":null,\"tool_name\":null,\"failed\":null",
                        "\"tool_call_id\":\"c1\",\"tool_name\":\"add\",\"failed\":true");
        String answer = """
                {"message_id":M,"session_id":S,"turn_id":T,"seq":7,"role":"assistant","status":"completed","author_id":null,\
                "channel":null,"text":"yes","tool_calls":[{"id":"c1","name":"add","arguments":"{\\"a\\":1"}],"tool_call_id":null,"tool_name":null,\
                "failed":null,"model":"m","usage":{"prompt_tokens":1,"completion_tokens":2},"error":null,"created_at":TIME,"ended_at":TIME}""";
        String failed = """
                {"message_id":M,"session_id":S,"turn_id":T,"seq":7,"role":"assistant","status":"failed","author_id":null,\
                "channel":null,"text":"ye","tool_calls":[],"tool_call_id":null,"tool_name":null,"failed":null,"model":null,\
                "usage":{"prompt_tokens":0,"completion_tokens":0},"error":{"error_code":"model_timeout","error_message":"late"},\
                "created_at":TIME,"ended_at":TIME}""";
        String response = """
                {"response_id":U,"author_id":"alice","channel":"email","answer":{"text":null,"options":null,"approved":true,\
                "reason":"fine","edited_arguments":null},"at":TIME,"late":false}""";
        String profile = """
                {"session":{"owner_id":"alice","title":"t","metadata":{ "a":1.0 },"profile":"default","status":"active","deleted":false,"context_after":3}}""";
        return Stream.of(
                Arguments.of(new EventPayload.SessionStarted(profile()), profile),
                Arguments.of(new EventPayload.SessionUpdated(profile()), profile),
                Arguments.of(
                        new EventPayload.SessionPaused(EventPayload.PauseReason.MADE_ROOM),
                        "{\"reason\":\"made_room\"}"),
                Arguments.of(new EventPayload.SessionResumed(), "{}"),
                Arguments.of(new EventPayload.SessionEnded(SessionStatus.EXPIRED), "{\"status\":\"expired\"}"),
                Arguments.of(
                        new EventPayload.ParticipantJoined(ALICE, Access.EDITOR),
                        "{\"user_id\":\"alice\",\"access\":\"editor\"}"),
                Arguments.of(new EventPayload.ParticipantLeft(ALICE), "{\"user_id\":\"alice\"}"),
                Arguments.of(
                        new EventPayload.MessageCreated(new UserMessage(M, S, T, 7, ALICE, "hi", TIME)),
                        "{\"message\":" + user + "}"),
                Arguments.of(
                        new EventPayload.MessageCreated(new SystemMessage(M, S, 7, "hi", TIME)),
                        "{\"message\":" + system + "}"),
                Arguments.of(
                        new EventPayload.MessageStarted(M, T, 2), "{\"message_id\":M,\"turn_id\":T,\"attempt\":2}"),
                Arguments.of(
                        new EventPayload.MessageCompleted(
                                streaming().complete("yes", List.of(CALL), "m", new TokenUsage(1, 2), TIME)),
                        "{\"message\":" + answer + ",\"first_text_ms\":null}"),
                Arguments.of(
                        new EventPayload.MessageCompleted(
                                streaming().complete("yes", List.of(CALL), "m", new TokenUsage(1, 2), TIME),
                                Duration.ofMillis(412)),
                        "{\"message\":" + answer + ",\"first_text_ms\":412}"),
                Arguments.of(
                        new EventPayload.MessageStopped(streaming().stop("ye", TIME)),
                        "{\"message\":"
                                + failed.replace("\"failed\",\"author_id\"", "\"stopped\",\"author_id\"")
                                        .replaceFirst("\"error\":\\{[^}]*}", "\"error\":null")
                                + "}"),
                Arguments.of(
                        new EventPayload.MessageFailed(
                                streaming().fail("ye", new TurnFailure(ErrorCode.MODEL_TIMEOUT, "late"), TIME)),
                        "{\"message\":" + failed + "}"),
                Arguments.of(new EventPayload.TurnQueued(T, M, 3), "{\"turn_id\":T,\"message_id\":M,\"ahead\":3}"),
                Arguments.of(new EventPayload.TurnStarted(T, M, 1), "{\"turn_id\":T,\"message_id\":M,\"attempt\":1}"),
                Arguments.of(new EventPayload.TurnCompleted(T, M), "{\"turn_id\":T,\"message_id\":M}"),
                Arguments.of(
                        new EventPayload.TurnFailed(T, M, new TurnFailure(ErrorCode.MODEL_TIMEOUT, "late")),
                        "{\"turn_id\":T,\"message_id\":M,\"error\":{\"error_code\":\"model_timeout\",\"error_message\":\"late\"}}"),
                Arguments.of(
                        new EventPayload.TurnCancelled(T, M, CancelReason.SESSION_ENDED),
                        "{\"turn_id\":T,\"message_id\":M,\"reason\":\"session_ended\"}"),
                Arguments.of(
                        new EventPayload.ToolCalled(T, M, CALL),
                        "{\"turn_id\":T,\"message_id\":M,\"call\":{\"id\":\"c1\",\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1\"}}"),
                Arguments.of(
                        new EventPayload.ToolFinished(new ToolMessage(M, S, T, 7, "c1", "add", "3\ud800", true, TIME)),
                        "{\"message\":" + tool + "}"),
                Arguments.of(
                        new EventPayload.AgentStateChanged(new AgentState(AgentActivity.THINKING, 3, 40, R)),
                        "{\"agent\":{\"activity\":\"thinking\",\"context_messages\":3,\"context_tokens\":40,\"waiting_for\":R}}"),
                Arguments.of(
                        new EventPayload.FeedbackRequested(question(new FeedbackKind.Approval(CALL, true))),
                        """
                        {"request":{"request_id":R,"session_id":S,"asker":{"turn_id":T,"message_id":M,"call_id":"c1"},\
                        "question":"Sure?","kind":{"type":"approval",\
                        "minimum":null,"maximum":null,"pattern":null,"options":null,"multiple":null,\
                        "call":{"id":"c1","name":"add","arguments":"{\\"a\\":1"},"editable":true},"responders":["alice"],\
                        "status":"answered","response":RESPONSE,"default_answer":{"text":null,"options":null,"approved":false,\
                        "reason":null,"edited_arguments":null},"created_at":TIME,"expires_at":LATER,"remind_at":TIME,"deliveries":[]}}""".replace("RESPONSE", response).replace("LATER", "\"2026-01-31T12:01:00.123456Z\"")),
                Arguments.of(
                        new EventPayload.FeedbackAnswered(R, RESPONSE),
                        "{\"request_id\":R,\"response\":" + response + "}"),
                Arguments.of(
                        new EventPayload.FeedbackDelivery(
                                R,
                                new DeliveryState(
                                        ChannelKind.EMAIL,
                                        new UserId("anna"),
                                        DeliveryStatus.FAILED,
                                        3,
                                        TIME,
                                        "No.",
                                        null)),
                        "{\"request_id\":R,\"delivery\":{\"channel\":\"email\",\"recipient_id\":\"anna\",\"status\":\"failed\",\"attempts\":3,\"updated_at\":TIME,\"error\":\"No.\",\"next_attempt_at\":null}}"),
                Arguments.of(
                        new EventPayload.AnswerDelivery(
                                T,
                                new DeliveryState(ChannelKind.SLACK, ALICE, DeliveryStatus.SENT, 1, TIME, null, null)),
                        "{\"turn_id\":T,\"delivery\":{\"channel\":\"slack\",\"recipient_id\":\"alice\",\"status\":\"sent\",\"attempts\":1,\"updated_at\":TIME,\"error\":null,\"next_attempt_at\":null}}"),
                Arguments.of(new EventPayload.FeedbackReminder(R, TIME), "{\"request_id\":R,\"expires_at\":TIME}"),
                Arguments.of(new EventPayload.FeedbackExpired(R, null), "{\"request_id\":R,\"default_answer\":null}"),
                Arguments.of(new EventPayload.FeedbackCancelled(R), "{\"request_id\":R}"),
                Arguments.of(
                        new EventPayload.Custom("tts.chunk", new JsonText("[ 1.0,\"\\u00e4\" ]")),
                        "{\"name\":\"tts.chunk\",\"payload\":[ 1.0,\"\\u00e4\" ]}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void payloadsLookAsDocumented(EventPayload payload, String expected) {
        Event event = new Event(new EventId(uuid(9)), S, 7, TIME, payload);

        String filled = expected.replaceAll("(?<=:)M(?=[,}])", quoted(M))
                .replaceAll("(?<=:)S(?=[,}])", quoted(S))
                .replaceAll("(?<=:)T(?=[,}])", quoted(T))
                .replaceAll("(?<=:)R(?=[,}])", quoted(R))
                .replaceAll("(?<=:)U(?=[,}])", quoted(uuid(5)))
                .replaceAll("(?<=:)TIME(?=[,}])", quoted(TIME));
        assertThat(json.text(EventJson.from(event)))
                .isEqualTo("{\"event_id\":%s,\"seq\":7,\"type\":\"%s\",\"timestamp\":%s,\"payload\":%s}"
                        .formatted(quoted(uuid(9)), payload.type(), quoted(TIME), filled));
    }

    @Test
    void noKindOfEventIsMissingHere() {
        Set<Class<?>> tested = new HashSet<>();
        payloads().forEach(arguments -> tested.add(arguments.get()[0].getClass()));

        assertThat(Arrays.stream(EventPayload.class.getDeclaredClasses())
                        .filter(type -> type.isRecord() && EventPayload.class.isAssignableFrom(type)))
                .allMatch(tested::contains);
    }

    @Test
    void tableOfEventsAgrees() {
        Map<Class<?>, EventShape> table =
                EventShape.all().stream().collect(Collectors.toMap(EventShape::event, Function.identity()));

        payloads().map(arguments -> (EventPayload) arguments.get()[0]).forEach(payload -> {
            assertThat(table).as("add %s to EventShape", payload.type()).containsKey(payload.getClass());
            EventShape shape = table.get(payload.getClass());
            assertThat(shape.type()).isEqualTo(payload.type());
            assertThat(shape.payload()).isEqualTo(PayloadJson.from(payload).getClass());
        });
    }

    @Test
    void expiredQuestionTellsWhatCounts() {
        Event event = new Event(
                new EventId(uuid(9)),
                S,
                7,
                TIME,
                new EventPayload.FeedbackExpired(R, new FeedbackAnswer.Selection(List.of("a"))));

        assertThat(json.text(EventJson.from(event)))
                .contains("\"default_answer\":{\"text\":null,\"options\":[\"a\"],\"approved\":null,"
                        + "\"reason\":null,\"edited_arguments\":null}");
    }

    @Test
    void questionsTellTheirRules() {
        assertThat(json.text(FeedbackKindJson.from(new FeedbackKind.Choice(List.of("a", "b"), true))))
                .isEqualTo(
                        "{\"type\":\"choice\",\"minimum\":null,\"maximum\":null,\"pattern\":null,\"options\":[\"a\",\"b\"],"
                                + "\"multiple\":true,\"call\":null,\"editable\":null}");
        assertThat(FeedbackKindJson.from(FeedbackKind.FreeText.any()).type()).isEqualTo("free_text");
        assertThat(FeedbackKindJson.from(new FeedbackKind.Clarification()).type())
                .isEqualTo("clarification");
    }

    private static EventPayload.SessionProfile profile() {
        return new EventPayload.SessionProfile(
                ALICE,
                new Title("t"),
                new Metadata(new JsonText("{ \"a\":1.0 }")),
                ProfileName.DEFAULT,
                SessionStatus.ACTIVE,
                false,
                3);
    }

    private static AssistantMessage streaming() {
        return AssistantMessage.streaming(M, S, T, 7, TIME);
    }

    private static FeedbackRequest question(FeedbackKind kind) {
        return new FeedbackRequest(
                R,
                S,
                new AskingCall(T, M, "c1"),
                "Sure?",
                kind,
                Set.of(ALICE),
                new FeedbackState.Answered(RESPONSE),
                TIME,
                TIME.plusSeconds(60),
                TIME,
                new FeedbackAnswer.Decision(false, null, null));
    }

    private static UUID uuid(int number) {
        return new UUID(0x7000, 0x8000000000000000L | number);
    }

    private static String quoted(Object value) {
        return "\"" + value + "\"";
    }
}
