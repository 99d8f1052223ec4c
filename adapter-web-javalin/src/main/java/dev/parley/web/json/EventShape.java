package dev.parley.web.json;

import dev.parley.domain.event.EventPayload;
import java.util.List;

/**
 * One line of the table of events, for those who describe the wire.
 *
 * @param type the event's {@code type}
 * @param payload what its payload looks like
 * @param meaning what it tells, in one sentence
 */
public record EventShape(
        String type, Class<? extends EventPayload> event, Class<? extends PayloadJson> payload, String meaning) {
    private static final List<EventShape> ALL = List.of(
            new EventShape(
                    "session.started",
                    EventPayload.SessionStarted.class,
                    PayloadJson.OfSession.class,
                    "The session exists from here on."),
            new EventShape(
                    "session.updated",
                    EventPayload.SessionUpdated.class,
                    PayloadJson.OfSession.class,
                    "Title, metadata, status or deletion changed, or what the model sees of it."),
            new EventShape(
                    "session.paused",
                    EventPayload.SessionPaused.class,
                    PayloadJson.OfPause.class,
                    "The session rests."),
            new EventShape(
                    "session.resumed",
                    EventPayload.SessionResumed.class,
                    PayloadJson.Empty.class,
                    "The session goes on after a pause."),
            new EventShape(
                    "session.ended",
                    EventPayload.SessionEnded.class,
                    PayloadJson.OfEnd.class,
                    "The session came to its final status."),
            new EventShape(
                    "participant.joined",
                    EventPayload.ParticipantJoined.class,
                    PayloadJson.OfParticipant.class,
                    "The session was shared with somebody, or their access changed."),
            new EventShape(
                    "participant.left",
                    EventPayload.ParticipantLeft.class,
                    PayloadJson.OfLeaver.class,
                    "The session is no longer shared with somebody."),
            new EventShape(
                    "message.created",
                    EventPayload.MessageCreated.class,
                    PayloadJson.OfMessage.class,
                    "A message came in whole."),
            new EventShape(
                    "message.started",
                    EventPayload.MessageStarted.class,
                    PayloadJson.OfAnswerStart.class,
                    "An answer begins; its draft is empty."),
            new EventShape(
                    "message.completed",
                    EventPayload.MessageCompleted.class,
                    PayloadJson.OfAnswer.class,
                    "The answer is whole; the draft is over."),
            new EventShape(
                    "message.stopped",
                    EventPayload.MessageStopped.class,
                    PayloadJson.OfMessage.class,
                    "The answer was stopped or cut off; the text so far is kept, the draft is over."),
            new EventShape(
                    "message.failed",
                    EventPayload.MessageFailed.class,
                    PayloadJson.OfMessage.class,
                    "The model failed; the text so far is kept, the draft is over."),
            new EventShape(
                    "turn.queued",
                    EventPayload.TurnQueued.class,
                    PayloadJson.OfQueuedTurn.class,
                    "A turn waits behind others."),
            new EventShape(
                    "turn.started",
                    EventPayload.TurnStarted.class,
                    PayloadJson.OfStartedTurn.class,
                    "A node begins to work on a turn, or goes on with it."),
            new EventShape(
                    "turn.completed",
                    EventPayload.TurnCompleted.class,
                    PayloadJson.OfTurn.class,
                    "The turn reached its answer."),
            new EventShape(
                    "turn.failed",
                    EventPayload.TurnFailed.class,
                    PayloadJson.OfFailedTurn.class,
                    "The turn ended without an answer."),
            new EventShape(
                    "turn.cancelled",
                    EventPayload.TurnCancelled.class,
                    PayloadJson.OfCancelledTurn.class,
                    "The turn was stopped or withdrawn."),
            new EventShape(
                    "tool.called",
                    EventPayload.ToolCalled.class,
                    PayloadJson.OfToolCall.class,
                    "A tool begins to run."),
            new EventShape(
                    "tool.finished",
                    EventPayload.ToolFinished.class,
                    PayloadJson.OfMessage.class,
                    "A tool returned or failed."),
            new EventShape(
                    "agent.state",
                    EventPayload.AgentStateChanged.class,
                    PayloadJson.OfAgent.class,
                    "The agent does something else now."),
            new EventShape(
                    "feedback.requested",
                    EventPayload.FeedbackRequested.class,
                    PayloadJson.OfFeedback.class,
                    "Somebody is asked a question."),
            new EventShape(
                    "feedback.answered",
                    EventPayload.FeedbackAnswered.class,
                    PayloadJson.OfFeedbackAnswer.class,
                    "An answer won; there is one at most."),
            new EventShape(
                    "feedback.reminder",
                    EventPayload.FeedbackReminder.class,
                    PayloadJson.OfFeedbackReminder.class,
                    "Nobody has answered, and the time is over soon."),
            new EventShape(
                    "feedback.expired",
                    EventPayload.FeedbackExpired.class,
                    PayloadJson.OfFeedbackExpiry.class,
                    "Nobody answered in time."),
            new EventShape(
                    "feedback.cancelled",
                    EventPayload.FeedbackCancelled.class,
                    PayloadJson.OfFeedbackEnd.class,
                    "The question was withdrawn, or its turn or session ended."),
            new EventShape(
                    "feedback.delivery",
                    EventPayload.FeedbackDelivery.class,
                    PayloadJson.OfFeedbackDelivery.class,
                    "A question was sent to a person over a channel, could not be, or was superseded there."),
            new EventShape(
                    "answer.delivery",
                    EventPayload.AnswerDelivery.class,
                    PayloadJson.OfAnswerDelivery.class,
                    "The answer of a turn is to be sent to a person over a channel, was sent, or could not be."),
            new EventShape(
                    "custom",
                    EventPayload.Custom.class,
                    PayloadJson.OfCustom.class,
                    "The application published this."));

    /** All events there are, in the order of the documentation. */
    public static List<EventShape> all() {
        return ALL;
    }
}
