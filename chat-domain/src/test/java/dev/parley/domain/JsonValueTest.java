package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonNull;
import dev.parley.domain.JsonValue.JsonNumber;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    static final List<String> NAUGHTY = NaughtyStrings.all();

    @Test
    void everyKindIsRead() {
        assertThat(JsonValue.parse(" { \"a\" : [ 1 , -2.5e3 , \"x\" , true , false , null , { } , [ ] ] , \"b\" : \"\" } "))
                .isEqualTo(new JsonObject(Map.of(
                        "a",
                        new JsonArray(List.of(
                                new JsonNumber(new BigDecimal("1")),
                                new JsonNumber(new BigDecimal("-2.5e3")),
                                new JsonString("x"),
                                new JsonBoolean(true),
                                new JsonBoolean(false),
                                new JsonNull(),
                                new JsonObject(Map.of()),
                                new JsonArray(List.of()))),
                        "b",
                        new JsonString(""))));
    }

    @Test
    void escapesAreResolved() {
        assertThat(JsonValue.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\""))
                .isEqualTo(new JsonString("\"\\/\b\f\n\r\t\u00e9\uD83D\uDE00"));
    }

    @Test
    void missingAndNullMembersAreAbsent() {
        JsonObject object = (JsonObject) JsonValue.parse("{\"a\":null,\"b\":1}");

        assertThat(object.member("a")).isEmpty();
        assertThat(object.member("c")).isEmpty();
        assertThat(object.member("b")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"a\":1,\"a\":2}", "[1,]", "tru", "1 2", "1e99999", "-1e-99999", "\"\\u0000\"", "\"\\ud800\""})
    void whatIsNoDocumentIsRefused(String text) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> JsonValue.parse(text))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_JSON));
    }

    @Test
    void endlessNumberIsRefused() {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> JsonValue.parse("1".repeat(1_000_000)));
    }

    @ParameterizedTest
    @FieldSource("NAUGHTY")
    void textsSurviveWritingAndReading(String text) {
        if (TextRules.repaired(text).equals(text)) {
            JsonValue value = new JsonObject(Map.of(text, new JsonString(text)));

            assertThat(JsonValue.of(value.toJson())).isEqualTo(value);
        }
    }

    @Test
    void whateverIsWrittenReadsTheSame() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            JsonValue value = any(random, 5);
            assertThat(JsonValue.of(value.toJson())).isEqualTo(value);
        }
    }

    private static JsonValue any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> new JsonNull();
            case 1 -> new JsonBoolean(random.nextBoolean());
            case 2 -> new JsonNumber(new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(20)));
            case 3 -> new JsonString("text \"%c\" \\ %d".formatted(1 + random.nextInt(200), random.nextInt()));
            case 4 -> {
                List<JsonValue> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(any(random, depth - 1));
                }
                yield new JsonArray(elements);
            }
            default -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put("m" + i, any(random, depth - 1));
                }
                yield new JsonObject(members);
            }
        };
    }
}
