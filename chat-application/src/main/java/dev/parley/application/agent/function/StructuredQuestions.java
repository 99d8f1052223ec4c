package dev.parley.application.agent.function;

import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a model for answers of a given shape. One that does not fit is sent back once, with all that is wrong with it. */
final class StructuredQuestions {
    private static final System.Logger LOG = System.getLogger(StructuredQuestions.class.getName());
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int SHOWN_OF_AN_ANSWER = 4_000;
    private final StructuredModel model;

    StructuredQuestions(StructuredModel model) {
        this.model = model;
    }

    /** What came of one question. */
    private record Attempt<T>(AnswerShape.Reading<T> reading, String said, String model, TokenUsage usage) {}

    /**
     * @param modelName the model to use; null for the default
     * @throws ChatException.Unavailable with code {@code model_unavailable} if the second answer does not fit either, and with those of {@link
     *     StructuredModel}
     */
    <T> TypedReply<T> ask(PromptTemplate.Filled prompt, AnswerShape<T> shape, @Nullable String modelName)
            throws InterruptedException {
        Attempt<T> first = attempt(prompt, prompt.input(), shape, modelName);
        Optional<T> result = first.reading().result();
        if (result.isPresent()) {
            return new TypedReply<>(result.get(), first.model(), first.usage());
        }
        LOG.log(
                System.Logger.Level.INFO,
                "the answer \"{0}\" does not fit and is sent back: {1}",
                shape.name(),
                first.reading().defects().size());
        Attempt<T> second = attempt(prompt, repair(prompt, first), shape, modelName);
        T repaired = second.reading().result().orElseThrow(() -> unfit(shape));
        return new TypedReply<>(repaired, second.model(), sum(first.usage(), second.usage()));
    }

    private <T> Attempt<T> attempt(
            PromptTemplate.Filled prompt, String input, AnswerShape<T> shape, @Nullable String modelName)
            throws InterruptedException {
        try {
            StructuredReply reply =
                    model.answer(new StructuredPrompt(prompt.system(), input, shape.name(), shape.schema(), modelName));
            return new Attempt<>(reading(shape, reply), reply.json().text(), reply.model(), reply.usage());
        } catch (ChatException.Invalid noDocument) {
            return new Attempt<>(defective("it was not one JSON document"), "", "", TokenUsage.NONE);
        }
    }

    private static <T> AnswerShape.Reading<T> reading(AnswerShape<T> shape, StructuredReply reply) {
        try {
            return shape.reading(JsonValue.of(reply.json()));
        } catch (ChatException.Invalid malformed) {
            return defective(malformed.sentence());
        }
    }

    private static <T> AnswerShape.Reading<T> defective(String defect) {
        return new AnswerShape.Reading<>(Optional.empty(), List.of(defect));
    }

    private static String repair(PromptTemplate.Filled prompt, Attempt<?> failed) {
        String said = failed.said();
        int end = Math.min(said.length(), SHOWN_OF_AN_ANSWER);
        boolean cutsPair = end > 0 && end < said.length() && Character.isHighSurrogate(said.charAt(end - 1));
        String shown = said.substring(0, cutsPair ? end - 1 : end);
        return """
            %s

            Your last answer to this did not fit. This is the answer, as a JSON string:
            <last_answer>
            %s
            </last_answer>

            This is wrong with it:
            %s

            Answer again, with one JSON document that fits and nothing else.""".formatted(
                prompt.input(),
                Transcript.line(new JsonString(shown)),
                failed.reading().defects().stream().map(defect -> "- " + defect).collect(Collectors.joining("\n")));
    }

    private static ChatException unfit(AnswerShape<?> shape) {
        LOG.log(System.Logger.Level.WARNING, "the model gave no answer \"{0}\" that fits, twice", shape.name());
        return new ChatException.Unavailable(
                ErrorCode.MODEL_UNAVAILABLE,
                "The model did not answer in the form it was asked for, although it was told what was wrong; try again, or use another model.",
                SOON);
    }

    static TokenUsage sum(TokenUsage one, TokenUsage other) {
        return new TokenUsage(
                one.promptTokens() + other.promptTokens(), one.completionTokens() + other.completionTokens());
    }
}
