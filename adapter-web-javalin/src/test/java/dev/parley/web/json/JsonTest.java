package dev.parley.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private final Json json = new Json();

    record Sample(
            String text,
            @Nullable Long number,
            @Nullable Boolean truth,
            @Nullable List<String> list,
            @Nullable JsonText raw,
            @Nullable Instant lastSeenAt) {}

    @Test
    void readsWhatARecordWants() {
        Sample read =
                json.read("{\"text\":\"a\",\"number\":5,\"truth\":true,\"list\":[\"x\"],\"raw\":{}}", Sample.class);

        assertThat(read).isEqualTo(new Sample("a", 5L, true, List.of("x"), new JsonText("{}"), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ \"b\" : 1,\n  \"a\":1.50E+3 }", "\"x\\u0041\"", "-0.0", "[1, 2 ,3]", "true", "null", "\"😀\""
            })
    void embeddedJsonKeepsEveryByte(String document) {
        Sample read = json.read("{\"text\":\"a\", \"raw\" : " + document + " , \"number\":1}", Sample.class);

        assertThat(read.raw()).isEqualTo(new JsonText(document));
        assertThat(json.text(read)).contains("\"raw\":" + document + ",");
    }

    @Test
    void embeddedJsonKeepsEveryByteBehindTheFirstBuffer() {
        String document = "{ \"k\":\"" + "ü".repeat(30_000) + "\" }";

        Sample read = json.read("{\"text\":\"" + "x".repeat(40_000) + "\",\"raw\":" + document + "}", Sample.class);

        assertThat(read.raw()).isEqualTo(new JsonText(document));
    }

    @Test
    void optionalFieldsMayBeLeftOutOrNull() {
        assertThat(json.read("{\"text\":\"\",\"number\":null}", Sample.class))
                .isEqualTo(new Sample("", null, null, null, null, null));
    }

    @Test
    void answersHaveNullsAndTimesInUtc() {
        Sample sample = new Sample("a", null, null, null, null, Instant.parse("2026-01-31T12:00:00.123456Z"));

        assertThat(json.text(sample))
                .isEqualTo("{\"text\":\"a\",\"number\":null,\"truth\":null,\"list\":null,\"raw\":null,"
                        + "\"last_seen_at\":\"2026-01-31T12:00:00.123456Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\":1}                       | text must be a string.",
                "{\"text\":true}                    | text must be a string.",
                "{\"text\":{}}                      | text must be a string.",
                "{\"text\":[\"a\"]}                 | text must be a string.",
                "{\"text\":null}                    | text is missing; it must be a string.",
                "{}                                 | text is missing; it must be a string.",
                "{\"text\":\"a\",\"number\":\"5\"}  | number must be a whole number.",
                "{\"text\":\"a\",\"number\":\"\"}   | number must be a whole number.",
                "{\"text\":\"a\",\"number\":1.5}    | number must be a whole number.",
                "{\"text\":\"a\",\"number\":1e2}    | number must be a whole number.",
                "{\"text\":\"a\",\"number\":99999999999999999999} | number must be a whole number that is not too large.",
                "{\"text\":\"a\",\"truth\":\"true\"}| truth must be true or false.",
                "{\"text\":\"a\",\"truth\":1}       | truth must be true or false.",
                "{\"text\":\"a\",\"list\":\"x\"}    | list must be an array.",
                "{\"text\":\"a\",\"list\":[1]}      | list.[0] must be a string.",
                "{\"text\":\"a\",\"more\":1}        | more is not a known field; known are text, number, truth, list, raw, last_seen_at.",
                "[]                                 | The document must be an object.",
                "\"text\"                           | The document must be an object.",
                "5                                  | The document must be an object.",
                "null                               | The document must be a JSON object.",
            })
    void tellsWhatIsWrongWithARequest(String document, String sentence) {
        assertRefused(() -> json.read(document, Sample.class), ErrorCode.INVALID_REQUEST, sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"text\"}",
                "{\"text\":\"a\",}",
                "{text:1}",
                "{'text':'a'}",
                "{\"text\":\"a\"} x",
                "{\"text\":\"a\"}{}",
                "{\"text\":\"a\"} // c",
                "{\"text\":NaN}",
                "{\"text\":\"a\nb\"}",
                "{\"text\":\"\\x\"}",
                "tru",
                "\uFEFF{}",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"text\":\"a\",\"raw\":{\"x\":1,\"x\":2}}",
                "{\"text\":\"a\",\"number\":01}",
                "{\"text\":\"a\",\"raw\":\"\\ud800\"}",
                "{\"text\":\"a\",\"raw\":{\"\\u0000\":1}}",
            })
    void refusesWhatIsNotOneWellFormedDocument(String document) {
        assertRefused(() -> json.read(document, Sample.class), ErrorCode.INVALID_JSON, null);
    }

    @Test
    void anEmptyDocumentIsNotAnObject() {
        assertRefused(() -> json.read("", Sample.class), ErrorCode.INVALID_REQUEST, "The document must be an object.");
    }

    @Test
    void refusesMalformedUtf8() {
        byte[] latin1 = "{\"text\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] surrogate = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'
        };

        assertRefused(() -> json.read(latin1, Sample.class), ErrorCode.INVALID_JSON, null);
        assertRefused(() -> json.read(surrogate, Sample.class), ErrorCode.INVALID_JSON, null);
    }

    @Test
    void refusesDocumentsThatAreNestedTooDeep() {
        String deep = "[".repeat(10_000);

        assertRefused(() -> json.read("{\"raw\":" + deep, Sample.class), ErrorCode.INVALID_JSON, null);
        assertRefused(() -> json.head("{\"raw\":" + deep), ErrorCode.INVALID_JSON, null);
    }

    @Test
    void aRefusalRepeatsNoMoreThanTheBeginningOfAnUnknownName() {
        String name = "\\u0000" + "x".repeat(900);

        assertThatThrownBy(() -> json.read("{\"" + name + "\":1}", Sample.class))
                .hasMessageStartingWith("\uFFFDxxx")
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void readsTheHeadOfAFrameWhereverItIs() {
        assertThat(json.head("{\"content\":{\"type\":\"x\"},\"ref\":\"r\",\"type\":\"message\"}"))
                .isEqualTo(new FrameHead("message", "r"));
        assertThat(json.head("{\"type\":5,\"ref\":[]}")).isEqualTo(FrameHead.NONE);
        assertThat(json.head("[{\"type\":\"x\"}]")).isEqualTo(FrameHead.NONE);
        assertThat(json.head("\"type\"")).isEqualTo(FrameHead.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"type\":\"a\"", "{\"type\":\"a\"}}", "hello", "{\"a\":1,\"a\":2}", "[1,2"})
    void aHeadWantsOneWellFormedDocument(String document) {
        assertRefused(() -> json.head(document), ErrorCode.INVALID_JSON, null);
    }

    private static void assertRefused(ThrowingCallable reading, ErrorCode code, @Nullable String sentence) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(ChatException.Invalid.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.sentence()).doesNotContain("dev.parley", "java", "jackson", "class");
            if (sentence != null) {
                assertThat(refusal.sentence()).isEqualTo(sentence);
            }
        });
    }
}
