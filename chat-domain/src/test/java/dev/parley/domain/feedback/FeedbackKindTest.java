package dev.parley.domain.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Samples;
import dev.parley.domain.feedback.FeedbackAnswer.Decision;
import dev.parley.domain.feedback.FeedbackAnswer.Selection;
import dev.parley.domain.feedback.FeedbackAnswer.Text;
import dev.parley.domain.feedback.FeedbackKind.Approval;
import dev.parley.domain.feedback.FeedbackKind.Choice;
import dev.parley.domain.feedback.FeedbackKind.Clarification;
import dev.parley.domain.feedback.FeedbackKind.FreeText;
import dev.parley.domain.message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackKindTest {
    private static final Choice ONE = new Choice(List.of("red", "green", "blue"), false);
    private static final Choice SEVERAL = new Choice(List.of("red", "green", "blue"), true);
    private static final ToolCall CALL = new ToolCall("a", "tasks", "{}", null);

    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    @ParameterizedTest
    @MethodSource("kindsAndAnswers")
    void everyKindWantsItsOwnFormOfAnswer(FeedbackKind kind, FeedbackAnswer answer, boolean fits) {
        assertThat(kind.defectOf(answer).isEmpty()).isEqualTo(fits);
    }

    static Stream<Arguments> kindsAndAnswers() {
        FeedbackAnswer text = new Text("red");
        FeedbackAnswer selection = new Selection(List.of("red"));
        FeedbackAnswer decision = new Decision(true, null, null);
        return Stream.of(
                Arguments.of(FreeText.any(), text, true),
                Arguments.of(FreeText.any(), selection, false),
                Arguments.of(FreeText.any(), decision, false),
                Arguments.of(ONE, text, false),
                Arguments.of(ONE, selection, true),
                Arguments.of(ONE, decision, false),
                Arguments.of(new Approval(CALL, false), text, false),
                Arguments.of(new Approval(CALL, false), selection, false),
                Arguments.of(new Approval(CALL, false), decision, true),
                Arguments.of(new Clarification(), text, true),
                Arguments.of(new Clarification(), selection, false),
                Arguments.of(new Clarification(), decision, false));
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true", "5, true", "6, false"})
    void freeTextHasALengthInCodePoints(int codePoints, boolean valid) {
        FreeText kind = new FreeText(3, 5, null);

        assertThat(kind.defectOf(new Text(Samples.GRIN.repeat(codePoints))).isEmpty())
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "5000, true", "5001, false"})
    void longestFreeTextIsThatOfAMessage(int codePoints, boolean valid) {
        Text answer = new Text("a".repeat(codePoints));

        assertThat(FreeText.any().defectOf(answer).isEmpty()).isEqualTo(valid);
        assertThat(new Clarification().defectOf(answer).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void answerWithACharacterThatIsNeverStoredIsNotValid(Samples.BadText bad) {
        assertThat(FreeText.any().defectOf(new Text(bad.text()))).isPresent();
        assertThat(new Clarification().defectOf(new Text(bad.text()))).isPresent();
        assertThat(new Approval(CALL, true).defectOf(new Decision(true, bad.text(), null)))
                .isPresent();
        assertThat(new Approval(CALL, true).defectOf(new Decision(true, null, "{\"a\":\"" + bad.text() + "\"}")))
                .isPresent();
        assertThat(SEVERAL.defectOf(new Selection(List.of("red", bad.text())))).isPresent();
    }

    /** A defect is sent to people, so it must be sendable itself. */
    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void defectNeverRepeatsACharacterThatIsNeverStored(Samples.BadText bad) {
        assertThat(Stream.of(
                                FreeText.any().defectOf(new Text(bad.text())),
                                ONE.defectOf(new Selection(List.of(bad.text()))),
                                new Approval(CALL, true).defectOf(new Decision(true, bad.text(), null)),
                                new Approval(CALL, true).defectOf(new Decision(true, null, bad.text())))
                        .map(defect -> defect.orElse("")))
                .noneMatch(defect -> defect.contains(bad.text()));
    }

    @ParameterizedTest
    @CsvSource({"12, true", "1, true", "123, false", "a12, false", "12a, false", "x, false"})
    void freeTextMatchesItsPatternAsAWhole(String text, boolean valid) {
        FreeText kind = new FreeText(1, 10, new TextPattern("[0-9]{1,2}"));

        assertThat(kind.defectOf(new Text(text)).isEmpty()).isEqualTo(valid);
    }

    @Test
    void lengthIsCheckedBeforeThePattern() {
        FreeText kind = new FreeText(1, 3, new TextPattern("[0-9]+"));

        assertThat(kind.defectOf(new Text("abcd")))
                .hasValueSatisfying(
                        defect -> assertThat(defect).contains("1 to 3").doesNotContain("[0-9]+"));
    }

    @Test
    void defectOfAPatternNamesIt() {
        assertThat(new FreeText(1, 10, new TextPattern("[0-9]+")).defectOf(new Text("x")))
                .hasValueSatisfying(defect -> assertThat(defect).contains("[0-9]+"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5000", "5000, 5000", "3, 5"})
    void freeTextMayBeLimitedWithinTheLimits(int minimum, int maximum) {
        assertThat(new FreeText(minimum, maximum, null)).isEqualTo(new FreeText(minimum, maximum, null));
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "-1, 10", "5, 4", "1, 0", "1, 5001", "5001, 5001"})
    void freeTextCannotBeLimitedOtherwise(int minimum, int maximum) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new FreeText(minimum, maximum, null))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "length"), ChatException::details);
    }

    @Test
    void freeTextsAreEqualIfTheyWantTheSame() {
        FreeText kind = new FreeText(1, 10, new TextPattern("a+"));

        assertThat(kind)
                .isEqualTo(new FreeText(1, 10, new TextPattern("a+")))
                .hasSameHashCodeAs(new FreeText(1, 10, new TextPattern("a+")))
                .isNotEqualTo(new FreeText(2, 10, new TextPattern("a+")))
                .isNotEqualTo(new FreeText(1, 11, new TextPattern("a+")))
                .isNotEqualTo(new FreeText(1, 10, new TextPattern("b+")))
                .isNotEqualTo(new FreeText(1, 10, null))
                .isNotEqualTo(new Clarification())
                .isNotEqualTo(null);
        assertThat(FreeText.any()).isEqualTo(new FreeText(1, 5_000, null)).hasSameHashCodeAs(FreeText.any());
        assertThat(FreeText.any().hashCode()).isNotEqualTo(kind.hashCode());
    }

    @Test
    void anyTextIsNotTheSameAsAPattern() {
        assertThat(new FreeText(1, 10, null)).isNotEqualTo(new FreeText(1, 10, new TextPattern(".*")));
    }

    @ParameterizedTest
    @CsvSource({
        "red,            true,  true",
        "red green,      false, true",
        "red green blue, false, true",
        "red red,        false, false",
        "black,          false, false",
        "red black,      false, false",
        "Red,            false, false",
        "'',             false, false",
    })
    void selectionIsOutOfTheOptionsEachAtMostOnce(String selected, boolean forOne, boolean forSeveral) {
        Selection answer = new Selection(selected.isEmpty() ? List.of() : List.of(selected.split(" ")));

        assertThat(ONE.defectOf(answer).isEmpty()).isEqualTo(forOne);
        assertThat(SEVERAL.defectOf(answer).isEmpty()).isEqualTo(forSeveral);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 20})
    void choiceHasTwoToTwentyOptions(int count) {
        List<String> options = options(count);
        List<String> given = new ArrayList<>(options);
        Choice choice = new Choice(given, true);
        given.clear();

        assertThat(choice.options()).isEqualTo(options);
        assertThat(choice.defectOf(new Selection(options))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 21})
    void otherNumberOfOptionsIsRefused(int count) {
        assertOptionsRefused(options(count), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void equalOptionsAreRefused() {
        assertOptionsRefused(List.of("a", "b", "a"), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void optionHasOneTo200CodePoints() {
        assertThat(new Choice(List.of("a", Samples.GRIN.repeat(200)), false).options())
                .hasSize(2);
        assertOptionsRefused(List.of("a", ""), ErrorCode.INVALID_CONTENT);
        assertOptionsRefused(List.of("a", "b".repeat(201)), ErrorCode.INVALID_CONTENT);
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void optionWithACharacterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertOptionsRefused(List.of("a", bad.text()), ErrorCode.INVALID_CONTENT);
    }

    @Test
    void selectionCannotBeChangedAfterwards() {
        List<String> options = new ArrayList<>(List.of("red"));
        Selection selection = new Selection(options);
        options.clear();

        assertThat(selection.options()).containsExactly("red");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "false, true,  -,         true",
                "false, false, -,         true",
                "true,  true,  -,         true",
                "true,  true,  '{\"b\":2}', true",
                "true,  false, '{\"b\":2}', false",
                "false, true,  '{\"b\":2}', false",
                "false, false, '{\"b\":2}', false",
                "true,  true,  '',        false",
                "true,  true,  '{',       false",
                "true,  true,  '[1]',     false",
                "true,  true,  'null',    false",
            })
    void argumentsAreChangedOnlyByApprovingACallThatAllowsItAndStayAnObject(
            boolean editable, boolean approved, String editedArguments, boolean valid) {
        assertThat(new Approval(CALL, editable)
                        .defectOf(new Decision(approved, null, editedArguments))
                        .isEmpty())
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "5000, true", "5001, false"})
    void reasonOfADecisionMayBeEmptyAndHasALimit(int codePoints, boolean valid) {
        Decision answer = new Decision(false, Samples.GRIN.repeat(codePoints), null);

        assertThat(new Approval(null, false).defectOf(answer).isEmpty()).isEqualTo(valid);
    }

    private static List<String> options(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static void assertOptionsRefused(List<String> options, ErrorCode code) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new Choice(options, false))
                .returns(code, ChatException::code)
                .returns("options", refusal -> refusal.details().get("field"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a|b)*", "(a+)+b", "(.*a){20}"})
    @Timeout(60)
    void patternThatBacktracksWithoutEndDoesNotMatch(String regex) {
        FreeText kind = new FreeText(1, FeedbackKind.MAXIMUM_TEXT, new TextPattern(regex));

        assertThat(kind.defectOf(new Text("a".repeat(FeedbackKind.MAXIMUM_TEXT - 1) + "c")))
                .isPresent();
    }

    @Test
    void patternMustBeARegularExpression() {
        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> new TextPattern("(a"));
    }
}
