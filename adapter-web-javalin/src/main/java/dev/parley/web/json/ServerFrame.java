package dev.parley.web.json;

import dev.parley.application.port.Notice;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the server sends over a stream. */
public sealed interface ServerFrame {
    /** The kind of frame. */
    String type();

    /** Something happened in a session. */
    record EventFrame(String type, String sessionId, String position, EventJson event) implements ServerFrame {
        static final String TYPE = "event";
    }

    /** The answer in progress grew; {@code position} is behind the text. */
    record DeltaFrame(String type, String sessionId, String position, String messageId, int offset, String text)
            implements ServerFrame {
        static final String TYPE = "delta";
    }

    /** The reader's position cannot be served; this is how things are instead. */
    record ResetFrame(String type, String sessionId, String position, SnapshotJson snapshot) implements ServerFrame {
        static final String TYPE = "reset";
    }

    /** Somebody began or ceased to type. */
    record TypingFrame(String type, String sessionId, String userId, boolean active) implements ServerFrame {
        static final String TYPE = "typing";
    }

    /** Somebody began or ceased to watch. */
    record PresenceFrame(String type, String sessionId, String userId, boolean online) implements ServerFrame {
        static final String TYPE = "presence";
    }

    /** The user should know of something, whatever the connection has joined; what its kind does not have is null. */
    record NoticeFrame(
            String type,

            @OneOf(
                    words = {
                        "feedback_requested",
                        "feedback_reminder",
                        "feedback_answered",
                        "feedback_expired",
                        "feedback_cancelled",
                        "session_shared",
                        "session_expiring"
                    })
            String kind,

            String sessionId,
            @Nullable String requestId,
            @Nullable String question,
            @Nullable String title,
            @OneOf(words = {"viewer", "editor"}) @Nullable String access,
            @Nullable Instant expiresAt)
            implements ServerFrame {
        static final String TYPE = "notice";

        public static NoticeFrame from(Notice notice) {
            String kind = notice.kind();
            String session = notice.sessionId().toString();
            return switch (notice) {
                case Notice.FeedbackRequested asked ->
                    new NoticeFrame(
                            TYPE,
                            kind,
                            session,
                            asked.requestId().toString(),
                            asked.question(),
                            null,
                            null,
                            asked.expiresAt());
                case Notice.FeedbackReminder asked ->
                    new NoticeFrame(
                            TYPE,
                            kind,
                            session,
                            asked.requestId().toString(),
                            asked.question(),
                            null,
                            null,
                            asked.expiresAt());
                case Notice.FeedbackEnded ended ->
                    new NoticeFrame(TYPE, kind, session, ended.requestId().toString(), null, null, null, null);
                case Notice.SessionShared shared ->
                    new NoticeFrame(
                            TYPE,
                            kind,
                            session,
                            null,
                            null,
                            shared.title(),
                            shared.access().wireName(),
                            null);
                case Notice.SessionExpiring expiring ->
                    new NoticeFrame(TYPE, kind, session, null, null, expiring.title(), null, expiring.expiresAt());
            };
        }
    }

    /** Something was refused or went wrong. */
    record ErrorFrame(
            String type,
            @Nullable String ref,
            @OneOf(ErrorCode.class) String errorCode,
            String errorMessage,
            Map<String, Object> details)
            implements ServerFrame {
        static final String TYPE = "error";

        public static ErrorFrame of(@Nullable String ref, ChatException refusal) {
            return new ErrorFrame(TYPE, ref, refusal.code().code(), refusal.sentence(), refusal.details());
        }

        /** After a defect: nothing of it is told but how to find it in the log. */
        public static ErrorFrame defect(@Nullable String ref, String correlationId) {
            return new ErrorFrame(
                    TYPE,
                    ref,
                    ErrorCode.INTERNAL.code(),
                    "Something went wrong on our side.",
                    Map.of("correlation_id", correlationId));
        }
    }

    /** Every record of this family, for those who describe the wire. */
    static List<Class<? extends ServerFrame>> all() {
        return Stream.concat(ofSessions().stream(), Stream.of(NoticeFrame.class, ErrorFrame.class))
                .toList();
    }

    /** Those that tell of one session, which go over every transport. */
    static List<Class<? extends ServerFrame>> ofSessions() {
        return List.of(EventFrame.class, DeltaFrame.class, ResetFrame.class, TypingFrame.class, PresenceFrame.class);
    }
}
