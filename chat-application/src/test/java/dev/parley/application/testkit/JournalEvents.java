package dev.parley.application.testkit;

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
import dev.parley.domain.feedback.TextPattern;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events of one session, one after the other, without a session. */
public final class JournalEvents {
    private final SessionId session = Given.sessionId();
    private final List<Event> events = new ArrayList<>();
    private Instant now;

    private JournalEvents(Instant now) {
        this.now = now;
    }

    public static JournalEvents at(Instant now) {
        return new JournalEvents(now);
    }

    public List<Event> all() {
        return List.copyOf(events);
    }

    public JournalEvents add(EventPayload payload) {
        events.add(new Event(new EventId(Given.IDS.next()), session, events.size() + 1L, now, payload));
        return this;
    }

    /** What follows happens later. */
    public JournalEvents later(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** A turn that takes so long. */
    public JournalEvents turn(Duration duration) {
        TurnId turn = Given.turnId();
        MessageId message = Given.messageId();
        return add(new EventPayload.TurnStarted(turn, message, 1))
                .later(duration)
                .add(new EventPayload.TurnCompleted(turn, message));
    }

    /** The end of a turn that failed. */
    public JournalEvents failed(ErrorCode code) {
        return add(new EventPayload.TurnFailed(Given.turnId(), Given.messageId(), new TurnFailure(code, "It failed.")));
    }

    /** A whole answer. */
    public JournalEvents answered(@Nullable Duration firstText) {
        return add(new EventPayload.MessageCompleted(answer(), firstText));
    }

    private AssistantMessage streaming() {
        return AssistantMessage.streaming(Given.messageId(), session, Given.turnId(), events.size() + 1L, now);
    }

    private AssistantMessage answer() {
        ToolCall call = new ToolCall("call-1", "tasks.list", "{\"all\":true}", "signature");
        return streaming()
                .complete("Line one\nline two \uD83D\uDE00", List.of(call), "small", new TokenUsage(12, 3), now);
    }

    /** At least one event of every kind, with everything in it that it can have. */
    public static JournalEvents ofEveryKind(Instant now) {
        JournalEvents all = at(now);
        EventPayload.SessionProfile profile = new EventPayload.SessionProfile(
                Given.user(),
                new Title("A title\nof two lines"),
                new Metadata(new JsonText("{\n\t\"a\": [1.0,\r\n2e3],\"b\":\"\\n\"}")),
                ProfileName.DEFAULT,
                SessionStatus.ACTIVE,
                false,
                3);
        TurnId turn = Given.turnId();
        MessageId message = Given.messageId();
        TurnFailure failure = new TurnFailure(ErrorCode.MODEL_REJECTED, "No.");
        all.add(new EventPayload.SessionStarted(profile))
                .add(new EventPayload.SessionUpdated(profile))
                .add(new EventPayload.SessionPaused(EventPayload.PauseReason.MADE_ROOM))
                .add(new EventPayload.SessionResumed())
                .add(new EventPayload.ParticipantJoined(Given.user(), Access.EDITOR))
                .add(new EventPayload.ParticipantLeft(Given.user()))
                .add(new EventPayload.MessageCreated(
                        new UserMessage(message, all.session, turn, 7, Given.user(), "Hi\u2028\uD800 \"there\"", now)))
                .add(new EventPayload.MessageCreated(
                        new SystemMessage(Given.messageId(), all.session, 8, "A remark", now)))
                .add(new EventPayload.TurnQueued(turn, message, 2))
                .add(new EventPayload.TurnStarted(turn, message, 1))
                .add(new EventPayload.MessageStarted(Given.messageId(), turn, 1))
                .answered(Duration.ofMillis(345))
                .add(new EventPayload.MessageStopped(all.streaming().stop("Half", now)))
                .add(new EventPayload.MessageFailed(
                        all.streaming().reported("small", new TokenUsage(4, 0)).fail("", failure, now)))
                .add(new EventPayload.ToolCalled(turn, message, new ToolCall("1", "tasks", "not JSON", null)))
                .add(new EventPayload.ToolFinished(
                        new ToolMessage(Given.messageId(), all.session, turn, 9, "1", "tasks", "Result", true, now)))
                .add(new EventPayload.AgentStateChanged(
                        new AgentState(AgentActivity.THINKING, 3, 40, new FeedbackRequestId(Given.IDS.next()))));
        for (FeedbackKind kind : List.of(
                new FeedbackKind.FreeText(1, 10, new TextPattern("[a-z]+")),
                FeedbackKind.FreeText.any(),
                new FeedbackKind.Choice(List.of("a", "b"), true),
                new FeedbackKind.Approval(new ToolCall("1", "tasks", "{}", null), true),
                new FeedbackKind.Approval(null, false),
                new FeedbackKind.Clarification())) {
            all.add(new EventPayload.FeedbackRequested(new FeedbackRequest(
                    new FeedbackRequestId(Given.IDS.next()),
                    all.session,
                    new AskingCall(turn, message, "1"),
                    "Really?",
                    kind,
                    Set.of(Given.user()),
                    new FeedbackState.Pending(),
                    now,
                    now.plusSeconds(60),
                    now.plusSeconds(30),
                    null)));
        }
        for (FeedbackAnswer answer : List.of(
                new FeedbackAnswer.Text("Yes"),
                new FeedbackAnswer.Selection(List.of("a")),
                new FeedbackAnswer.Decision(true, "because", "{}"),
                new FeedbackAnswer.Decision(false, null, null))) {
            all.add(new EventPayload.FeedbackAnswered(
                    new FeedbackRequestId(Given.IDS.next()),
                    new FeedbackResponse(Given.IDS.next(), Given.user(), ChannelKind.SLACK, answer, now, false)));
        }
        return all.add(new EventPayload.FeedbackReminder(new FeedbackRequestId(Given.IDS.next()), now))
                .add(new EventPayload.FeedbackExpired(new FeedbackRequestId(Given.IDS.next()), null))
                .add(new EventPayload.FeedbackExpired(
                        new FeedbackRequestId(Given.IDS.next()), new FeedbackAnswer.Text("default")))
                .add(new EventPayload.FeedbackCancelled(new FeedbackRequestId(Given.IDS.next())))
                .add(new EventPayload.FeedbackDelivery(
                        new FeedbackRequestId(Given.IDS.next()),
                        new DeliveryState(
                                ChannelKind.EMAIL,
                                Given.user(),
                                DeliveryStatus.FAILED,
                                3,
                                now,
                                "No such mailbox.",
                                null)))
                .add(new EventPayload.FeedbackDelivery(
                        new FeedbackRequestId(Given.IDS.next()),
                        new DeliveryState(ChannelKind.WEBHOOK, Given.user(), DeliveryStatus.SENT, 1, now, null, now)))
                .add(new EventPayload.AnswerDelivery(
                        turn,
                        new DeliveryState(ChannelKind.SLACK, Given.user(), DeliveryStatus.SENT, 1, now, null, null)))
                .add(new EventPayload.Custom("tts.chunk", new JsonText("{\n\"a\" : \"\\u00e4\"\n}")))
                .later(Duration.ofMillis(1_500))
                .add(new EventPayload.TurnCompleted(turn, message))
                .add(new EventPayload.TurnFailed(Given.turnId(), message, failure))
                .add(new EventPayload.TurnCancelled(Given.turnId(), message, CancelReason.INTERRUPTED))
                .add(new EventPayload.SessionEnded(SessionStatus.EXPIRED));
    }
}
