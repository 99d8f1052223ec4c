package dev.parley.web.describe;

import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.OneOf;
import dev.parley.web.json.RecordShape;
import dev.parley.web.socket.SocketEndpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the texts of the wire look like: by what the record says, or else by the field's name, which means the same everywhere. */
final class FieldForms {
    private static final Set<String> IDS = Set.of(
            "session_id", "message_id", "turn_id", "request_id", "response_id", "event_id", "task_id", "waiting_for");
    private static final Map<String, String> PATTERNS = Map.of(
            "position", Position.REGEX,
            "owner_id", UserId.REGEX,
            "author_id", UserId.REGEX,
            "user_id", UserId.REGEX,
            "profile", ProfileName.REGEX,
            "CustomEventFrameInput.name", EventPayload.Custom.NAME_REGEX,
            "PublishRequest.name", EventPayload.Custom.NAME_REGEX,
            "CustomPayload.name", EventPayload.Custom.NAME_REGEX);

    private final Map<String, Integer> longest;

    /** @param limits how long what clients send may be */
    FieldForms(ChatLimits limits) {
        longest = Map.ofEntries(
                Map.entry("ref", SocketEndpoint.LONGEST_REF),
                Map.entry("ChatRequest.message", limits.userMessageCodePoints()),
                Map.entry("PostMessageRequest.content", limits.userMessageCodePoints()),
                Map.entry("MessageFrameInput.content", limits.userMessageCodePoints()),
                Map.entry("StartSessionRequest.title", limits.titleCodePoints()),
                Map.entry("ChangeSessionRequest.title", limits.titleCodePoints()),
                Map.entry("ReplaceSessionRequest.title", limits.titleCodePoints()),
                Map.entry("StartSessionFrameInput.title", limits.titleCodePoints()),
                Map.entry("AddTaskRequest.title", TaskTitle.LONGEST),
                Map.entry("ChangeTaskRequest.title", TaskTitle.LONGEST),
                Map.entry("AskRequest.question", FeedbackRequest.LONGEST_QUESTION),
                Map.entry("FeedbackAnswerInput.text", FeedbackKind.MAXIMUM_TEXT));
    }

    /** Most code points of a text that clients send; null for any number. */
    @Nullable
    Integer longest(String schema, String name) {
        return longest.getOrDefault(schema + "." + name, longest.get(name));
    }

    static boolean isId(String name) {
        return IDS.contains(name);
    }

    /** The regular expression for the whole text; null for anything. */
    static @Nullable String pattern(String schema, String name) {
        String pattern = PATTERNS.getOrDefault(schema + "." + name, PATTERNS.get(name));
        return pattern == null ? null : "^(?:" + pattern + ")$";
    }

    /** The words that the text can be; null for any. */
    static @Nullable List<String> words(RecordShape.Field field) {
        OneOf words = field.component().getAnnotation(OneOf.class);
        if (words == null) {
            return null;
        }
        return words.value() == OneOf.None.class ? List.of(words.words()) : wordsOf(words.value());
    }

    static List<String> wordsOf(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
