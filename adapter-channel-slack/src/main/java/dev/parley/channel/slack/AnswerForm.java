package dev.parley.channel.slack;

import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.MultiStaticSelectElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.block.element.RadioButtonsElement;
import com.slack.api.model.block.element.StaticSelectElement;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewClose;
import com.slack.api.model.view.ViewSubmit;
import com.slack.api.model.view.ViewTitle;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The form in which people write, choose and give reasons, and what they filled in. */
final class AnswerForm {
    /** Names forms of questions among whatever else comes in. */
    static final String CALLBACK = "parley_answer";

    /** The field of a text, a choice or a decision. */
    static final String ANSWER = "answer";

    static final String REASON = "reason";
    static final String ARGUMENTS = "arguments";

    private static final String FIELD = "field";
    private static final String APPROVE = "approve";
    private static final String REFUSE = "refuse";
    private static final int LONGEST_INPUT = 3_000;
    private static final int PIECE = 2_900;

    private AnswerForm() {}

    /** @param token what the form carries, for what comes back */
    static View of(FeedbackRequest question, String token) {
        List<LayoutBlock> blocks = new ArrayList<>();
        SlackText.pieces(question.question(), PIECE).forEach(piece -> blocks.add(RichText.line(RichText.text(piece))));
        blocks.addAll(fields(question.kind()));
        return view(blocks)
                .submit(ViewSubmit.builder().type("plain_text").text("Send").build())
                .callbackId(CALLBACK)
                .privateMetadata(token)
                .build();
    }

    /** Takes the form's place when nothing can be answered any more. */
    static View told(String sentence) {
        return view(SlackText.pieces(sentence, PIECE).stream()
                        .map(piece -> RichText.line(RichText.text(piece)))
                        .toList())
                .build();
    }

    private static View.ViewBuilder view(List<LayoutBlock> blocks) {
        return View.builder()
                .type("modal")
                .title(ViewTitle.builder()
                        .type("plain_text")
                        .text("Your answer")
                        .build())
                .close(ViewClose.builder().type("plain_text").text("Close").build())
                .blocks(blocks);
    }

    private static List<LayoutBlock> fields(FeedbackKind kind) {
        return switch (kind) {
            case FeedbackKind.FreeText free ->
                List.of(text(ANSWER, "Your answer", free.minimum(), free.maximum(), null, false));
            case FeedbackKind.Clarification clarification ->
                List.of(text(ANSWER, "What you meant", 1, LONGEST_INPUT, null, false));
            case FeedbackKind.Choice choice -> List.of(choice(choice));
            case FeedbackKind.Approval(var call, boolean editable) -> decision(call, editable);
        };
    }

    private static List<LayoutBlock> decision(@Nullable ToolCall call, boolean editable) {
        boolean whole = call == null || CallArguments.of(call).whole();
        List<OptionObject> options = new ArrayList<>();
        if (whole) {
            options.add(option("Approve", APPROVE));
        }
        options.add(option("Refuse", REFUSE));
        List<LayoutBlock> fields = new ArrayList<>();
        fields.add(input(
                ANSWER,
                "Your decision",
                RadioButtonsElement.builder().actionId(FIELD).options(options).build(),
                false));
        fields.add(text(REASON, "Why", 0, LONGEST_INPUT, null, true));
        if (call != null && isEditable(call, editable)) {
            fields.add(text(
                    ARGUMENTS,
                    "The arguments, if you want others when you approve",
                    0,
                    LONGEST_INPUT,
                    call.arguments().isEmpty() ? null : call.arguments(),
                    true));
        }
        return fields;
    }

    private static boolean isEditable(ToolCall call, boolean editable) {
        return editable && call.arguments().length() <= LONGEST_INPUT;
    }

    private static LayoutBlock choice(FeedbackKind.Choice choice) {
        List<OptionObject> options = IntStream.range(0, choice.options().size())
                .mapToObj(index -> option(
                        SlackText.cut((index + 1) + ". " + choice.options().get(index), QuestionMessage.LONGEST_LABEL),
                        String.valueOf(index)))
                .toList();
        BlockElement element = choice.multiple()
                ? MultiStaticSelectElement.builder()
                        .actionId(FIELD)
                        .options(options)
                        .build()
                : StaticSelectElement.builder().actionId(FIELD).options(options).build();
        return input(ANSWER, choice.multiple() ? "One or more of these" : "One of these", element, false);
    }

