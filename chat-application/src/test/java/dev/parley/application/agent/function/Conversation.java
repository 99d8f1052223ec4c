package dev.parley.application.agent.function;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.Title;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts together what a model is asked; not safe for use by several threads. */
final class Conversation {
    static final ToolSpecification ADD = tool("add_task", """
            {"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}""");
    static final ToolSpecification LIST = tool("list_tasks", "{\"type\":\"object\"}");
    static final ToolSpecification ASK = tool("request_feedback", "{\"type\":\"object\"}");
    static final ToolSpecification CLARIFY = tool("ask_clarification", "{\"type\":\"object\"}");

    private final Prompt start = LanguageModelContract.prompt("");
    private final List<Message> messages = new ArrayList<>();
    private ProfileName profile = ProfileName.DEFAULT;

    private static ToolSpecification tool(String name, String schema) {
        return new ToolSpecification(name, "Does <it>.", new JsonText(schema));
    }

    Conversation user(String text) {
        messages.add(new UserMessage(
                id(),
                start.session().id(),
                start.turnId(),
                messages.size() + 1L,
                start.session().owner(),
                text,
                start.session().createdAt()));
        return this;
    }

    Conversation assistant(String text, ToolCall... calls) {
        messages.add(AssistantMessage.streaming(
                        id(),
                        start.session().id(),
                        start.turnId(),
                        messages.size() + 1L,
                        start.session().createdAt())
                .complete(
                        text,
                        List.of(calls),
                        "scripted",
                        TokenUsage.NONE,
                        start.session().createdAt()));
        return this;
    }

    static ToolCall call(String id, String tool, String arguments) {
        return new ToolCall(id, tool, arguments, null);
    }

    Conversation result(String callId, String tool, boolean failed, String text) {
        messages.add(new ToolMessage(
                id(),
                start.session().id(),
                start.turnId(),
                messages.size() + 1L,
                callId,
                tool,
                text,
                failed,
                start.session().createdAt()));
        return this;
    }

    Conversation with(ProfileName name) {
        profile = name;
        return this;
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    Prompt prompt(ToolSpecification... tools) {
        Session session = Session.start(
                        start.session().id(),
                        start.session().owner(),
                        Title.NONE,
                        Metadata.NONE,
                        profile,
                        null,
                        start.session().createdAt())
                .activate(start.session().createdAt());
        return new Prompt(session, start.turnId(), "Be kind.", messages, List.of(tools), "model-1");
    }

    private MessageId id() {
        return new MessageId(new UUID(0x7000L, 0x8000000000000100L + messages.size()));
    }
}
