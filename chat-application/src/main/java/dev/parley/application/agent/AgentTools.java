package dev.parley.application.agent;

import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.ToolCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools that every agent has by itself: those that ask people. Their calls are questions, and the answers are their results. */
public final class AgentTools {
    public static final String REQUEST_FEEDBACK = "request_feedback";
    public static final String ASK_CLARIFICATION = "ask_clarification";

    static final List<ToolSpecification> SPECIFICATIONS = List.of(
            new ToolSpecification(
                    REQUEST_FEEDBACK,
                    "Asks the people in this conversation a question and waits for the answer, for days if need be. Use it for decisions that are"
                            + " theirs.",
                    new JsonText("""
                            {"type":"object","properties":{
                            "question":{"type":"string","description":"the question, complete in itself, 1 to 2000 characters"},
                            "kind":{"type":"string","enum":["text","choice","approval"],"description":"text: an answer in own words; choice: out of the options; approval: yes or no"},
                            "options":{"type":"array","items":{"type":"string"},"description":"for a choice: 2 to 20 different texts"},
                            "multiple":{"type":"boolean","description":"for a choice: whether several options may be selected"}},
                            "required":["question","kind"],"additionalProperties":false}""")),
            new ToolSpecification(
                    ASK_CLARIFICATION,
                    "Asks the user what they mean and waits for the answer. Use it when the request cannot be understood without it.",
                    new JsonText("""
                            {"type":"object","properties":{
                            "question":{"type":"string","description":"what is unclear, as a question, 1 to 2000 characters"}},
                            "required":["question"],"additionalProperties":false}""")));

    private AgentTools() {}

    /** What a call asks. */
    record Question(String text, FeedbackKind kind) {}

    public static boolean has(String tool) {
        return tool.equals(REQUEST_FEEDBACK) || tool.equals(ASK_CLARIFICATION);
    }

    /** @throws ChatException.Invalid with a sentence that tells the model what to write instead */
    static Question question(ToolCall call, JsonText arguments) {
        JsonObject object = (JsonObject) JsonValue.of(arguments);
        String text = string(object, "question")
                .orElseThrow(() -> ChatException.Invalid.field("question", "must be a text: what is asked."));
        if (call.name().equals(ASK_CLARIFICATION)) {
            return new Question(text, new FeedbackKind.Clarification());
        }
        String kind = string(object, "kind").orElse("text");
        return new Question(
                text,
                switch (kind) {
                    case "text" -> FeedbackKind.FreeText.any();
                    case "choice" -> new FeedbackKind.Choice(options(object), isTrue(object, "multiple"));
                    case "approval" -> new FeedbackKind.Approval(null, false);
                    default -> throw ChatException.Invalid.field("kind", "must be one of text, choice, approval.");
                });
    }

    private static Optional<String> string(JsonObject object, String name) {
        return object.member(name).map(value -> {
            if (value instanceof JsonString(String text)) {
                return text;
            }
            throw ChatException.Invalid.field(name, "must be a text.");
        });
    }

    private static boolean isTrue(JsonObject object, String name) {
        return object.member(name).orElse(null) instanceof JsonBoolean(boolean value) && value;
    }

    private static List<String> options(JsonObject object) {
        if (object.member("options").orElse(null) instanceof JsonArray(List<JsonValue> elements)
                && elements.stream().allMatch(JsonString.class::isInstance)) {
            return elements.stream()
                    .map(element -> ((JsonString) element).value())
                    .toList();
        }
        throw ChatException.Invalid.field("options", "must be a list of 2 to 20 different texts.");
    }

    /** What the model learns of a question that is no longer open. */
    static ToolResult result(FeedbackRequest question) {
        return switch (question.state()) {
            case FeedbackState.Answered answered ->
                ToolResult.of(told(
                        answered.winner().answer(),
                        "answered_by",
                        new JsonString(answered.winner().author().value())));
            case FeedbackState.Expired expired ->
                question.outcome()
                        .map(answer -> ToolResult.of(told(answer, "nobody_answered", new JsonBoolean(true))))
                        .orElseGet(() -> ToolResult.failed("Nobody answered within " + life(question) + "."));
            case FeedbackState.Cancelled cancelled -> ToolResult.failed("The question was withdrawn.");
            case FeedbackState.Pending pending -> throw new IllegalStateException("the question is open");
        };
    }

    private static String told(FeedbackAnswer answer, String remark, JsonValue value) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        switch (answer) {
            case FeedbackAnswer.Text text -> members.put("answer", new JsonString(text.text()));
            case FeedbackAnswer.Selection selection ->
                members.put(
                        "selected",
                        new JsonArray(selection.options().stream()
                                .<JsonValue>map(JsonString::new)
                                .toList()));
            case FeedbackAnswer.Decision decision -> {
                members.put("approved", new JsonBoolean(decision.approved()));
                if (decision.reason() != null) {
                    members.put("reason", new JsonString(decision.reason()));
                }
            }
        }
        members.put(remark, value);
        return new JsonObject(members).toJson().text();
    }

    /** How long a question was open at most, in words. */
    static String life(FeedbackRequest question) {
        Duration life = Duration.between(question.createdAt(), question.expiresAt());
        if (life.toHours() >= 2) {
            return life.toHours() + " hours";
        }
        return life.toMinutes() >= 2 ? life.toMinutes() + " minutes" : life.toSeconds() + " seconds";
    }
}
