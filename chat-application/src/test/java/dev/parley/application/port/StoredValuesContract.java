package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.feedback.TextPattern;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Origin;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is stored comes back as it was, to the last character. */
public interface StoredValuesContract extends StorageFixture {
    /** Whatever may be in a text: everything but U+0000 and lone surrogates. */
    String ODD_TEXT =
            "\u0001\u001F\t\r\n\"\\/'`%_:?$1 {}[]\u007F\u0085\u2028\u2029\uFEFF\uFFFE\uFFFF\uD83D\uDE00\uDBFF\uDFFF"
                    + "äß漢字e\u0301\u200D\u202E<script>&amp;\\u0041";

    /** JSON that no library would write like that. */
    String ODD_JSON = "{ \"b\" : 1.50e+02 ,\n\t\"a\":[ ], \"a\":{\"\\u00e4\\/\":-0.0},\"n\":12345678901234567890.10 }";

    private SessionStore store() {
        return storage().sessions();
    }

    @Test
    default void sessionComesBackAsItWas() {
        Session begun = Given.session(store(), Given.user());
        Session stored = Given.changed(store(), begun, change -> {
            Instant now = change.now();
            Session full = change.session()
                    .rename(new Title(ODD_TEXT), now)
                    .describe(new Metadata(new JsonText(ODD_JSON)), now)
                    .share(new UserId("b@x|+/=-._:"), Access.EDITOR, ChatLimits.defaults(), now)
                    .share(new UserId("A"), Access.VIEWER, ChatLimits.defaults(), now)
                    .activate(now)
                    .withAgent(new AgentState(
                            AgentActivity.RESPONDING, 17, 1_999, new FeedbackRequestId(Given.IDS.next())))
                    .withOpenAnswer(new OpenAnswer(Given.messageId(), Given.turnId(), 1))
                    .delete(now);
            change.save(full);
        });

        assertThat(store().find(begun.id())).contains(stored);
        assertThat(store().snapshot(begun.id(), 1).orElseThrow().session()).isEqualTo(stored);
    }

    @Test
    default void everyStatusComesBackAsItWas() {
        List<UnaryOperator<Session>> transitions = List.of(
                session -> session,
                session -> session.activate(session.createdAt()),
                session -> session.pause(session.createdAt()),
                session -> session.end(session.createdAt()),
                session -> session.expire(session.createdAt()));
        List<SessionStatus> seen = new ArrayList<>();
        for (UnaryOperator<Session> transition : transitions) {
            Session stored = Given.changed(
                    store(),
                    Given.session(store(), Given.user()),
                    change -> change.save(transition.apply(change.session())));
            assertThat(store().find(stored.id())).contains(stored);
            seen.add(stored.status());
        }
        assertThat(seen).containsExactly(SessionStatus.values());
    }

    @Test
    default void originAndProfileComeBackAsTheyWere() {
        SessionId id = Given.sessionId();
        Session stored = store().change(
                        id,
                        change -> change.save(Session.start(
                                id,
                                Given.user(),
                                new Title("😀".repeat(200)),
                                Metadata.NONE,
                                new ProfileName("a_b-9"),
                                new Origin(Given.sessionId(), 9_000_000_000L),
                                change.now())));

        assertThat(store().find(id)).contains(stored);
    }

