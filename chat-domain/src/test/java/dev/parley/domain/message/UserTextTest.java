package dev.parley.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Samples;
import dev.parley.domain.limit.ChatLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTextTest {
    private static final ChatLimits LIMITS = ChatLimits.defaults();

    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    @ParameterizedTest
    @ValueSource(ints = {1, 4_999, 5_000})
    void messageHasUpTo5000CodePoints(int codePoints) {
        for (String text : List.of("a".repeat(codePoints), Samples.GRIN.repeat(codePoints))) {
            assertThat(UserText.parse(text, LIMITS).value()).isSameAs(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5_001, 10_000})
    void longerMessageIsRefused(int codePoints) {
        for (String text : List.of("a".repeat(codePoints), Samples.GRIN.repeat(codePoints))) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> UserText.parse(text, LIMITS))
                    .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                    .returns(
                            Map.of("field", "content", "code_points", codePoints, "minimum", 1, "maximum", 5_000),
                            ChatException::details);
        }
    }

    @Test
    void emptyMessageIsRefused() {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> UserText.parse("", LIMITS))
                .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                .returns(0, refusal -> refusal.details().get("code_points"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", " a ", "\u200B", "e\u0301", "\u00E9", "\uFB01", "\r\n", "\u202Eabc", "\uFEFF"})
    void textIsNeitherTrimmedNorNormalized(String text) {
        assertThat(UserText.parse(text, LIMITS).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void characterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> UserText.parse(bad.text(), LIMITS))
                .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                .returns(Map.of("field", "content", "index", bad.index()), ChatException::details);
    }

    @Test
    void limitCanBeConfigured() {
        ChatLimits tight = LIMITS.toBuilder().userMessageCodePoints(2).build();

        assertThat(UserText.parse(Samples.GRIN.repeat(2), tight).value()).hasSize(4);
        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> UserText.parse("abc", tight));
    }
}
