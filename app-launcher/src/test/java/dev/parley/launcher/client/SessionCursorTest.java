package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.launcher.client.SessionCursor.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCursorTest {
    private static final String SESSION = "s";

    private final SessionCursor cursor = new SessionCursor(new Position(4, 0));

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private Step event(long seq, String type, String payload) {
        return cursor.event(SESSION, json("{\"seq\":%d,\"type\":\"%s\",\"payload\":%s}".formatted(seq, type, payload)));
    }

    private Step started(long seq, String message) {
        return event(seq, "message.started", "{\"message_id\":\"%s\"}".formatted(message));
    }

    private Step delta(String position, String message, int offset, String text) {
        return cursor.delta(
                SESSION,
                json("{\"position\":\"%s\",\"message_id\":\"%s\",\"offset\":%d,\"text\":\"%s\"}"
                        .formatted(position, message, offset, text)));
    }

    private static Step text(String message, int offset, String text) {
        return new Step.Next(new News.Text(SESSION, message, offset, text));
    }

    @Test
    void eventsComeOneAfterTheOther() {
        assertThat(event(5, "turn.started", "{}"))
                .isEqualTo(new Step.Next(new News.Event(SESSION, 5, "turn.started", json("{}"))));
        assertThat(event(6, "turn.completed", "{}")).isInstanceOf(Step.Next.class);
        assertThat(cursor.position()).hasToString("6");
    }

    @Test
    void eventThatWasThereIsKnownAndOneThatIsTooFarIsAGap() {
        assertThat(event(4, "turn.started", "{}")).isEqualTo(new Step.Known());
        assertThat(event(6, "turn.started", "{}")).isEqualTo(new Step.Gap());
        assertThat(cursor.position()).hasToString("4");
    }

    @Test
    void textIsCountedInUtf16() {
        started(5, "a");

        assertThat(delta("5.3", "a", 0, "\uD83D\uDE00!")).isEqualTo(text("a", 0, "\uD83D\uDE00!"));
        assertThat(cursor.position()).hasToString("5.3");
        assertThat(delta("5.5", "a", 3, "\uD83D\uDE00")).isEqualTo(text("a", 3, "\uD83D\uDE00"));
        assertThat(cursor.position()).hasToString("5.5");
    }

    @Test
    void onlyTheNewPartOfATextIsNews() {
        started(5, "a");
        delta("5.5", "a", 0, "Hello");

        assertThat(delta("5.5", "a", 0, "Hello")).isEqualTo(new Step.Known());
        assertThat(delta("5.4", "a", 2, "ll")).isEqualTo(new Step.Known());
        assertThat(delta("5.8", "a", 3, "lo yo")).isEqualTo(text("a", 5, " yo"));
    }

    @Test
    void textThatDoesNotFollowIsAGap() {
        started(5, "a");

        assertThat(delta("5.3", "a", 1, "el")).isEqualTo(new Step.Gap());
        assertThat(delta("6.1", "a", 0, "H")).isEqualTo(new Step.Gap());
        assertThat(delta("5.1", "b", 0, "H")).isEqualTo(new Step.Gap());
    }

    @Test
    void textFromBeforeAnEventIsKnown() {
        started(5, "a");
        event(6, "message.completed", "{\"message\":{\"message_id\":\"a\"}}");

        assertThat(delta("5.1", "a", 0, "H")).isEqualTo(new Step.Known());
        assertThat(cursor.position()).hasToString("6");
    }

    @Test
    void eventsInTheMiddleOfAnAnswerKeepItsOffset() {
        started(5, "a");
        delta("5.5", "a", 0, "Hello");
        event(6, "message.created", "{\"message\":{\"message_id\":\"q\"}}");

        assertThat(cursor.position()).hasToString("6.5");
        assertThat(delta("6.6", "a", 5, "!")).isEqualTo(text("a", 5, "!"));
    }

    @Test
    void answerThatBeginsAnewBeginsAtZero() {
        started(5, "a");
        delta("5.5", "a", 0, "Hello");
        started(6, "b");

        assertThat(cursor.position()).hasToString("6");
        assertThat(delta("6.1", "b", 0, "H")).isEqualTo(text("b", 0, "H"));
    }

    @Test
    void afterAResetTheAnswerInProgressComesFromItsBeginning() {
        cursor.reset(
                Position.parse("70"),
                json(
                        "{\"messages\":[{\"message_id\":\"q\",\"status\":\"completed\"},{\"message_id\":\"a\",\"status\":\"streaming\"}]}"));

        assertThat(cursor.position()).hasToString("70");
        assertThat(delta("70.2", "a", 0, "Hi")).isEqualTo(text("a", 0, "Hi"));
        assertThat(event(71, "turn.started", "{}")).isInstanceOf(Step.Next.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "12,12,0", "12.0,12,0", "12.340,12,340", "999999999999999999,999999999999999999,0"})
    void positionsAreRead(String text, long seq, int offset) {
        assertThat(Position.parse(text)).isEqualTo(new Position(seq, offset));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", ".1", "-1", "1.2.3", "a", "9999999999999999999"})
    void whatIsNoPositionIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
    }
}
