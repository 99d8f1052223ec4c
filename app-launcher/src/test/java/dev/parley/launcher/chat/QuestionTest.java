package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.launcher.chat.Question.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTest {
    private static final Instant EXPIRES = Instant.parse("2026-02-03T10:15:00Z");
    private static final String CALL = "{\"id\":\"c\",\"name\":\"delete_task\",\"arguments\":\"{\\\"number\\\":1}\"}";
    private static final String APPROVAL = "{\"type\":\"approval\",\"call\":%s,\"editable\":%s}";

    private static Question question(String kind) {
        return Question.from(json("""
                {"request_id":"r","session_id":"s","question":"What now?","kind":%s,"responders":[],"asker":null,"expires_at":"%s"}""".formatted(kind, EXPIRES)));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static String read(Question question, String line) {
        return switch (question.read(line)) {
            case Reading.Answer answer -> answer.answer().toString();
            case Reading.Edit edit -> "edit " + edit.arguments();
            case Reading.Problem problem -> problem.sentence();
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            y                     | {"approved":true}
            ` YES `               | {"approved":true}
            n                     | {"approved":false}
            no                    | {"approved":false}
            n it is  mine         | {"approved":false,"reason":"it is  mine"}
            e                     | edit {"number":1}
            edit                  | edit {"number":1}
            e {"number":2}        | {"approved":true,"edited_arguments":"{\\"number\\":2}"}
            e {"number":1}        | {"approved":true}
            e [1]                 | The arguments have to be a JSON object.
            y but not this        | Type y, e, n, or n with a reason; or :later.
            maybe                 | Type y, e, n, or n with a reason; or :later.
            ``                    | Type y, e, n, or n with a reason; or :later.
            """)
    void approvals(String line, String reading) {
        assertThat(read(question(APPROVAL.formatted(CALL, true)), line)).isEqualTo(reading);
    }

    @Test
    void approvalThatCannotBeChangedOffersNoChange() {
        Question fixed = question(APPROVAL.formatted(CALL, false));

        assertThat(fixed.label()).isEqualTo("approve? (y/n) > ");
        assertThat(read(fixed, "e")).isEqualTo("Type y, n, or n with a reason; or :later.");
        Question withoutCall = question(APPROVAL.formatted("null", true));
        assertThat(withoutCall.shown()).isEqualTo("Approval needed: What now?");
        assertThat(read(withoutCall, "e")).isEqualTo("Type y, n, or n with a reason; or :later.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"number":2}          | {"approved":true,"edited_arguments":"{\\"number\\":2}"}
            {"number":1}          | {"approved":true}
            {"number":1} {}       | The arguments have to be a JSON object: Trailing token
            {"a":1,"a":2}         | The arguments have to be a JSON object: Duplicate field 'a'
            "text"                | The arguments have to be a JSON object.
            """)
    void changedArguments(String line, String reading) {
        String read = switch (question(APPROVAL.formatted(CALL, true)).readArguments(line)) {
            case Reading.Answer answer -> answer.answer().toString();
            case Reading.Edit edit -> "edit";
            case Reading.Problem problem -> problem.sentence();
        };
        assertThat(read).startsWith(reading);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            3                     | {"options":["2"]}
            red                   | {"options":["red"]}
            2                     | {"options":["2"]}
            1                     | {"options":["red"]}
            1,3                   | Only one can be chosen.
            0                     | Type a number from 1 to 3; or :later.
            4                     | Type a number from 1 to 3; or :later.
            99999999999           | Type a number from 1 to 3; or :later.
            blue                  | Type a number from 1 to 3; or :later.
            ``                    | Type a number from 1 to 3; or :later.
            """)
    void choices(String line, String reading) {
        Question choice = question("{\"type\":\"choice\",\"options\":[\"red\",\"green\",\"2\"],\"multiple\":false}");

        // What an option says goes before its number.
        assertThat(read(choice, line)).isEqualTo(reading);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2                     | {"options":["green"]}
            2, 1                  | {"options":["green","red"]}
            1 1 1                 | {"options":["red"]}
            1;2                   | Type a number from 1 to 2, or several; or :later.
            """)
    void severalChoices(String line, String reading) {
        Question choice = question("{\"type\":\"choice\",\"options\":[\"red\",\"green\"],\"multiple\":true}");

        assertThat(read(choice, line)).isEqualTo(reading);
    }

    @Test
    void textIsTakenAsItIs() {
        Question text = question("{\"type\":\"clarification\"}");

        assertThat(read(text, " y ")).isEqualTo("{\"text\":\" y \"}");
        assertThat(read(text, "  ")).isEqualTo("Type the answer, or :later.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PT48H     | 48 h 0 min more
            PT1H59M59S| 1 h 59 min more
            PT59M     | 59 min more
            PT59S     | less than a minute more
            """)
    void tellsUntilWhenItWaits(Duration rest, String told) {
        assertThat(question("{\"type\":\"free_text\"}").howTo(EXPIRES.minus(rest), ZoneOffset.ofHours(2)))
                .isEqualTo("type the answer; :later leaves it for later. It waits until 2026-02-03 12:15, %s."
                        .formatted(told));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"approved":true,"reason":null,"edited_arguments":null,"text":null,"options":null} | approved
            {"approved":false}                                    | refused
            {"approved":false,"reason":"no"}                      | refused: no
            {"approved":true,"edited_arguments":"{}"}             | approved with {}
            {"text":"a"}                                          | "a"
            {"options":["a","b"]}                                 | a, b
            """)
    void answersAreTold(String answer, String told) {
        assertThat(Question.said(json(answer))).isEqualTo(told);
    }
}
