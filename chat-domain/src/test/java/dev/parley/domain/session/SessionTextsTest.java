package dev.parley.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.Samples;
import dev.parley.domain.limit.ChatLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Title, metadata and profile name at the borders of what they may be. */
class SessionTextsTest {
    private static final ChatLimits LIMITS = ChatLimits.defaults();

    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199, 200})
    void titleHasUpTo200CodePoints(int codePoints) {
        String text = Samples.GRIN.repeat(codePoints);

        assertThat(Title.parse(text, LIMITS)).isEqualTo(new Title(text)).hasToString(text);
    }

    @Test
    void longerTitleIsRefused() {
        for (String text : List.of("a".repeat(201), Samples.GRIN.repeat(201))) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> Title.parse(text, LIMITS))
                    .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                    .returns("title", refusal -> refusal.details().get("field"));
        }
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void titleWithACharacterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Title.parse(bad.text(), LIMITS))
                .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                .returns(Map.of("field", "title", "index", bad.index()), ChatException::details);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_383, 16_384})
    void metadataHasUpTo16KibibytesOfUtf8(int bytes) {
        for (String text :
                List.of(metadataOf(bytes, "a"), metadataOf(bytes, "\u00E4"), metadataOf(bytes, Samples.GRIN))) {
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
            assertThat(Metadata.parse(text, LIMITS).json().text()).isSameAs(text);
        }
    }

    @Test
    void largerMetadataIsRefused() {
        for (String text :
                List.of(metadataOf(16_385, "a"), metadataOf(16_385, "\u00E4"), metadataOf(16_385, Samples.GRIN))) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> Metadata.parse(text, LIMITS))
                    .withMessageContaining("16385")
                    .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                    .returns(Map.of("field", "metadata"), ChatException::details);
        }
    }

    @Test
    void sizeOfMetadataIsThatOfTheTextAsSent() {
        ChatLimits tight = LIMITS.toBuilder().metadataBytes(4).build();

        assertThat(Metadata.parse("{  }", tight).json().text()).isEqualTo("{  }");
        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> Metadata.parse("{   }", tight));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"{}\"", "null", "1", " [{}]"})
    void metadataIsAnObject(String text) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Metadata.parse(text, LIMITS))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "metadata"), ChatException::details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}x", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud83d\"}"})
    void metadataIsWellFormedJsonWithoutCharactersThatAreNeverStored(String text) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Metadata.parse(text, LIMITS))
                .returns(ErrorCode.INVALID_JSON, ChatException::code);
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void metadataWithACharacterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Metadata.parse("{\"a\":\"" + bad.text() + "\"}", LIMITS))
                .returns(ErrorCode.INVALID_JSON, ChatException::code);
    }

    @Test
    void noMetadataIsTheEmptyObject() {
        assertThat(Metadata.parse("{}", LIMITS))
                .isEqualTo(Metadata.NONE)
                .isEqualTo(new Metadata(JsonText.EMPTY_OBJECT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "default", "sales_2", "-", "_", "0"})
    void profileIsNamedInLowerCase(String name) {
        assertThat(new ProfileName(name)).hasToString(name);
    }

    static List<String> otherNames() {
        return List.of("", " ", "A", "a b", "a.b", "a/b", "../a", "a\n", "\u00E4", "\u0661", "a\u0000", "a".repeat(65));
    }

    @ParameterizedTest
    @MethodSource("otherNames")
    void profileCannotBeNamedOtherwise(String name) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new ProfileName(name))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "profile"), ChatException::details);
    }

    @Test
    void nameOfAProfileHasAtMost64Characters() {
        assertThat(new ProfileName("a".repeat(64)).value()).hasSize(64);
    }

    /** An object with one text of the given characters, filled up with spaces to exactly that size. */
    private static String metadataOf(int bytes, String character) {
        int width = character.getBytes(StandardCharsets.UTF_8).length;
        int characters = (bytes - 8) / width;
        int spaces = bytes - 8 - characters * width;
        return "{\"a\":\"" + character.repeat(characters) + "\"" + " ".repeat(spaces) + "}";
    }
}
