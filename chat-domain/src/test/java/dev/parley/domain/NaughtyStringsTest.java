package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Title;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NaughtyStringsTest {
    private static final ChatLimits LIMITS =
            ChatLimits.defaults().toBuilder().titleCodePoints(1_000).build();

    @Test
    void listIsReadWhole() {
        assertThat(NaughtyStrings.all())
                .hasSize(515)
                .contains("", "undefined", "\\", "\\\\", "$1.00", "<foo val=\u201Cbar\u201D />")
                .anyMatch(text -> text.contains("\uFEFF"))
                .anyMatch(text -> text.contains("\u001B"))
                .anyMatch(text -> text.codePoints().anyMatch(Character::isSupplementaryCodePoint));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void naughtyTextIsAcceptedUnchangedWhereverPeopleWrite(String text) {
        assertThat(UserText.parse(text, LIMITS).value()).isEqualTo(text);
        assertThat(Title.parse(text, LIMITS).value()).isEqualTo(text);
        assertThat(FeedbackKind.FreeText.any().defectOf(new FeedbackAnswer.Text(text)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void naughtyTextWithNulOrLoneSurrogateIsRefused(String text) {
        for (String bad : List.of("\u0000", "\uD83D", "\uDE00")) {
            for (String spoilt : List.of(bad + " " + text, text + " " + bad)) {
                assertThatExceptionOfType(ChatException.Invalid.class)
                        .isThrownBy(() -> UserText.parse(spoilt, LIMITS))
                        .returns(ErrorCode.INVALID_CONTENT, ChatException::code);
            }
        }
    }

    @Test
    void emptyTextIsATitleButNoMessage() {
        assertThat(Title.parse("", LIMITS)).isEqualTo(Title.NONE);
        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> UserText.parse("", LIMITS));
    }

    @Test
    void listIsWellFormedJson() {
        String file = NaughtyStrings.file();

        assertThat(new JsonText(file).text()).isEqualTo(file);
    }

    /** Everything but the empty string, with which the list begins. */
    static Stream<String> texts() {
        return NaughtyStrings.all().stream().filter(text -> !text.isEmpty());
    }
}
