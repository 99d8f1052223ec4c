package dev.parley.application.agent.function;

import dev.parley.application.agent.function.FeedbackRequestGeneration.Kind;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.feedback.FeedbackKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what an agent wants to know into a well-formed question to people. Safe for use by many threads. */
public final class GenerateFeedbackRequest {
    private static final int LONGEST_QUESTION = 2_000;
    private static final int LONGEST_OPTION = 200;
    private static final int MOST_OPTIONS = 20;

    private static final List<String> KINDS =
            Arrays.stream(Kind.values()).map(Kind::wireName).toList();

    private static final AnswerShape<FeedbackRequestGeneration> SHAPE = new AnswerShape<>(
            "feedback_request", new JsonText("""
                    {"type":"object","additionalProperties":false,
                    "required":["question","kind","options","multiple"],
                    "properties":{
                    "question":{"type":"string"},
                    "kind":{"type":"string","enum":%s},
                    "options":{"type":"array","items":{"type":"string"},
                    "description":"2 to 20 different answers for a choice, empty otherwise"},
                    "multiple":{"type":"boolean","description":"whether several options can be chosen together"}}}""".formatted(AnswerShape.array(KINDS))), GenerateFeedbackRequest::read);

    private final StructuredQuestions questions;

    public GenerateFeedbackRequest(StructuredModel model) {
        this.questions = new StructuredQuestions(model);
    }

    /**
     * @param intention what the agent wants to know, and why
     * @throws ChatException with code {@code model_unavailable} if the model does not answer in the right form, and with the codes of {@link
     *     StructuredModel}
     */
    public TypedReply<FeedbackRequestGeneration> question(Prompt prompt, String intention) throws InterruptedException {
        return questions.ask(
                PromptTemplate.GENERATE_FEEDBACK_REQUEST.fill(Map.of(
                        "instructions", prompt.system(),
                        "intention", Transcript.line(new JsonString(intention)),
                        "conversation", Transcript.of(prompt.messages()))),
                SHAPE,
                prompt.model());
    }

    private static Optional<FeedbackRequestGeneration> read(AnswerReader answer) {
        String question = answer.text("question", LONGEST_QUESTION);
        Optional<Kind> kind = answer.oneOf("kind", KINDS)
                .flatMap(name -> Arrays.stream(Kind.values())
                        .filter(known -> known.wireName().equals(name))
                        .findFirst());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        if (kind.get() != Kind.CHOICE) {
            return Optional.of(new FeedbackRequestGeneration(question, kind.get(), List.of(), false));
        }
        List<String> options = answer.texts("options", MOST_OPTIONS, LONGEST_OPTION);
        boolean multiple = answer.flag("multiple");
        try {
            new FeedbackKind.Choice(options, multiple);
        } catch (ChatException.Invalid unfit) {
            answer.note(unfit.sentence());
            return Optional.empty();
        }
        return Optional.of(new FeedbackRequestGeneration(question, Kind.CHOICE, options, multiple));
    }
}
