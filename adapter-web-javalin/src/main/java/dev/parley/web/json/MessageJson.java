package dev.parley.web.json;

import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageRole;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a session's history; what its role does not have is null. */
public record MessageJson(
        String messageId,
        String sessionId,
        @Nullable String turnId,
        long seq,
        @OneOf(MessageRole.class) String role,
        @OneOf(MessageStatus.class) String status,
        @Nullable String authorId,
        @OneOf(ChannelKind.class) @Nullable String channel,
        String text,
        List<ToolCallJson> toolCalls,
        @Nullable String toolCallId,
        @Nullable String toolName,
        @Nullable Boolean failed,
        @Nullable String model,
        @Nullable UsageJson usage,
        @Nullable FailureJson error,
        Instant createdAt,
        @Nullable Instant endedAt) {
    public static MessageJson from(Message message) {
        return switch (message) {
            case UserMessage user ->
                plain(user, user.author().toString(), user.channel().wireName());
            case SystemMessage system -> plain(system, null, null);
            case ToolMessage tool -> tool(tool);
            case AssistantMessage answer -> answer(answer);
        };
    }

    public static List<MessageJson> from(List<? extends Message> messages) {
        return messages.stream().map(MessageJson::from).toList();
    }

    private static MessageJson plain(Message message, @Nullable String author, @Nullable String channel) {
        return new MessageJson(
                message.id().toString(),
                message.sessionId().toString(),
                message.turnId() == null ? null : message.turnId().toString(),
                message.seq(),
                message.role().wireName(),
                message.status().wireName(),
                author,
                channel,
                message.text(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                message.createdAt(),
                null);
    }

    private static MessageJson tool(ToolMessage message) {
        return new MessageJson(
                message.id().toString(),
                message.sessionId().toString(),
                message.turnId().toString(),
                message.seq(),
                message.role().wireName(),
                message.status().wireName(),
                null,
                null,
                TextRules.repaired(message.text()),
                List.of(),
                TextRules.repaired(message.toolCallId()),
                TextRules.repaired(message.toolName()),
                message.failed(),
                null,
                null,
                null,
                message.createdAt(),
                null);
    }

    private static MessageJson answer(AssistantMessage message) {
        return new MessageJson(
                message.id().toString(),
                message.sessionId().toString(),
                message.turnId().toString(),
                message.seq(),
                message.role().wireName(),
                message.status().wireName(),
                null,
                null,
                message.text(),
                message.toolCalls().stream().map(ToolCallJson::from).toList(),
                null,
                null,
                null,
                message.model(),
                UsageJson.from(message.usage()),
                message.failure() == null ? null : FailureJson.from(message.failure()),
                message.createdAt(),
                message.endedAt());
    }
}
