package dev.parley.web.json;

import dev.parley.domain.ChatException;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.TextPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What kind of answer a question wants, with the rules an answer has to satisfy; what its type does not have is null. */
public record FeedbackKindJson(
        @OneOf(words = {FREE_TEXT, CHOICE, APPROVAL, CLARIFICATION}) @Nullable
        String type,

        @Nullable Integer minimum,
        @Nullable Integer maximum,
        @Nullable String pattern,
        @Nullable List<String> options,
        @Nullable Boolean multiple,
        @Nullable ToolCallJson call,
        @Nullable Boolean editable) {
    private static final String FREE_TEXT = "free_text";
    private static final String CHOICE = "choice";
    private static final String APPROVAL = "approval";
    private static final String CLARIFICATION = "clarification";

    static FeedbackKindJson from(FeedbackKind kind) {
        return switch (kind) {
            case FeedbackKind.FreeText text ->
                new FeedbackKindJson(
                        FREE_TEXT,
                        text.minimum(),
                        text.maximum(),
                        text.pattern() == null ? null : text.pattern().regex(),
                        null,
                        null,
                        null,
                        null);
            case FeedbackKind.Choice choice ->
                new FeedbackKindJson(CHOICE, null, null, null, choice.options(), choice.multiple(), null, null);
            case FeedbackKind.Approval approval ->
                new FeedbackKindJson(
                        APPROVAL,
                        null,
                        null,
                        null,
                        null,
                        null,
                        approval.call() == null ? null : ToolCallJson.from(approval.call()),
                        approval.editable());
            case FeedbackKind.Clarification clarification ->
                new FeedbackKindJson(CLARIFICATION, null, null, null, null, null, null, null);
        };
    }

    /**
     * The kind of a question that an application asks; what was left out becomes the default.
     *
     * @throws ChatException.Invalid if there is no such type, or a field does not belong to it or breaks its rules
     */
    public FeedbackKind toDomain() {
        return switch (Objects.requireNonNullElse(type, "")) {
            case FREE_TEXT -> {
                requireOnly("minimum", "maximum", "pattern");
                yield new FeedbackKind.FreeText(
                        Objects.requireNonNullElse(minimum, 1),
                        Objects.requireNonNullElse(maximum, FeedbackKind.MAXIMUM_TEXT),
                        pattern == null ? null : new TextPattern(pattern));
            }
            case CHOICE -> {
                requireOnly("options", "multiple");
                if (options == null) {
                    throw ChatException.Invalid.field(
                            "kind.options", "is missing; it must be 2 to 20 different texts.");
                }
                yield new FeedbackKind.Choice(
                        Fields.texts("kind.options", options), Objects.requireNonNullElse(multiple, false));
            }
            case APPROVAL -> {
                requireOnly("editable");
                yield new FeedbackKind.Approval(null, Objects.requireNonNullElse(editable, false));
            }
            case CLARIFICATION -> {
                requireOnly();
                yield new FeedbackKind.Clarification();
            }
            default -> throw Fields.oneOf("kind.type", "free_text, choice, approval, clarification");
        };
    }

    private void requireOnly(String... allowed) {
        Map<String, @Nullable Object> rules = new LinkedHashMap<>();
        rules.put("minimum", minimum);
        rules.put("maximum", maximum);
        rules.put("pattern", pattern);
        rules.put("options", options);
        rules.put("multiple", multiple);
        rules.put("call", call);
        rules.put("editable", editable);
        List<String> known = List.of(allowed);
        rules.forEach((name, value) -> {
            if (value != null && !known.contains(name)) {
                throw ChatException.Invalid.field(
                        "kind." + name, "does not belong to a question of the type %s; leave it out.".formatted(type));
            }
        });
    }
}
