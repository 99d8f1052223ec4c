package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void characterThatIsNeverStoredIsRefusedWithItsPlace(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> TextRules.check("note", bad.text(), 0, 100))
                .withMessageContaining(
                        bad.text().charAt(bad.index()) == 0 ? "contains U+0000" : "contains a lone surrogate")
                .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                .returns(Map.of("field", "note", "index", bad.index()), ChatException::details);
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void characterThatIsNeverStoredIsReplacedInTextOfModels(Samples.BadText bad) {
        String repaired = TextRules.repaired(bad.text());

        assertThat(repaired.charAt(bad.index())).isEqualTo('\uFFFD');
        assertThat(repaired).isEqualTo(reference(bad.text()));
    }

    @Test
    void severalBadCharactersAreAllReplaced() {
        assertThat(TextRules.repaired("\uDE00\uD83D\u0000x\uD83D\uD83D\uDE00\uDE00"))
                .isEqualTo("\uFFFD\uFFFD\uFFFDx\uFFFD\uD83D\uDE00\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "\u0001\u001F\u007F\uFFFD\uFFFF\uFEFF", "\uD83D\uDE00", "\uD800\uDC00\uDBFF\uDFFF"})
    void goodTextIsNeitherCopiedNorAltered(String text) {
        assertThat(TextRules.repaired(text)).isSameAs(text);
        assertThat(TextRules.check("note", text, 0, 100)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2, true",
        "3, false",
        "4, false",
        "5, false",
        "6, true",
    })
    void lengthIsCountedInCodePointsAndBothBordersAreAllowed(int codePoints, boolean refused) {
        String text = Samples.GRIN.repeat(codePoints);
        if (refused) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> TextRules.check("note", text, 3, 5))
                    .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                    .returns(
                            Map.of("field", "note", "code_points", codePoints, "minimum", 3, "maximum", 5),
                            ChatException::details);
        } else {
            assertThat(TextRules.check("note", text, 3, 5)).isSameAs(text);
        }
    }

    /** Java's own encoder, a different implementation of the same rule, decides what is a lone surrogate. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomTextIsCheckedAndRepairedAsTheEncoderDoes(long seed) {
        String text = randomText(new Random(seed));
        String repaired = TextRules.repaired(text);

        assertThat(repaired).isEqualTo(reference(text));
        assertThat(TextRules.repaired(repaired)).isSameAs(repaired);
        assertThat(TextRules.check("note", repaired, 0, 100)).isSameAs(repaired);
        if (!repaired.equals(text)) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> TextRules.check("note", text, 0, 100));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static String randomText(Random random) {
        char[] alphabet = {'a', '\u00E4', 0, '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uFFFD'};
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static String reference(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE).replace('\0', '\uFFFD');
    }

    @Test
    void shortenedTextsEndBetweenCharacters() {
        assertThat(TextRules.shortened("😀😀😀", 3)).isEqualTo("😀😀😀");
        assertThat(TextRules.shortened("😀😀😀", 2)).isEqualTo("😀…");
        assertThat(TextRules.shortened("ab", 1)).isEqualTo("…");
        assertThat(TextRules.shortened("", 1)).isEmpty();
    }
}
