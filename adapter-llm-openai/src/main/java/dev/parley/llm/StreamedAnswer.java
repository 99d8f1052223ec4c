package dev.parley.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One answer as it comes in, chunk by chunk: its text goes to the sink at once, the rest is collected. Chunks are read leniently,
 * since servers differ in which fields they leave out or set to null. Not safe for use by many threads.
 */
final class StreamedAnswer {
    private final TextSink sink;
    private final ToolCallFragments toolCalls = new ToolCallFragments();
    private String model;
    private TokenUsage usage = TokenUsage.NONE;
    private String finishReason = "";
    private boolean hasText;

    /** @param model the model that was asked for */
    StreamedAnswer(String model, TextSink sink) {
        this.model = model;
        this.sink = sink;
    }

    /** @throws ModelFailure if the data is no chunk of an answer, or tells of an error */
    void accept(String data) throws ModelFailure {
        JsonNode chunk = parse(data);
        JsonNode choices = chunk.path("choices");
        if (!chunk.isObject() || !(choices.isArray() || isAbsent(choices))) {
            throw ModelFailure.malformed("a chunk of another form");
        }
        if (!isAbsent(chunk.path("error"))) {
            throw errorOf(chunk.path("error"));
        }
        if (chunk.path("model").isTextual() && !chunk.path("model").textValue().isEmpty()) {
            model = TextRules.repaired(chunk.path("model").textValue());
        }
        if (chunk.path("usage").isObject()) {
            usage = usageOf(chunk.path("usage"));
            sink.report(new TokenReport(model, usage));
        }
        JsonNode choice = choices.path(0);
        acceptDelta(choice.path("delta"));
        if (choice.path("finish_reason").isTextual()) {
            finishReason = choice.path("finish_reason").textValue();
        }
        if (finishReason.equals("error")) {
            throw errorOf(choice.path("error"));
        }
    }

    private void acceptDelta(JsonNode delta) throws ModelFailure {
        JsonNode content = delta.path("content");
        if (content.isArray()) {
            content.forEach(part -> append(part.path("text")));
        } else {
            append(content);
        }
        append(delta.path("refusal"));
        for (JsonNode call : delta.path("tool_calls")) {
            toolCalls.add(call);
        }
    }

    private void append(JsonNode text) {
        if (text.isTextual() && !text.textValue().isEmpty()) {
            hasText = true;
            sink.append(text.textValue());
        }
    }

    /** Whether the sink has got any text. */
    boolean hasText() {
        return hasText;
    }

    /** Whether the model said that this is its end. */
    boolean isWhole() {
        return !finishReason.isEmpty();
    }

    /**
     * What came with a text that is a document, so without tool calls.
     *
     * @throws ModelFailure if the model was kept from saying anything
     */
    Reply replyWithoutTools() throws ModelFailure {
        requireSaid(hasText);
        return new Reply(List.of(), model, usage);
    }

    /**
     * What came with the text. Tool calls count whatever the model gave as its reason to finish; an answer that was cut off at the
     * length limit is as good as there will be one.
     *
     * @throws ModelFailure if the model was kept from saying anything
     */
    Reply reply(Prompt prompt, ToolNames toolNames) throws ModelFailure {
        List<ToolCall> calls = toolCalls.toDomain(idsIn(prompt), toolNames);
        requireSaid(hasText || !calls.isEmpty());
        return new Reply(calls, model, usage);
    }

    private void requireSaid(boolean anything) throws ModelFailure {
        if (anything) {
            return;
        }
        switch (finishReason) {
            case "content_filter" ->
                throw ModelFailure.withheld(
                        "The model's server withheld the answer because of its content rules; ask differently.",
                        "content filter");
            case "length" ->
                throw ModelFailure.withheld(
                        "The model reached its length limit before it said anything; ask for less.", "length limit");
            default -> {}
        }
    }

    private static Set<String> idsIn(Prompt prompt) {
        return prompt.messages().stream()
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .flatMap(answer -> answer.toolCalls().stream())
                .map(ToolCall::id)
                .collect(Collectors.toSet());
    }

    private static JsonNode parse(String data) throws ModelFailure {
        try {
            return ObjectMappers.jsonMapper().readTree(data);
        } catch (JsonProcessingException e) {
            throw ModelFailure.malformed("a chunk that is not JSON");
        }
    }

    private static ModelFailure errorOf(JsonNode error) {
        int status = error.path("code").asInt(error.path("status").asInt(0));
        if (status < 400) {
            status = ModelFailure.reason(error).startsWith("rate_limit") ? 429 : 500;
        }
        return ModelFailure.status(status, error, Optional.empty());
    }

    private static TokenUsage usageOf(JsonNode usage) {
        return new TokenUsage(
                Math.max(0, usage.path("prompt_tokens").asInt(0)),
                Math.max(0, usage.path("completion_tokens").asInt(0)));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
