package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.launcher.client.News;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What goes on, as the events of a log tell it. */
class TranscriptTest {
    private static final String SESSION = """
            {"session_id":"s","position":"1","access":"owner","message_count":0,"turns":[],"pending_feedback":[],"agent":{"activity":"idle"}}""";

    private final ScriptedScreen screen = new ScriptedScreen();
    private final Transcript transcript = new Transcript(
            screen,
            "alice",
            json(SESSION),
            true,
            new OpenQuestions(screen, "alice", InstantSource.system(), ZoneOffset.UTC));
    private long seq = 1;

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private String statusAfter(String type, String payload) {
        transcript.show(new News.Event("s", ++seq, type, json(payload)));
        return transcript.status();
    }

    @Test
    void statusFollowsTheTurn() {
        assertThat(transcript.status()).isEmpty();
        assertThat(statusAfter("turn.started", "{\"turn_id\":\"t\",\"message_id\":\"q\"}"))
                .isEqualTo("thinking");
        assertThat(statusAfter("agent.state", "{\"agent\":{\"activity\":\"responding\"}}"))
                .isEqualTo("answering");
        assertThat(statusAfter("turn.queued", "{\"turn_id\":\"u\",\"message_id\":\"r\",\"ahead\":1}"))
                .isEqualTo("answering, 1 queued");
        assertThat(statusAfter("turn.completed", "{\"turn_id\":\"t\",\"message_id\":\"q\"}"))
                .isEqualTo("1 queued");
        assertThat(statusAfter("turn.cancelled", "{\"turn_id\":\"u\",\"message_id\":\"r\",\"reason\":\"stopped\"}"))
                .isEmpty();
        assertThat(screen.lines()).containsExactly("-- A queued message was withdrawn.");
    }

    @Test
    void runningToolIsToldUntilItsResultIs() {
        statusAfter("turn.started", "{\"turn_id\":\"t\",\"message_id\":\"q\"}");
        statusAfter(
                "message.completed",
                "{\"message\":{\"message_id\":\"a\",\"role\":\"assistant\",\"text\":\"\",\"tool_calls\":[{\"id\":\"c\",\"name\":\"weather\",\"arguments\":\"{}\"}]}}");
        assertThat(
                        statusAfter(
                                "tool.called",
                                "{\"turn_id\":\"t\",\"message_id\":\"a\",\"call\":{\"id\":\"c\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Ulm\\\"}\"}}"))
                .isEqualTo("running weather");
        assertThat(
                        statusAfter(
                                "tool.finished",
                                "{\"message\":{\"message_id\":\"b\",\"role\":\"tool\",\"tool_call_id\":\"c\",\"tool_name\":\"weather\",\"failed\":true,\"text\":\"No\\nwind.\"}}"))
                .isEqualTo("thinking");
        assertThat(screen.lines()).containsExactly("* weather {\"city\":\"Ulm\"}: failed - No wind.");
    }

    @Test
    void answerThatWasBrokenOffBeginsAnewVisibly() {
        statusAfter("message.started", "{\"message_id\":\"a\"}");
        transcript.show(new News.Text("s", "a", 0, "Once up"));
        statusAfter(
                "message.stopped",
                "{\"message\":{\"message_id\":\"a\",\"role\":\"assistant\",\"status\":\"interrupted\",\"text\":\"Once\"}}");
        statusAfter("message.started", "{\"message_id\":\"b\"}");
        transcript.show(new News.Text("s", "b", 0, "Once upon"));
        statusAfter(
                "message.completed",
                "{\"message\":{\"message_id\":\"b\",\"role\":\"assistant\",\"status\":\"completed\",\"text\":\"Once upon.\"}}");

        assertThat(screen.lines())
                .containsExactly("Once up", "-- The server broke off here; the answer began anew.", "Once upon.");
    }
}
