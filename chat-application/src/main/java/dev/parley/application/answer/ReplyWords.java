package dev.parley.application.answer;

import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Understands what people write in reply to a question, where they cannot press a button. It understands plain words only and guesses
 * nothing: what approves a call must not be open to doubt.
 */
public final class ReplyWords {
    private static final Set<String> POLITE =
            Set.of("", "please", "thanks", "thank you", "go ahead", "do it", "of course", "sure");

    private static final Pattern YES = Pattern.compile(
            "(yes|y|yep|yeah|ok|okay|approve|approved|i approve|go ahead|do it)\\b(.*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO = Pattern.compile(
            "(no|n|nope|reject|rejected|i reject|refuse|refused|i refuse|deny|denied|decline|declined|don't|do not|don’t)\\b(.*)",
            Pattern.CASE_INSENSITIVE);

    /** What begins like a refusal and is none. */
    private static final Pattern NO_OBJECTION = Pattern.compile(
            "no\\s+(problem|problems|objection|objections|worries|issue|issues|concerns|doubt)\\b.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBER = Pattern.compile("[#(]?([1-9][0-9]?)[.):]?");
    private static final Pattern MARKS_AROUND = Pattern.compile("^[\\s.,;:!–—*_>\"'-]+|[\\s.,;:!–—*_\"'-]+$");
    private static final Pattern BETWEEN_OPTIONS = Pattern.compile("[,;\\n]|\\band\\b", Pattern.CASE_INSENSITIVE);

    private ReplyWords() {}

    /**
     * What a reply answers to a question of this kind; whether it is valid is up to the {@link FeedbackKind}.
     *
     * @param text without what was quoted
     * @return empty if it is not clear
     */
    public static Optional<FeedbackAnswer> read(FeedbackKind kind, String text) {
        String reply = text.strip();
        return switch (kind) {
            case FeedbackKind.FreeText free -> free(reply);
            case FeedbackKind.Clarification clarification -> free(reply);
            case FeedbackKind.Approval approval -> decision(reply);
            case FeedbackKind.Choice choice -> selection(choice, reply);
        };
    }

    private static Optional<FeedbackAnswer> free(String reply) {
        return reply.isEmpty() ? Optional.empty() : Optional.of(new FeedbackAnswer.Text(reply));
    }

    /**
     * Approves if the first line does and says nothing else, except what is polite or stands behind a colon; refuses if it begins so. The
     * rest is the reason.
     */
    private static Optional<FeedbackAnswer> decision(String reply) {
        int end = reply.indexOf('\n');
        String first = (end < 0 ? reply : reply.substring(0, end)).strip();
        String others = end < 0 ? "" : reply.substring(end).strip();
        String plain = MARKS_AROUND.matcher(first).replaceAll("");
        Matcher no = NO.matcher(plain);
        if (no.matches() && !NO_OBJECTION.matcher(plain).matches()) {
            String rest = MARKS_AROUND.matcher(no.group(2)).replaceAll("");
            boolean isOneSentence = no.group(1).toLowerCase(Locale.ROOT).startsWith("do");
            return decided(false, isOneSentence && !rest.isEmpty() ? plain : rest, others);
        }
        Matcher yes = YES.matcher(plain);
        if (yes.matches()) {
            String rest = yes.group(2).strip();
            String bare = MARKS_AROUND.matcher(rest).replaceAll("");
            if (POLITE.contains(bare.toLowerCase(Locale.ROOT))) {
                return decided(true, "", others);
            }
            if (rest.startsWith(":")) {
                return decided(true, bare, others);
            }
        }
        return Optional.empty();
    }

    private static Optional<FeedbackAnswer> decided(boolean approved, String reason, String others) {
        String whole = (reason + "\n" + others).strip();
        return Optional.of(new FeedbackAnswer.Decision(approved, whole.isEmpty() ? null : whole, null));
    }

    private static Optional<FeedbackAnswer> selection(FeedbackKind.Choice choice, String reply) {
        int blank = reply.replace("\r", "").indexOf("\n\n");
        String said = blank < 0 ? reply : reply.replace("\r", "").substring(0, blank);
        String single = option(choice, said);
        if (single == null && said.contains("\n")) {
            single = option(choice, said.substring(0, said.indexOf('\n')));
        }
        if (single != null && !(choice.multiple() && said.contains("\n"))) {
            return Optional.of(new FeedbackAnswer.Selection(List.of(single)));
        }
        return choice.multiple() ? several(choice, said) : Optional.empty();
    }

    private static Optional<FeedbackAnswer> several(FeedbackKind.Choice choice, String said) {
        Set<String> selected = new LinkedHashSet<>();
        for (String part : BETWEEN_OPTIONS.split(said)) {
            if (part.isBlank()) {
                continue;
            }
            String option = option(choice, part);
            if (option == null) {
                return Optional.empty();
            }
            selected.add(option);
        }
        return selected.isEmpty()
                ? Optional.empty()
                : Optional.of(new FeedbackAnswer.Selection(new ArrayList<>(selected)));
    }

    /** The option with this text or, if none has it, this number; null if there is none. */
    private static @Nullable String option(FeedbackKind.Choice choice, String said) {
        String wanted = said.strip();
        String plain = MARKS_AROUND.matcher(wanted).replaceAll("");
        for (String option : choice.options()) {
            if (option.strip().equalsIgnoreCase(wanted)
                    || MARKS_AROUND.matcher(option).replaceAll("").equalsIgnoreCase(plain)) {
                return option;
            }
        }
        Matcher number = NUMBER.matcher(plain);
        if (number.matches()) {
            int index = Integer.parseInt(number.group(1)) - 1;
            return index < choice.options().size() ? choice.options().get(index) : null;
        }
        return null;
    }

    /** What to write, as a sentence for people. */
    public static String hint(FeedbackKind kind) {
        return switch (kind) {
            case FeedbackKind.FreeText free -> "Reply with your answer above the quoted text.";
            case FeedbackKind.Clarification clarification -> "Reply with your answer above the quoted text.";
            case FeedbackKind.Approval approval ->
                "Begin your reply with a line that says yes or no and nothing else; below it you may give a reason.";
            case FeedbackKind.Choice choice -> hint(choice);
        };
    }

    private static String hint(FeedbackKind.Choice choice) {
        String options = IntStream.range(0, choice.options().size())
                .mapToObj(index -> "  " + (index + 1) + ". " + choice.options().get(index))
                .collect(Collectors.joining("\n"));
        String how = choice.multiple()
                ? "Reply with the numbers of one or more options, separated by commas:"
                : "Reply with the number or the text of one option:";
        return how + "\n" + options;
    }

    /** An answer as people read it. */
    public static String told(FeedbackAnswer answer) {
        return switch (answer) {
            case FeedbackAnswer.Text text -> text.text();
            case FeedbackAnswer.Selection selection -> String.join(", ", selection.options());
            case FeedbackAnswer.Decision decision ->
                (decision.approved() ? "approved" : "refused") + reason(decision) + edited(decision);
        };
    }

    private static String reason(FeedbackAnswer.Decision decision) {
        return decision.reason() == null ? "" : ": " + decision.reason();
    }

    private static String edited(FeedbackAnswer.Decision decision) {
        return decision.editedArguments() == null ? "" : ", with other arguments: " + decision.editedArguments();
    }
}
