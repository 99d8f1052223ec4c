package dev.parley.application.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyWordsTest {
    private static final FeedbackKind APPROVAL = new FeedbackKind.Approval(null, false);
    private static final FeedbackKind ONE =
            new FeedbackKind.Choice(List.of("Berlin", "Paris, Texas", "12", "Don't know"), false);
    private static final FeedbackKind MANY = new FeedbackKind.Choice(List.of("Red", "Green", "Blue"), true);

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "yes | none",
                "Yes. | none",
                "YES! | none",
                "  ok | none",
                "Okay, thanks | none",
                "yes please | none",
                "Approve | none",
                "approved. | none",
                "I approve | none",
                "Yes, go ahead! | none",
                "*Yes* | none",
                "Yes: the list is old | the list is old",
                "Yes\\n\\nThe list is old.\\nAnna | The list is old.\\nAnna",
            })
    void plainYesApproves(String reply, @Nullable String reason) {
        assertThat(ReplyWords.read(APPROVAL, lines(reply)))
                .contains(new FeedbackAnswer.Decision(true, reason == null ? null : lines(reason), null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "no | none",
                "No. | none",
                "reject | none",
                "No, we still need it | we still need it",
                "Refused: too risky\\nAsk Bob | too risky\\nAsk Bob",
                "I refuse | none",
                "Don't! | none",
                "do not delete anything | do not delete anything",
                "No\\nYes | Yes",
            })
    void whatBeginsWithNoRefuses(String reply, @Nullable String reason) {
        assertThat(ReplyWords.read(APPROVAL, lines(reply)))
                .contains(new FeedbackAnswer.Decision(false, reason == null ? null : lines(reason), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "Yes but not on Friday",
                "yes, if the backup exists",
                "Yesterday I said so",
                "No problem, go ahead",
                "no objections",
                "Nothing",
                "Maybe",
                "Which list?",
                "Hello,\nyes",
                "okay?? what is this",
                "yes/no",
                "Not sure",
                "approve or reject"
            })
    void whatIsOpenToDoubtIsNoDecision(String reply) {
        assertThat(ReplyWords.read(APPROVAL, reply)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Berlin | Berlin",
                "berlin. | Berlin",
                "1 | Berlin",
                "1. | Berlin",
                "#2 | Paris, Texas",
                "(2) | Paris, Texas",
                "paris, texas | Paris, Texas",
                "12 | 12",
                "3 | 12",
                "don't know | Don't know",
                "Berlin\\nAnna | Berlin",
                "Berlin\\n\\nBecause of the weather. | Berlin",
            })
    void optionIsChosenByItsTextOrNumber(String reply, String option) {
        assertThat(ReplyWords.read(ONE, lines(reply))).contains(new FeedbackAnswer.Selection(List.of(option)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0", "99", "Rome", "Berlin or 12", "1, 2", "not Berlin", "13"})
    void whatIsNoOptionChoosesNothing(String reply) {
        assertThat(ReplyWords.read(ONE, reply)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1, 3 | Red,Blue", "red and green | Red,Green", "Red\\nBlue | Red,Blue", "2 | Green", "1;1 | Red"})
    void severalOptionsAreChosenWhereThatIsAllowed(String reply, String options) {
        assertThat(ReplyWords.read(MANY, lines(reply)))
                .contains(new FeedbackAnswer.Selection(List.of(options.split(","))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1, 9", "Red, Purple", "all of them", ","})
    void noneIsChosenIfOneOfSeveralIsNotThere(String reply) {
        assertThat(ReplyWords.read(MANY, reply)).isEmpty();
    }

    @Test
    void freeTextIsTakenAsItIs() {
        assertThat(ReplyWords.read(FeedbackKind.FreeText.any(), " Well,\n\nyes.\n "))
                .contains(new FeedbackAnswer.Text("Well,\n\nyes."));
        assertThat(ReplyWords.read(new FeedbackKind.Clarification(), " \n ")).isEmpty();
    }

    @Test
    void hintTellsTheOptions() {
        assertThat(ReplyWords.hint(MANY)).contains("separated by commas", "  1. Red\n", "  3. Blue");
        assertThat(ReplyWords.hint(APPROVAL)).contains("yes or no");
    }

    @Test
    void answersAreToldInWords() {
        assertThat(ReplyWords.told(new FeedbackAnswer.Decision(true, null, null)))
                .isEqualTo("approved");
        assertThat(ReplyWords.told(new FeedbackAnswer.Decision(false, "too risky", null)))
                .isEqualTo("refused: too risky");
        assertThat(ReplyWords.told(new FeedbackAnswer.Decision(true, null, "{}")))
                .isEqualTo("approved, with other arguments: {}");
        assertThat(ReplyWords.told(new FeedbackAnswer.Selection(List.of("Red", "Blue"))))
                .isEqualTo("Red, Blue");
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }
}
