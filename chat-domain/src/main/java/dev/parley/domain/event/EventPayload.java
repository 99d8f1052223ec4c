package dev.parley.domain.event;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
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
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an event tells. The family is closed; applications add their own through {@link Custom}. */
public sealed interface EventPayload {
    /** The type as it appears on the wire. */
    String type();

    /** The session exists from here on. */
    record SessionStarted(SessionProfile session) implements EventPayload {
        @Override
        public String type() {
            return "session.started";
        }
    }

    /** Its title, metadata, status or deletion changed, or what the model sees of it. */
    record SessionUpdated(SessionProfile session) implements EventPayload {
        @Override
        public String type() {
            return "session.updated";
        }
    }

    /** It was paused, by hand or for being idle. */
    record SessionPaused(PauseReason reason) implements EventPayload {
        @Override
        public String type() {
            return "session.paused";
        }
    }

    /** It goes on after a pause. */
    record SessionResumed() implements EventPayload {
        @Override
        public String type() {
            return "session.resumed";
        }
    }

    /** It came to its final status. */
    record SessionEnded(SessionStatus status) implements EventPayload {
        @Override
        public String type() {
            return "session.ended";
        }
    }

    /** The session was shared with somebody, or their access changed. */
    record ParticipantJoined(UserId user, Access access) implements EventPayload {
        @Override
        public String type() {
            return "participant.joined";
        }
    }

    /** The session is no longer shared with somebody. */
    record ParticipantLeft(UserId user) implements EventPayload {
        @Override
        public String type() {
            return "participant.left";
        }
    }

    /** A message came in whole. */
    record MessageCreated(Message message) implements EventPayload {
        @Override
        public String type() {
            return "message.created";
        }
    }

    /** An answer begins; its draft grows from here. */
    record MessageStarted(MessageId messageId, TurnId turnId, int attempt) implements EventPayload {
        @Override
        public String type() {
            return "message.started";
        }
    }

    /**
     * The answer is whole.
     *
     * @param firstText how long the model took to its first text; null if there was none or nobody noted it
     */
    record MessageCompleted(
            AssistantMessage message, @Nullable Duration firstText) implements AnswerEnded {
        public MessageCompleted(AssistantMessage message) {
            this(message, null);
        }

        @Override
        public String type() {
            return "message.completed";
        }
    }

    /** The answer was stopped by somebody or cut off by a crash; its status tells which. */
    record MessageStopped(AssistantMessage message) implements AnswerEnded {
        @Override
        public String type() {
            return "message.stopped";
        }
    }

    /** The model failed; the text so far is kept. */
    record MessageFailed(AssistantMessage message) implements AnswerEnded {
        @Override
        public String type() {
            return "message.failed";
        }
    }

    /** Any end of an answer: the draft is over, the message has the whole text. */
    sealed interface AnswerEnded extends EventPayload {
        AssistantMessage message();
    }

    /** A turn waits behind others. */
    record TurnQueued(TurnId turnId, MessageId messageId, int ahead) implements EventPayload {
        @Override
        public String type() {
            return "turn.queued";
        }
    }

    /** A node begins to work on a turn, or goes on with it as the given attempt. */
    record TurnStarted(TurnId turnId, MessageId messageId, int attempt) implements EventPayload {
        @Override
        public String type() {
            return "turn.started";
        }
    }

    /** A turn reached its answer. */
    record TurnCompleted(TurnId turnId, MessageId messageId) implements TurnEnded {
        @Override
        public String type() {
            return "turn.completed";
        }
    }

    /** A turn ended without an answer. */
    record TurnFailed(TurnId turnId, MessageId messageId, TurnFailure failure) implements TurnEnded {
        @Override
        public String type() {
            return "turn.failed";
        }
    }

    /** A turn was stopped or withdrawn. */
    record TurnCancelled(TurnId turnId, MessageId messageId, CancelReason reason) implements TurnEnded {
        @Override
        public String type() {
            return "turn.cancelled";
        }
    }

    /** Any end of a turn. */
    sealed interface TurnEnded extends EventPayload {
        TurnId turnId();

        /** The user message of the turn. */
        MessageId messageId();
    }

