package dev.parley.application.agent.function;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredModel;
import dev.parley.domain.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers a message as a whole, for channels that do not stream. Uses no tools. Safe for use by many threads. */
public final class ProcessUserMessage {
    private static final int LONGEST = 100_000;
    private static final int LONGEST_SENTENCE = 2_000;
    private static final int MOST_STEPS = 50;

    private static final AnswerShape<AgentResponse> SHAPE =
            new AnswerShape<>("agent_response", new JsonText("""
                    {"type":"object","additionalProperties":false,
                    "required":["thinking","text","clarification","error"],
                    "properties":{
                    "thinking":{"type":"array","description":"steps that lead to the answer; may be empty",
                    "items":{"type":"object","additionalProperties":false,"required":["sentence"],
                    "properties":{"sentence":{"type":"string"}}}},
                    "text":{"type":"string","description":"the answer, in Markdown; empty if there is a clarification or an error"},
                    "clarification":{"anyOf":[{"type":"null"},
                    {"type":"object","additionalProperties":false,"required":["question"],
                    "properties":{"question":{"type":"string"}}}]},
                    "error":{"anyOf":[{"type":"null"},
                    {"type":"object","additionalProperties":false,"required":["sentence"],
                    "properties":{"sentence":{"type":"string"}}}]}}}"""), ProcessUserMessage::read);

    private final StructuredQuestions questions;

    public ProcessUserMessage(StructuredModel model) {
        this.questions = new StructuredQuestions(model);
    }

    /**
     * @throws dev.parley.domain.ChatException with code {@code model_unavailable} if the model does not answer in the right form, and with
     *     the codes of {@link StructuredModel}
     */
    public TypedReply<AgentResponse> answer(Prompt prompt) throws InterruptedException {
        return questions.ask(
                PromptTemplate.PROCESS_USER_MESSAGE.fill(
                        Map.of("instructions", prompt.system(), "conversation", Transcript.of(prompt.messages()))),
                SHAPE,
                prompt.model());
    }

    private static Optional<AgentResponse> read(AnswerReader answer) {
        List<ThinkingUpdate> thinking = answer.objects("thinking", MOST_STEPS).stream()
                .map(step -> new ThinkingUpdate(step.text("sentence", LONGEST_SENTENCE)))
                .toList();
        String text = answer.optionalText("text", LONGEST).orElse("");
        Optional<ClarificationRequest> clarification = answer.optionalObject("clarification")
                .map(asked -> new ClarificationRequest(asked.text("question", LONGEST_SENTENCE)));
        Optional<ErrorResponse> error =
                answer.optionalObject("error").map(told -> new ErrorResponse(told.text("sentence", LONGEST_SENTENCE)));
        if (!AgentResponse.saysOneThing(text, clarification.isPresent(), error.isPresent())) {
            answer.note("exactly one of text, clarification and error must say something");
            return Optional.empty();
        }
        return Optional.of(new AgentResponse(thinking, text, clarification.orElse(null), error.orElse(null)));
    }
}
