package dev.parley.domain.feedback;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What kind of answer a question wants, with the rules an answer has to satisfy. */
public sealed interface FeedbackKind {
    /** Most code points of an answer in free words. */
    int MAXIMUM_TEXT = 5_000;

    /**
     * Says what is wrong with an answer.
     *
     * @return a sentence for the person who answered; empty if the answer is valid
     */
    Optional<String> defectOf(FeedbackAnswer answer);

    /**
     * Any text within rules.
     *
     * @param minimum fewest code points, at least 1
     * @param maximum most code points, at most {@value #MAXIMUM_TEXT}
     * @param pattern what the whole text must match; null for anything
     */
    record FreeText(int minimum, int maximum, @Nullable TextPattern pattern) implements FeedbackKind {
        public FreeText {
            if (minimum < 1 || maximum < minimum || maximum > MAXIMUM_TEXT) {
                throw ChatException.Invalid.field(
                        "length", "must be within 1 to " + MAXIMUM_TEXT + ", the minimum not above the maximum.");
            }
        }

        /** Text of any allowed length. */
        public static FreeText any() {
            return new FreeText(1, MAXIMUM_TEXT, null);
        }

        @Override
        public Optional<String> defectOf(FeedbackAnswer answer) {
            if (!(answer instanceof FeedbackAnswer.Text text)) {
                return Optional.of("This question wants a text.");
            }
            Optional<String> defect = defectOfText(text.text(), minimum, maximum);
            if (defect.isEmpty() && pattern != null && !pattern.matches(text.text())) {
                return Optional.of("The text must match " + pattern.regex());
            }
            return defect;
        }
    }

    /**
     * One or several of 2 to 20 different options.
     *
     * @param multiple whether more than one may be selected
     */
    record Choice(List<String> options, boolean multiple) implements FeedbackKind {
        public Choice {
            options = List.copyOf(options);
            if (options.size() < 2 || options.size() > 20 || new HashSet<>(options).size() != options.size()) {
                throw ChatException.Invalid.field("options", "must be 2 to 20 different texts.");
            }
            options.forEach(option -> TextRules.check("options", option, 1, 200));
        }

        @Override
        public Optional<String> defectOf(FeedbackAnswer answer) {
            if (!(answer instanceof FeedbackAnswer.Selection selection)) {
                return Optional.of("This question wants a selection of its options.");
            }
            List<String> selected = selection.options();
            if (selected.isEmpty() || new HashSet<>(selected).size() != selected.size()) {
                return Optional.of("Select at least one option, each at most once.");
            }
            if (selected.size() > 1 && !multiple) {
                return Optional.of("Select exactly one option.");
            }
            return options.containsAll(selected)
                    ? Optional.empty()
                    : Optional.of("Select out of the options of the question.");
        }
    }

    /**
     * Yes or no, to a tool call or to anything else.
     *
     * @param call the tool call that waits for it; null for anything else
     * @param editable whether the answer may change the call's arguments
     */
    record Approval(@Nullable ToolCall call, boolean editable) implements FeedbackKind {
        @Override
        public Optional<String> defectOf(FeedbackAnswer answer) {
            if (!(answer instanceof FeedbackAnswer.Decision decision)) {
                return Optional.of("This question wants an approval or a refusal.");
            }
            if (decision.editedArguments() != null && (!editable || !decision.approved())) {
                return Optional.of("The arguments can only be changed when approving a call that allows it.");
            }
            if (decision.editedArguments() != null && !isObject(decision.editedArguments())) {
                return Optional.of("The changed arguments must be a JSON object.");
            }
            return decision.reason() == null ? Optional.empty() : defectOfText(decision.reason(), 0, MAXIMUM_TEXT);
        }

        private static boolean isObject(String arguments) {
            try {
                return new JsonText(arguments).isObject();
            } catch (ChatException.Invalid malformed) {
                return false;
            }
        }
    }

    /** What the person meant, in their own words. */
    record Clarification() implements FeedbackKind {
        @Override
        public Optional<String> defectOf(FeedbackAnswer answer) {
            if (!(answer instanceof FeedbackAnswer.Text text)) {
                return Optional.of("This question wants a text.");
            }
            return defectOfText(text.text(), 1, MAXIMUM_TEXT);
        }
    }

    private static Optional<String> defectOfText(String text, int minimum, int maximum) {
        try {
            TextRules.check("answer", text, minimum, maximum);
            return Optional.empty();
        } catch (ChatException.Invalid invalid) {
            return Optional.of(invalid.sentence());
        }
    }
}