    private static OptionObject option(String label, String value) {
        return OptionObject.builder().text(RichText.plain(label)).value(value).build();
    }

    private static LayoutBlock text(
            String name, String label, int minimum, int maximum, @Nullable String initial, boolean optional) {
        PlainTextInputElement element = PlainTextInputElement.builder()
                .actionId(FIELD)
                .multiline(true)
                .minLength(minimum > 1 ? Integer.valueOf(Math.min(minimum, LONGEST_INPUT)) : null)
                .maxLength(Math.min(maximum, LONGEST_INPUT))
                .initialValue(initial)
                .build();
        return input(name, label, element, optional);
    }

    private static LayoutBlock input(String name, String label, BlockElement element, boolean optional) {
        return InputBlock.builder()
                .blockId(name)
                .label(RichText.plain(label))
                .element(element)
                .optional(optional)
                .build();
    }

    /** What was filled in; empty if that is not what a form for this question can come back with. */
    static Optional<FeedbackAnswer> read(FeedbackKind kind, Payload state) {
        return switch (kind) {
            case FeedbackKind.FreeText free -> written(state);
            case FeedbackKind.Clarification clarification -> written(state);
            case FeedbackKind.Choice choice -> selected(choice, state);
            case FeedbackKind.Approval(var call, boolean editable) -> decided(call, editable, state);
        };
    }

    private static Optional<FeedbackAnswer> written(Payload state) {
        return state.text(ANSWER, FIELD, "value").map(FeedbackAnswer.Text::new);
    }

    private static Optional<FeedbackAnswer> selected(FeedbackKind.Choice choice, Payload state) {
        List<Payload> options = choice.multiple()
                ? state.list(ANSWER, FIELD, "selected_options")
                : state.at(ANSWER, FIELD, "selected_option").stream().toList();
        List<String> selected = new ArrayList<>();
        for (Payload option : options) {
            Optional<String> text = option.text("value").flatMap(value -> option(choice, value));
            if (text.isEmpty()) {
                return Optional.empty();
            }
            selected.add(text.get());
        }
        return selected.isEmpty() ? Optional.empty() : Optional.of(new FeedbackAnswer.Selection(selected));
    }

    /** @param number from 0, as it was sent with the option */
    static Optional<String> option(FeedbackKind.Choice choice, String number) {
        if (!number.matches("[0-9]{1,2}")) {
            return Optional.empty();
        }
        int index = Integer.parseInt(number);
        return index < choice.options().size() ? Optional.of(choice.options().get(index)) : Optional.empty();
    }

    private static Optional<FeedbackAnswer> decided(@Nullable ToolCall call, boolean editable, Payload state) {
        String reason = state.text(REASON, FIELD, "value").map(String::strip).orElse("");
        String edited = state.text(ARGUMENTS, FIELD, "value").map(String::strip).orElse("");
        boolean changed = call != null
                && isEditable(call, editable)
                && !edited.isEmpty()
                && !edited.equals(call.arguments().strip());
        return state.text(ANSWER, FIELD, "selected_option", "value").flatMap(decision -> switch (decision) {
            case APPROVE ->
                Optional.of(
                        new FeedbackAnswer.Decision(true, reason.isEmpty() ? null : reason, changed ? edited : null));
            case REFUSE -> Optional.of(new FeedbackAnswer.Decision(false, reason.isEmpty() ? null : reason, null));
            default -> Optional.empty();
        });
    }

    /** The field to which what is wrong with an answer belongs. */
    static String fieldOf(FeedbackAnswer answer) {
        return switch (answer) {
            case FeedbackAnswer.Text text -> ANSWER;
            case FeedbackAnswer.Selection selection -> ANSWER;
            case FeedbackAnswer.Decision decision -> decision.editedArguments() != null ? ARGUMENTS : REASON;
        };
    }
}