    /**
     * A tool begins to run.
     *
     * @param messageId the agent's message that calls it
     * @param call with the arguments that the tool gets, which people may have changed
     */
    record ToolCalled(TurnId turnId, MessageId messageId, ToolCall call) implements EventPayload {
        @Override
        public String type() {
            return "tool.called";
        }
    }

    /** A tool returned or failed. */
    record ToolFinished(ToolMessage message) implements EventPayload {
        @Override
        public String type() {
            return "tool.finished";
        }
    }

    /** The agent does something else now. */
    record AgentStateChanged(AgentState state) implements EventPayload {
        @Override
        public String type() {
            return "agent.state";
        }
    }

    /** A question to people. */
    record FeedbackRequested(FeedbackRequest request) implements EventPayload {
        @Override
        public String type() {
            return "feedback.requested";
        }
    }

    /** The answer that won. */
    record FeedbackAnswered(FeedbackRequestId requestId, FeedbackResponse response) implements EventPayload {
        @Override
        public String type() {
            return "feedback.answered";
        }
    }

    /** A question's time is over soon, and nobody has answered. */
    record FeedbackReminder(FeedbackRequestId requestId, Instant expiresAt) implements EventPayload {
        @Override
        public String type() {
            return "feedback.reminder";
        }
    }

    /**
     * Nobody answered in time.
     *
     * @param defaultAnswer what counts as the answer; null if nothing does
     */
    record FeedbackExpired(
            FeedbackRequestId requestId, @Nullable FeedbackAnswer defaultAnswer) implements EventPayload {
        @Override
        public String type() {
            return "feedback.expired";
        }
    }

    /** The question was withdrawn. */
    record FeedbackCancelled(FeedbackRequestId requestId) implements EventPayload {
        @Override
        public String type() {
            return "feedback.cancelled";
        }
    }

    /** What became of a question on its way to a person over a channel: it was sent, could not be, or was superseded. */
    record FeedbackDelivery(FeedbackRequestId requestId, DeliveryState delivery) implements EventPayload {
        @Override
        public String type() {
            return "feedback.delivery";
        }
    }

    /** What became of a turn's answer on its way to a person over a channel: it was sent, or could not be. */
    record AnswerDelivery(TurnId turnId, DeliveryState delivery) implements EventPayload {
        @Override
        public String type() {
            return "answer.delivery";
        }
    }

    /**
     * Published by the embedding application, such as {@code tts.chunk} or {@code phase.changed}.
     *
     * @param name 1 to 64 characters: lower-case letters, digits, {@code . _ -}
     * @param payload any JSON document
     */
    record Custom(String name, JsonText payload) implements EventPayload {
        /** The form of a name. */
        public static final String NAME_REGEX = "[a-z0-9][a-z0-9._-]{0,63}";

        private static final Pattern NAME = Pattern.compile(NAME_REGEX);

        /** @throws ChatException.Invalid if the name is not of that form */
        public Custom {
            if (!NAME.matcher(name).matches()) {
                throw ChatException.Invalid.field(
                        "name", "must have 1 to 64 characters out of lower-case letters, digits and . _ -");
            }
        }

        /** @throws ChatException.Invalid if the payload is larger than {@link ChatLimits#customPayloadBytes()} */
        public static Custom parse(String name, String payload, ChatLimits limits) {
            int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > limits.customPayloadBytes()) {
                throw ChatException.Invalid.field(
                        "payload",
                        "has %d bytes; a custom event carries at most %d."
                                .formatted(bytes, limits.customPayloadBytes()));
            }
            return new Custom(name, new JsonText(payload));
        }

        @Override
        public String type() {
            return "custom";
        }
    }

    /** What {@code session.started} and {@code session.updated} tell of a session. */
    record SessionProfile(
            UserId owner,
            Title title,
            Metadata metadata,
            ProfileName profile,
            SessionStatus status,
            boolean deleted,
            long contextAfter) {
        public static SessionProfile of(Session session) {
            return new SessionProfile(
                    session.owner(),
                    session.title(),
                    session.metadata(),
                    session.profile(),
                    session.status(),
                    session.deletedAt() != null,
                    session.contextAfter());
        }
    }

    /** Why a session was paused. */
    enum PauseReason {
        BY_HAND,
        IDLE,
        MADE_ROOM;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
