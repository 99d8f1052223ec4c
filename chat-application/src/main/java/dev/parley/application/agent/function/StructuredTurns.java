package dev.parley.application.agent.function;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model that uses tools although the models behind it cannot call any: one is asked what to do next, as a document of a given shape, and
 * what it chooses becomes a tool call or a streamed answer. Safe for use by many threads.
 */
public final class StructuredTurns implements LanguageModel {
    private final LanguageModel model;
    private final DetermineNextAction nextAction;
    private final GenerateFeedbackRequest feedback;

    /**
     * @param model gives the answers; is never offered a tool
     * @param structured decides what to do
     */
    public StructuredTurns(LanguageModel model, StructuredModel structured) {
        this.model = model;
        this.nextAction = new DetermineNextAction(structured);
        this.feedback = new GenerateFeedbackRequest(structured);
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        if (prompt.tools().isEmpty()) {
            return model.answer(StreamingChatResponse.plain(prompt), sink);
        }
        TypedReply<NextAction> chosen = nextAction.choose(prompt);
        sink.report(new TokenReport(chosen.model(), chosen.usage()));
        return switch (chosen.value()) {
            case NextAction.Respond respond -> respond(prompt, sink, chosen.usage());
            case NextAction.CallTool call ->
                calling(prompt, call.tool(), call.arguments().text(), chosen);
            case NextAction.Clarify clarify ->
                calling(
                        prompt,
                        AgentTool.ASK_CLARIFICATION,
                        new JsonObject(Map.of(
                                        "question",
                                        new JsonString(clarify.request().question())))
                                .toJson()
                                .text(),
                        chosen);
            case NextAction.RequestFeedback request -> {
                TypedReply<FeedbackRequestGeneration> question = feedback.question(prompt, request.intention());
                yield calling(
                        prompt,
                        AgentTool.REQUEST_FEEDBACK,
                        question.value().toArguments().text(),
                        new TypedReply<>(
                                chosen.value(),
                                question.model(),
                                StructuredQuestions.sum(chosen.usage(), question.usage())));
            }
        };
    }

    /** Answers with what the tools returned. Tools that a model makes up, though it was offered none, are not called. */
    private Reply respond(Prompt prompt, TextSink sink, TokenUsage before) throws InterruptedException {
        Reply reply = model.answer(StreamingChatResponse.afterTools(prompt), adding(before, sink));
        return new Reply(List.of(), reply.model(), StructuredQuestions.sum(before, reply.usage()));
    }

    private static TextSink adding(TokenUsage before, TextSink sink) {
        return new TextSink() {
            @Override
            public void append(String piece) {
                sink.append(piece);
            }

            @Override
            public void report(TokenReport report) {
                sink.report(new TokenReport(report.model(), StructuredQuestions.sum(before, report.usage())));
            }
        };
    }

    private static Reply calling(Prompt prompt, String tool, String arguments, TypedReply<NextAction> chosen) {
        ToolCall call = new ToolCall(freshId(prompt), tool, arguments, null);
        return new Reply(List.of(call), chosen.model(), chosen.usage());
    }

    /** An id that no other call of the conversation has. */
    private static String freshId(Prompt prompt) {
        Set<String> taken = prompt.messages().stream()
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .flatMap(answer -> answer.toolCalls().stream())
                .map(ToolCall::id)
                .collect(Collectors.toSet());
        int number = taken.size() + 1;
        while (taken.contains("call_" + number)) {
            number++;
        }
        return "call_" + number;
    }

    @Override
    public boolean isReady() {
        return model.isReady();
    }
}