    /** One of each kind of message, each in each of its states. */
    private static List<Message> messages(SessionChange change, TurnId turn) {
        SessionId session = change.session().id();
        Instant now = change.now();
        long seq = change.nextSeq();
        AssistantMessage streaming =
                AssistantMessage.streaming(Given.messageId(), session, turn, seq + 3, now.minusMillis(3));
        ToolCall odd = new ToolCall(ODD_TEXT, "any tool: " + ODD_TEXT, "{malformed " + ODD_TEXT, ODD_TEXT);
        ToolCall plain = new ToolCall("2", "tasks", ODD_JSON, null);
        return List.of(
                new UserMessage(Given.messageId(), session, turn, seq, Given.user(), ODD_TEXT, now),
                new UserMessage(
                        Given.messageId(),
                        session,
                        turn,
                        seq + 1,
                        Given.user(),
                        ChannelKind.SLACK,
                        "😀".repeat(5_000),
                        now),
                new SystemMessage(Given.messageId(), session, seq + 2, ODD_TEXT, now.plusSeconds(1)),
                streaming,
                moved(streaming, seq + 4)
                        .complete(ODD_TEXT, List.of(odd, plain), "model/" + ODD_TEXT, new TokenUsage(1, 2), now),
                moved(streaming, seq + 5).stop(" leading and trailing ", now),
                moved(streaming, seq + 6).fail("", new TurnFailure(ErrorCode.MODEL_TIMEOUT, ODD_TEXT), now),
                moved(streaming, seq + 7).interrupt("x".repeat(100_000), now),
                new ToolMessage(
                        Given.messageId(), session, turn, seq + 8, ODD_TEXT, "tool " + ODD_TEXT, ODD_TEXT, true, now),
                new ToolMessage(Given.messageId(), session, turn, seq + 9, "2", "tasks", "", false, now));
    }

    private static AssistantMessage moved(AssistantMessage message, long seq) {
        return AssistantMessage.streaming(
                Given.messageId(), message.sessionId(), message.turnId(), seq, message.createdAt());
    }

    @Test
    default void everyMessageComesBackAsItWas() {
        Session session = Given.activeSession(store(), Given.user());
        TurnId turn = Given.turnId();
        List<Message> saved = store().change(session.id(), change -> {
            List<Message> messages = messages(change, turn);
            messages.forEach(message -> {
                change.save(message);
                change.emit(new EventPayload.MessageCreated(message));
            });
            return messages;
        });

        assertThat(store().latestMessages(session.id(), 100)).isEqualTo(saved);
        assertThat(store().history(new MessageQuery(session.id(), 0, Long.MAX_VALUE, true, 100, 0))
                        .items())
                .isEqualTo(saved);
        assertThat(store().messagesOf(session.id(), turn))
                .isEqualTo(saved.stream()
                        .filter(message -> turn.equals(message.turnId()))
                        .toList());
        assertThat(store().<List<Message>>change(
                                session.id(),
                                change -> saved.stream()
                                        .map(message ->
                                                change.message(message.id()).orElseThrow())
                                        .toList()))
                .isEqualTo(saved);
        assertThat(store().find(session.id()).orElseThrow().messageCount()).isEqualTo(saved.size());
    }

    @Test
    default void everyStateOfATurnComesBackAsItWas() {
        Session session = Given.activeSession(store(), Given.user());
        List<UnaryOperator<Turn>> transitions = List.of(
                turn -> turn,
                turn -> running(turn),
                turn -> running(turn).requestStop(CancelReason.INTERRUPTED),
                turn -> running(turn).await(new FeedbackRequestId(Given.IDS.next())),
                turn -> running(turn).complete(turn.createdAt()),
                turn -> running(turn).fail(new TurnFailure(ErrorCode.INTERNAL, ODD_TEXT), turn.createdAt()),
                turn -> turn.cancel(CancelReason.STOPPED, turn.createdAt()),
                turn -> turn.cancel(CancelReason.INTERRUPTED, turn.createdAt()),
                turn -> turn.cancel(CancelReason.SESSION_ENDED, turn.createdAt()));
        for (UnaryOperator<Turn> transition : transitions) {
            Turn stored = store().change(session.id(), change -> {
                Turn asked = Given.question(change, session.owner(), Given.messageId(), "Hello?", 7);
                return change.save(transition.apply(change.save(asked)));
            });
            assertThat(store().turn(session.id(), stored.id())).contains(stored);
            assertThat(store().<Turn>change(session.id(), change -> change.turn(stored.id())))
                    .isEqualTo(stored);
            assertThat(store().<Turn>change(
                                    session.id(),
                                    change -> change.turnAnswering(stored.messageId())
                                            .orElseThrow()))
                    .isEqualTo(stored);
            store().change(session.id(), change -> {
                Turn turn = change.turn(stored.id());
                return turn.isEnded() ? turn : change.save(turn.cancel(CancelReason.STOPPED, change.now()));
            });
        }
    }

