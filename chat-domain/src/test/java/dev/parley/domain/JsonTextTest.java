package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    static List<String> valid() {
        return List.of(
                "{}",
                "[]",
                "\"\"",
                "null",
                "true",
                "false",
                "0",
                "-0",
                "7",
                "10",
                "-12",
                "9007199254740993",
                "123456789012345678901234567890",
                "0.0",
                "0.10",
                "-0.5",
                "1e3",
                "1E3",
                "1e+3",
                "1e-3",
                "0e0",
                "1.5E+007",
                "1e999999",
                " \t\r\n{ \t\r\n} \t\r\n",
                " [ 1 , 2 ] ",
                "[[],[[]],{}]",
                "[null,true,false,0,\"\",{},[]]",
                "{\"a\":1}",
                " { \"a\" : 1 , \"b\" : [ ] } ",
                "{\"\":0}",
                "{\"a\":1,\"a\":2}",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0001\\u00e4\\uABCD\\uabcd\\uFFFF\"",
                "\"\\ud83d\\ude00\"",
                "\"\\uD83D\\uDE00\\uDBFF\\uDFFF\\uD800\\uDC00\"",
                "\"" + Samples.GRIN + "\"",
                "\"\u007F\u0080\u2028\u2029\uFEFF\uFFFF\"",
                "{\"" + Samples.GRIN + "\":\"\\ud83d\\ude00\"}",
                "\"/ // /* */ ' \"");
    }

    static List<String> invalid() {
        return List.of(
                "",
                " ",
                "\n",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "{}{}",
                "{} []",
                "{},",
                ",",
                ":",
                "[,]",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[1 2]",
                "[1;2]",
                "[1",
                "[1,",
                "[[]",
                "[]]",
                "[:]",
                "[\"a\":1]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{\"a\":1",
                "{\"a\":",
                "{\"a\"",
                "{\"a",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{[]:1}",
                "{:1}",
                "'a'",
                "a",
                "nul",
                "nulll",
                "Null",
                "NULL",
                "True",
                "tru",
                "truefalse",
                "true false",
                "fals",
                "undefined",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "-",
                "--1",
                "- 1",
                "01",
                "-01",
                "00",
                "007",
                "1.",
                "1.e3",
                ".5",
                "-.5",
                "1..2",
                "1.2.3",
                "1e",
                "1e+",
                "1e-",
                "1e+-3",
                "1e3.5",
                "1 000",
                "1_000",
                "1,000",
                "0x1F",
                "0b1",
                "1f",
                "1n",
                "\u0661",
                "\uFF11",
                "1\u0662",
                "\"",
                "\"a",
                "a\"",
                "\"a\"b",
                "\"a\" \"b\"",
                "\"\\\"",
                "\"\\",
                "\"\\a\"",
                "\"\\'\"",
                "\"\\0\"",
                "\"\\x41\"",
                "\"\\U0041\"",
                "\"\\ u0041\"",
                "\"\\u\"",
                "\"\\u1\"",
                "\"\\u12\"",
                "\"\\u123\"",
                "\"\\u12",
                "\"\\u123g\"",
                "\"\\u+123\"",
                "\"\\u-123\"",
                "\"\\u 123\"",
                "\"\\u\uFF11234\"",
                "\"\\u\u0661234\"",
                "\"\\u\uD83D\uDE00ab\"",
                "\"\\\uD83D\uDE00\"",
                "\"\t\"",
                "\"\n\"",
                "\"\r\"",
                "\"\u0000\"",
                "\"\u001F\"",
                "\u0000",
                "{}\u0000",
                "1\u0000",
                "\"a\u0000",
                "\uFEFF{}",
                "{}\uFEFF",
                "\u00A0{}",
                "{}\u00A0",
                "[\u00A01]",
                "\u2003{}",
                "\u000B{}",
                "\f{}",
                "//\n{}",
                "{}//",
                "/**/{}",
                "[/**/]",
                "#\n{}",
                "\uD83D\uDE00",
                "\\u007B}",
                "{}\u001A");
    }

    /** Well-formed by the grammar, but with characters that are never stored. */
    static List<String> neverStored() {
        return List.of(
                "\"\\u0000\"",
                "[\"a\\u0000b\"]",
                "{\"\\u0000\":1}",
                "\"\\ud83d\"",
                "\"\\uD83D\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\n\"",
                "\"\\ud83d\\",
                "\"\\ud83d\\u\"",
                "\"\\ud83d\\u0041\"",
                "\"\\ud83d\\ud83d\"",
                "\"\\ud83d\\ud83d\\ude00\"",
                "\"\\ud83d\\u0000\"",
                "\"\\ude00\"",
                "\"\\ude00\\ud83d\"",
                "\"\\udc00\"",
                "\"\\uDFFF\"",
                "\"\\ud83d\uDE00\"",
                "\"" + '\uD83D' + "\\ude00\"",
                "\"\uD83D\"",
                "\"\uD83Dx\"",
                "\"\uD83D\uD83D\uDE00\"",
                "\"\uDE00\"",
                "\"\uDE00\uD83D\"",
                "\"\uDE00\uDE00\"",
                "\"\uD83D",
                "\"\\ud83d",
                "{\"\\ude00\":1}");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void wellFormedDocumentIsKeptAsItIs(String text) {
        assertThat(ReferenceJson.accepts(text)).as("reference").isTrue();
        assertThat(new JsonText(text).text()).isSameAs(text);
        assertThat(new JsonText(text)).hasToString(text);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void wellFormedDocumentCanBeEmbedded(String text) {
        String embedded = "{\"payload\":" + text + ",\"next\":[" + text + "," + text + "]}";

        assertThat(new JsonText(embedded).text()).isEqualTo(embedded);
    }

    @ParameterizedTest
    @MethodSource({"invalid", "neverStored"})
    void anythingElseIsRefused(String text) {
        assertThat(ReferenceJson.accepts(text)).as("reference").isFalse();
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new JsonText(text))
                .returns(ErrorCode.INVALID_JSON, ChatException::code);
    }

    @ParameterizedTest
    @MethodSource({"invalid", "neverStored"})
    void fragmentInsideADocumentIsJudgedAsTheReferenceDoes(String text) {
        assertThat(refuses("[{\"a\":[" + text + "]}]")).isEqualTo(!ReferenceJson.accepts("[{\"a\":[" + text + "]}]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [1,]       | 3 | a value
                    [1 2]      | 3 | ']'
                    {"a" 1}    | 5 | ':'
                    {"a":1 ]   | 7 | '}'
                    {a:1}      | 1 | '"'
                    {} {}      | 3 | the end of the document
                    "abc       | 4 | the end of the string
                    "a\tb"     | 2 | an escaped control character
                    "\\q"      | 2 | one of the escapes of JSON
                    "\\u12x4"  | 5 | four hexadecimal digits
                    trux       | 0 | a value
                    """)
    void refusalNamesThePlaceAndWhatBelongsThere(String text, int index, String expected) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new JsonText(text))
                .withMessage("JSON is malformed at index %d: expected %s.", index, expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64})
    void documentMayNestUpToTheLimit(int depth) {
        assertThat(new JsonText(nested(depth, "[", "]")).text()).hasSize(2 * depth);
        assertThat(new JsonText(nested(depth, "{\"a\":", "}").replace(":}", ":1}")).isObject())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 66, 1_000, 1_000_000})
    void documentThatNestsDeeperIsRefused(int depth) {
        for (String text : List.of(
                nested(depth, "[", "]"), "[".repeat(depth), "{\"a\":".repeat(depth), nested(depth, "[{\"a\":", "}]"))) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> new JsonText(text))
                    .withMessage("JSON is nested deeper than 64 levels.")
                    .returns(ErrorCode.INVALID_JSON, ChatException::code);
        }
    }

    @Test
    void breadthIsNotDepth() {
        String broad = "[" + "[[]],{\"a\":[]},".repeat(10_000) + "0]";

        assertThat(new JsonText(broad).text()).isEqualTo(broad);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {}          | true
                    ' \t\r\n{}' | true
                    {"a":1}     | true
                    []          | false
                    [{}]        | false
                    "{}"        | false
                    null        | false
                    1           | false
                    """)
    void onlyAnObjectIsAnObject(String text, boolean object) {
        assertThat(new JsonText(text).isObject()).isEqualTo(object);
    }

    @Test
    void emptyObjectIsTheEmptyObject() {
        assertThat(JsonText.EMPTY_OBJECT).isEqualTo(new JsonText("{}"));
    }

    /** Small changes to valid documents; another implementation says which of the results are valid. */
    @ParameterizedTest
    @MethodSource("seeds")
    void changedDocumentIsAcceptedExactlyIfItIsStillWellFormed(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String text = mutated(random);
            assertThat(refuses(text)).as(text).isEqualTo(!ReferenceJson.accepts(text));
        }
    }

    /** Neither of the two outcomes may be rare, or the comparison would compare nothing. */
    @Test
    void changedDocumentsAreSometimesWellFormedAndSometimesNot() {
        List<Boolean> refused = seeds().boxed()
                .flatMap(seed -> {
                    Random random = new Random(seed);
                    return Stream.generate(() -> refuses(mutated(random))).limit(200);
                })
                .toList();

        assertThat(refused.stream().filter(Boolean::booleanValue).count())
                .isBetween(refused.size() / 10L, refused.size() * 9 / 10L);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomTextIsRefusedOrAcceptedButNeverBreaksTheReader(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int unit = 0; unit < length; unit++) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            }
            assertThat(refuses(text.toString())).isEqualTo(!ReferenceJson.accepts(text.toString()));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    private static String mutated(Random random) {
        String alphabet = "{}[]:,\"\\u0123456789abcdefDE+-. \t\ntruefalsn\uD83D\uDE00\u0000";
        List<String> documents = valid();
        StringBuilder text = new StringBuilder(documents.get(random.nextInt(documents.size())));
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            char unit = alphabet.charAt(random.nextInt(alphabet.length()));
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, unit);
                case 1 -> text.insert(at, documents.get(random.nextInt(documents.size())));
                case 2 -> text.delete(at, Math.min(text.length(), at + 1));
                default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(unit));
            }
        }
        return text.toString();
    }

    private static boolean refuses(String text) {
        try {
            new JsonText(text);
            return false;
        } catch (ChatException.Invalid refused) {
            return true;
        }
    }

    private static String nested(int depth, String open, String close) {
        return open.repeat(depth) + close.repeat(depth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "-%s", "1.%s", "1e%s", "[0,%s]", "{\"a\":%s}"})
    void numbersAreOfALengthThatEveryReaderTakes(String place) {
        int beside = place.replace("[0,", "")
                        .replace("]", "")
                        .replace("{\"a\":", "")
                        .replace("}", "")
                        .length()
                - 2;

        assertThat(new JsonText(place.formatted("1".repeat(JsonText.MAX_NUMBER_LENGTH - beside))))
                .isNotNull();
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new JsonText(place.formatted("1".repeat(JsonText.MAX_NUMBER_LENGTH - beside + 1))))
                .withMessageContaining("number of more than 400");
    }

    @ParameterizedTest
    @CsvSource({"a, 1000", "\\u0061, 1000", "\\n, 1000", "😀, 500", "\\ud83d\\ude00, 500"})
    void namesAreAsLongAsTheyAreHoweverTheyAreSpelled(String character, int most) {
        assertThat(new JsonText("{\"" + character.repeat(most) + "\":1}")).isNotNull();
        assertThat(new JsonText("\"" + character.repeat(most + 1) + "\"")).isNotNull();
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new JsonText("[{\"" + character.repeat(most + 1) + "\":1}]"))
                .withMessageContaining("name of more than 1000");
    }
}
