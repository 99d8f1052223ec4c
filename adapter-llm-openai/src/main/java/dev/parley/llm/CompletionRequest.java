package dev.parley.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.ResponseFormatJsonSchema.JsonSchema;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A prompt in the words of the chat completions protocol. What servers are known to refuse is left out or mended, because a history
 * that is refused once is refused for ever: tool calls without a result, arguments that are not an object, schemas without
 * properties, empty answers, text that is not Unicode.
 */
final class CompletionRequest {
    private static final String NO_ARGUMENTS = "{}";

    private final ToolNames toolNames;
    private final ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder();

    private CompletionRequest(ToolNames toolNames) {
        this.toolNames = toolNames;
    }

    /** @param withUsage whether to ask for the tokens used, which not every server understands */
    static ChatCompletionCreateParams from(Prompt prompt, String model, ToolNames toolNames, boolean withUsage) {
        CompletionRequest result = new CompletionRequest(toolNames);
        result.request.model(model);
        if (withUsage) {
            result.request.streamOptions(
                    ChatCompletionStreamOptions.builder().includeUsage(true).build());
        }
        if (!prompt.system().isBlank()) {
            result.request.addSystemMessage(TextRules.repaired(prompt.system()));
        }
        List<Message> messages = prompt.messages();
        for (int i = 0; i < messages.size(); i++) {
            result.add(messages.get(i), messages.subList(i + 1, messages.size()));
        }
        prompt.tools().forEach(result::add);
        return result.request.build();
    }

    /**
     * @param form how the server is asked for a document
     * @param withUsage whether to ask for the tokens used, which not every server understands
     */
    static ChatCompletionCreateParams from(
            StructuredPrompt prompt, String model, DocumentForm form, boolean withUsage) {
        ChatCompletionCreateParams.Builder request =
                ChatCompletionCreateParams.builder().model(model);
        if (withUsage) {
            request.streamOptions(
                    ChatCompletionStreamOptions.builder().includeUsage(true).build());
        }
        String system = TextRules.repaired(prompt.system());
        switch (form) {
            case SCHEMA -> request.addSystemMessage(system).responseFormat(schemaOf(prompt));
            case OBJECT ->
                request.addSystemMessage(system + schemaInWords(prompt))
                        .responseFormat(ResponseFormatJsonObject.builder().build());
            case FREE -> request.addSystemMessage(system + schemaInWords(prompt));
        }
        return request.addUserMessage(TextRules.repaired(prompt.input())).build();
    }

    private static ResponseFormatJsonSchema schemaOf(StructuredPrompt prompt) {
        JsonSchema.Schema.Builder schema = JsonSchema.Schema.builder();
        tree(prompt.schema().text())
                .properties()
                .forEach(part -> schema.putAdditionalProperty(part.getKey(), JsonValue.fromJsonNode(part.getValue())));
        return ResponseFormatJsonSchema.builder()
                .jsonSchema(JsonSchema.builder()
                        .name(prompt.name())
                        .strict(true)
                        .schema(schema.build())
                        .build())
                .build();
    }

    private static String schemaInWords(StructuredPrompt prompt) {
        return "\n\nAnswer with one JSON document and nothing else. It must fit this JSON Schema:\n"
                + prompt.schema().text();
    }

    private void add(Message message, List<Message> following) {
        String text = TextRules.repaired(message.text());
        switch (message) {
            case UserMessage user -> request.addUserMessage(text);
            case SystemMessage system -> request.addSystemMessage(text);
            case AssistantMessage answer -> add(answer, text, answeredIn(following));
            case ToolMessage result ->
                request.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(result.toolCallId())
                        .content(text)
                        .build());
        }
    }

    private void add(AssistantMessage answer, String text, Set<String> answered) {
        List<ToolCall> calls = answer.toolCalls().stream()
                .filter(call -> answered.contains(call.id()))
                .toList();
        if (text.isEmpty() && calls.isEmpty()) {
            return;
        }
        ChatCompletionAssistantMessageParam.Builder param = ChatCompletionAssistantMessageParam.builder();
        if (!text.isEmpty()) {
            param.content(text);
        }
        calls.forEach(call -> param.addToolCall(from(call)));
        request.addMessage(param.build());
    }

    /** The calls with results directly behind them. */
    private static Set<String> answeredIn(List<Message> following) {
        Set<String> answered = new HashSet<>();
        for (Message message : following) {
            if (!(message instanceof ToolMessage result)) {
                break;
            }
            answered.add(result.toolCallId());
        }
        return answered;
    }

    private ChatCompletionMessageFunctionToolCall from(ToolCall call) {
        ChatCompletionMessageFunctionToolCall.Builder param = ChatCompletionMessageFunctionToolCall.builder()
                .id(call.id())
                .function(ChatCompletionMessageFunctionToolCall.Function.builder()
                        .name(toolNames.toWire(call.name()))
                        .arguments(isObject(call.arguments()) ? call.arguments() : NO_ARGUMENTS)
                        .build());
        String signature = call.signature();
        if (signature != null && isObject(signature)) {
            param.putAdditionalProperty(ToolCallFragments.SIGNATURE, JsonValue.fromJsonNode(tree(signature)));
        }
        return param.build();
    }

    private void add(ToolSpecification tool) {
        FunctionParameters.Builder parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of()));
        tree(tool.inputSchema().text())
                .properties()
                .forEach(part ->
                        parameters.putAdditionalProperty(part.getKey(), JsonValue.fromJsonNode(part.getValue())));
        request.addFunctionTool(FunctionDefinition.builder()
                .name(toolNames.toWire(tool.name()))
                .description(TextRules.repaired(tool.description()))
                .parameters(parameters.build())
                .build());
    }

    private static boolean isObject(String json) {
        try {
            return new JsonText(json).isObject();
        } catch (ChatException.Invalid malformed) {
            return false;
        }
    }

    private static JsonNode tree(String json) {
        try {
            return ObjectMappers.jsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON, although it was when it was made", e);
        }
    }
}