    private static Turn running(Turn turn) {
        return turn.start(new Lease(Given.node(), turn.createdAt().plus(Duration.ofSeconds(15))), turn.createdAt());
    }

    /** Each kind of question with answers to it. */
    private static List<Sample> samples() {
        ToolCall odd = new ToolCall(ODD_TEXT, "any tool: " + ODD_TEXT, "{malformed " + ODD_TEXT, ODD_TEXT);
        List<String> options = List.of(ODD_TEXT, " leading and trailing ", "b", "a", "😀".repeat(200));
        return List.of(
                new Sample(
                        FeedbackKind.FreeText.any(),
                        List.of(new FeedbackAnswer.Text(ODD_TEXT), new FeedbackAnswer.Text("😀".repeat(5_000)))),
                new Sample(
                        new FeedbackKind.FreeText(2, 77, new TextPattern("(?s)[^\\n\"\u2028]{2}.*\\Q漢\\E?")),
                        List.of(new FeedbackAnswer.Text("\uD83D\uDE00 ."))),
                new Sample(
                        new FeedbackKind.Choice(options, false),
                        List.of(new FeedbackAnswer.Selection(List.of(ODD_TEXT)))),
                new Sample(
                        new FeedbackKind.Choice(options, true),
                        List.of(new FeedbackAnswer.Selection(options.reversed()))),
                new Sample(
                        new FeedbackKind.Approval(odd, true),
                        List.of(
                                new FeedbackAnswer.Decision(true, ODD_TEXT, ODD_JSON),
                                new FeedbackAnswer.Decision(false, "", null))),
                new Sample(
                        new FeedbackKind.Approval(new ToolCall("2", "tasks", ODD_JSON, null), false),
                        List.of(new FeedbackAnswer.Decision(true, null, null))),
                new Sample(
                        new FeedbackKind.Approval(null, false),
                        List.of(new FeedbackAnswer.Decision(false, "no", null))),
                new Sample(new FeedbackKind.Clarification(), List.of(new FeedbackAnswer.Text(ODD_TEXT))));
    }

    /** A kind of question with valid answers. */
    record Sample(FeedbackKind kind, List<FeedbackAnswer> answers) {}

    /** Questions of all kinds in all states. */
    private static List<FeedbackRequest> questions(SessionChange change) {
        List<FeedbackRequest> questions = new ArrayList<>();
        for (Sample sample : samples()) {
            for (FeedbackAnswer answer : sample.answers) {
                for (FeedbackState state : states(change.now(), answer)) {
                    boolean plain = questions.size() % 2 == 0;
                    questions.add(new FeedbackRequest(
                            Given.requestId(),
                            change.session().id(),
                            plain ? null : new AskingCall(Given.turnId(), Given.messageId(), ODD_TEXT),
                            plain ? "?" : ODD_TEXT,
                            sample.kind,
                            plain ? Set.of() : Set.of(Given.user(), new UserId("b@x|+/=-._:"), new UserId("A")),
                            state,
                            change.now(),
                            change.now().plusSeconds(172_800),
                            plain ? change.now().plusMillis(1) : null,
                            plain ? null : answer));
                }
            }
        }
        return questions;
    }

    private static List<FeedbackState> states(Instant now, FeedbackAnswer answer) {
        List<FeedbackState> states = new ArrayList<>();
        for (ChannelKind channel : ChannelKind.values()) {
            states.add(new FeedbackState.Answered(new FeedbackResponse(
                    Given.IDS.next(), new UserId("b@x|+/=-._:"), channel, answer, now.plusSeconds(1), false)));
        }
        states.addAll(List.of(
                new FeedbackState.Pending(),
                new FeedbackState.Expired(now.plusSeconds(172_801)),
                new FeedbackState.Cancelled(now.plusMillis(5))));
        return states;
    }

