package dev.parley.launcher.offline;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Talks with a model about tasks, and returns to it what a test wrote down as results of tools; not safe for use by several threads. */
final class TaskList {
    private static final int MOST_ROUNDS = 12;

    private final LanguageModel model;
    private final Map<String, Function<ToolCall, String>> results = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private List<ToolSpecification> tools = Stream.of(
                    "add_task",
                    "list_tasks",
                    "complete_task",
                    "update_task",
                    "delete_task",
                    "request_feedback",
                    "ask_clarification")
            .map(name -> new ToolSpecification(name, "Does it.", new JsonText("{\"type\":\"object\"}")))
            .toList();

    TaskList(LanguageModel model) {
        this.model = model;
        for (String tool : List.of("add_task", "complete_task", "update_task")) {
            results.put(tool, call -> "{\"id\":\"i\",\"number\":2,\"title\":\"milk the cow\",\"done\":true}");
        }
        results.put(
                "delete_task",
                call -> "{\"deleted\":{\"id\":\"i\",\"number\":3,\"title\":\"buy milk\",\"done\":false}}");
        results.put("list_tasks", call -> """
                {"tasks":[{"id":"a","number":2,"title":"milk the cow","done":false},
                {"id":"b","number":3,"title":"buy milk","done":false},
                {"id":"c","number":5,"title":"Call *mum*","done":true}],"total":3}""");
    }

    /** What a tool returns; an error if it begins with an exclamation mark. */
    TaskList returning(String tool, String result) {
        results.put(tool, call -> result);
        return this;
    }

    TaskList without(String tool) {
        tools = tools.stream().filter(offered -> !offered.name().equals(tool)).toList();
        return this;
    }

    TaskList withoutTools() {
        tools = List.of();
        return this;
    }

    /** The calls that were made, such as {@code delete_task {"number":3}}. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** What the model says in the end. */
    String say(String question) throws InterruptedException {
        Prompt first = LanguageModelContract.prompt(question);
        Instant now = first.session().createdAt();
        List<Message> messages = new ArrayList<>(first.messages());
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            Reply reply = model.answer(
                    new Prompt(first.session(), first.turnId(), "Be kind.", messages, tools, null), text::append);
            if (reply.toolCalls().isEmpty()) {
                return text.toString();
            }
            messages.add(AssistantMessage.streaming(
                            id(messages), first.session().id(), first.turnId(), messages.size() + 1L, now)
                    .complete(text.toString(), reply.toolCalls(), reply.model(), reply.usage(), now));
            for (ToolCall call : reply.toolCalls()) {
                if (ids.contains(call.id())) {
                    throw new AssertionError("two calls have the id " + call.id());
                }
                ids.add(call.id());
                calls.add(call.name() + " " + call.arguments());
                String result = results.getOrDefault(call.name(), unknown -> "!There is no such tool.")
                        .apply(call);
                boolean failed = result.startsWith("!");
                messages.add(new ToolMessage(
                        id(messages),
                        first.session().id(),
                        first.turnId(),
                        messages.size() + 1L,
                        call.id(),
                        call.name(),
                        failed ? result.substring(1) : result,
                        failed,
                        now));
            }
        }
        throw new AssertionError("the model never came to an end: " + calls);
    }

    private static MessageId id(List<Message> messages) {
        return new MessageId(new UUID(0x7000L, 0x8000000000000200L + messages.size()));
    }
}