    @Test
    default void everyQuestionComesBackAsItWas() {
        Session session = Given.session(store(), Given.user());
        List<FeedbackRequest> asked = store().<List<FeedbackRequest>>change(session.id(), change -> questions(change));
        for (FeedbackRequest question : asked) {
            store().change(session.id(), change -> change.save(question));

            assertThat(storage().feedback().find(question.id())).contains(question);
            assertThat(store().<FeedbackRequest>change(session.id(), change -> change.question(question.id())))
                    .isEqualTo(question);
            assertThat(storage()
                            .feedback()
                            .page(new FeedbackQuery(session.id(), null, question.status(), 100, 0))
                            .items())
                    .contains(question);
        }
        assertThat(asked).extracting(FeedbackRequest::status).contains(FeedbackStatus.values());
        assertThat(leaves(FeedbackKind.class))
                .allMatch(kind -> asked.stream().anyMatch(question -> kind.isInstance(question.kind())));
    }

    @Test
    default void manyQuestionsOfOneChangeComeBackAsTheyWere() {
        Session session = Given.session(store(), Given.user());
        List<FeedbackRequest> asked = store().<List<FeedbackRequest>>change(
                        session.id(),
                        change -> questions(change).stream().map(change::save).toList());

        for (FeedbackRequest question : asked) {
            assertThat(storage().feedback().find(question.id())).contains(question);
        }
    }

    @Test
    default void everyLateAnswerComesBackAsItWas() {
        Session session = Given.session(store(), Given.user());
        for (Sample sample : samples()) {
            FeedbackRequestId id = Given.requestId();
            List<FeedbackResponse> late = store().<List<FeedbackResponse>>change(session.id(), change -> {
                change.save(Given.asked(change, id).cancel(change.now()));
                List<FeedbackResponse> answers = new ArrayList<>();
                for (FeedbackAnswer answer : sample.answers) {
                    for (ChannelKind channel : ChannelKind.values()) {
                        FeedbackResponse response = new FeedbackResponse(
                                Given.IDS.next(),
                                Given.user(),
                                channel,
                                answer,
                                change.now().plusMillis(answers.size()),
                                true);
                        change.keepLate(id, response);
                        answers.add(response);
                    }
                }
                return answers;
            });

            assertThat(storage().feedback().lateAnswers(id)).isEqualTo(late);
        }
    }

    /** One of each kind of event that is emitted today. */
    private static List<EventPayload> payloads(SessionChange change) {
        Session session = change.session();
        TurnId turn = Given.turnId();
        List<EventPayload> payloads = new ArrayList<>();
        for (Message message : messages(change, turn)) {
            payloads.add(new EventPayload.MessageCreated(message));
            if (message instanceof AssistantMessage answer) {
                payloads.add(new EventPayload.MessageStarted(answer.id(), turn, 3));
                payloads.add(new EventPayload.MessageCompleted(answer));
                payloads.add(new EventPayload.MessageCompleted(answer, Duration.ofMillis(1_234)));
                payloads.add(new EventPayload.MessageStopped(answer));
                payloads.add(new EventPayload.MessageFailed(answer));
            }
            if (message instanceof ToolMessage result) {
                payloads.add(new EventPayload.ToolFinished(result));
            }
        }
        EventPayload.SessionProfile profile = new EventPayload.SessionProfile(
                session.owner(),
                new Title(ODD_TEXT),
                new Metadata(new JsonText(ODD_JSON)),
                new ProfileName("x"),
                SessionStatus.EXPIRED,
                true,
                7);
        payloads.addAll(List.of(
                new EventPayload.SessionStarted(EventPayload.SessionProfile.of(session)),
                new EventPayload.SessionUpdated(profile),
                new EventPayload.SessionResumed(),
                new EventPayload.SessionEnded(SessionStatus.EXPIRED),
                new EventPayload.ParticipantJoined(Given.user(), Access.EDITOR),
                new EventPayload.ParticipantLeft(Given.user()),
                new EventPayload.TurnQueued(turn, Given.messageId(), 4),
                new EventPayload.TurnStarted(turn, Given.messageId(), 2),
                new EventPayload.TurnCompleted(turn, Given.messageId()),
                new EventPayload.TurnFailed(
                        turn, Given.messageId(), new TurnFailure(ErrorCode.MODEL_UNAVAILABLE, ODD_TEXT)),
                new EventPayload.ToolCalled(turn, Given.messageId(), new ToolCall("1", ODD_TEXT, ODD_TEXT, ODD_TEXT)),
                new EventPayload.ToolCalled(turn, Given.messageId(), new ToolCall("2", "tasks", "{}", null)),
                new EventPayload.AgentStateChanged(AgentState.INITIAL),
                new EventPayload.AgentStateChanged(
                        new AgentState(AgentActivity.ERROR, 1, 2, new FeedbackRequestId(Given.IDS.next()))),
                new EventPayload.Custom("tts.chunk", new JsonText(ODD_JSON)),
                new EventPayload.Custom("0", new JsonText(" \"" + "\\uD83D\\uDE00😀" + "\"\n")),
                new EventPayload.Custom("null", new JsonText("null"))));
        for (FeedbackRequest question : questions(change)) {
            payloads.add(new EventPayload.FeedbackRequested(question));
            payloads.add(new EventPayload.FeedbackExpired(question.id(), question.defaultAnswer()));
            if (question.state() instanceof FeedbackState.Answered answered) {
                payloads.add(new EventPayload.FeedbackAnswered(question.id(), answered.winner()));
            }
        }
        payloads.add(new EventPayload.FeedbackReminder(Given.requestId(), change.now()));
        payloads.add(new EventPayload.FeedbackCancelled(Given.requestId()));
        for (DeliveryStatus status : DeliveryStatus.values()) {
            payloads.add(new EventPayload.FeedbackDelivery(
                    Given.requestId(),
                    new DeliveryState(ChannelKind.WEBHOOK, Given.user(), status, 3, change.now(), null, change.now())));
            payloads.add(new EventPayload.FeedbackDelivery(
                    Given.requestId(),
                    new DeliveryState(ChannelKind.EMAIL, Given.user(), status, 0, change.now(), "It failed.", null)));
        }
        payloads.add(new EventPayload.AnswerDelivery(
                turn,
                new DeliveryState(
                        ChannelKind.SLACK, Given.user(), DeliveryStatus.PENDING, 0, change.now(), null, change.now())));
        for (EventPayload.PauseReason reason : EventPayload.PauseReason.values()) {
            payloads.add(new EventPayload.SessionPaused(reason));
        }
        for (CancelReason reason : CancelReason.values()) {
            payloads.add(new EventPayload.TurnCancelled(turn, Given.messageId(), reason));
        }
        return payloads;
    }

    @Test
    default void everyEventComesBackAsItWas() {
        Session session = Given.session(store(), Given.user());
        Set<String> types = payloadTypes();
        for (EventPayload payload : store().<List<EventPayload>>change(session.id(), change -> payloads(change))) {
            Event emitted = store().change(session.id(), change -> change.emit(payload));

            assertThat(store().eventsAfter(session.id(), emitted.seq() - 1, 10))
                    .isEqualTo(new LogPage.Events(List.of(emitted)));
            types.remove(payload.type());
        }
        assertThat(types).as("types without a sample").isEmpty();
    }

    /** The types of the log. */
    private static Set<String> payloadTypes() {
        return leaves(EventPayload.class).map(StoredValuesContract::typeOf).collect(Collectors.toSet());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(StoredValuesContract::leaves);
    }

    /** {@code SessionStarted} → {@code session.started}, with the two names that do not follow the pattern. */
    private static String typeOf(Class<?> payload) {
        return switch (payload.getSimpleName()) {
            case "AgentStateChanged" -> "agent.state";
            case "Custom" -> "custom";
            default ->
                payload.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", ".").toLowerCase(Locale.ROOT);
        };
    }
}
