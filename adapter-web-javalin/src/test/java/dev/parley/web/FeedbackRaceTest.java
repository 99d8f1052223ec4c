package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many answer one question at the same time, over all transports. */
class FeedbackRaceTest {
    private static final int ANSWERS = 64;
    private static final int ROUNDS = 10;

    /**
     * What became of an answer.
     *
     * @param winner the text of the answer that won, as this one was told
     */
    private record Outcome(boolean won, String errorCode, String text, String winner) {}

    @Test
    void oneOfManyAnswersWinsAndAllLearnWhich() throws Exception {
        try (TestServer server = TestServer.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RestClient alice = server.rest("alice");
            RestClient bob = server.rest("bob");
            String session = alice.newSession();
            String path = "/api/sessions/" + session;
            alice.send("PUT", path + "/participants/bob", "{\"access\":\"editor\"}");
            List<SocketClient> sockets = new ArrayList<>();
            for (int i = 0; i < ANSWERS / 2; i++) {
                sockets.add(server.socket(i % 2 == 0 ? "alice" : "bob"));
            }
            for (int round = 0; round < ROUNDS; round++) {
                String request = alice.post(
                                path + "/feedback", "{\"question\":\"?\",\"kind\":{\"type\":\"free_text\"}}")
                        .body()
                        .path("request_id")
                        .asText();
                CyclicBarrier barrier = new CyclicBarrier(ANSWERS);
                List<Future<Outcome>> answers = new ArrayList<>();
                for (int i = 0; i < ANSWERS; i++) {
                    int number = i;
                    answers.add(threads.submit(() -> {
                        barrier.await(20, TimeUnit.SECONDS);
                        return number < sockets.size()
                                ? overSocket(sockets.get(number), session, request, "answer " + number)
                                : overRest(number % 2 == 0 ? alice : bob, session, request, "answer " + number);
                    }));
                }
                List<Outcome> outcomes = new ArrayList<>();
                for (Future<Outcome> answer : answers) {
                    outcomes.add(answer.get(60, TimeUnit.SECONDS));
                }

                List<Outcome> won = outcomes.stream().filter(Outcome::won).toList();
                assertThat(won).hasSize(1);
                assertThat(outcomes)
                        .extracting(Outcome::winner)
                        .containsOnly(won.getFirst().text());
                assertThat(outcomes.stream().filter(outcome -> !outcome.won()))
                        .extracting(Outcome::errorCode)
                        .containsOnly("already_answered");
                assertThat(alice.get(path + "/feedback/" + request)
                                .body()
                                .path("request")
                                .path("response")
                                .path("answer")
                                .path("text")
                                .asText())
                        .isEqualTo(won.getFirst().text());
            }
            assertThat(typesOf(alice, path))
                    .filteredOn("feedback.answered"::equals)
                    .hasSize(ROUNDS);
            for (SocketClient socket : sockets) {
                socket.close();
            }
        }
    }

    private static Outcome overRest(RestClient client, String session, String request, String text) {
        Result result = client.post(
                "/api/sessions/" + session + "/feedback/" + request + "/respond",
                "{\"answer\":{\"text\":\"" + text + "\"}}");
        return outcome(
                result.status() == 200,
                result.errorCode(),
                result.body(),
                result.body().path("error"),
                text);
    }

    private static Outcome overSocket(SocketClient socket, String session, String request, String text)
            throws IOException {
        socket.send(
                "{\"type\":\"feedback_response\",\"ref\":\"%s\",\"session_id\":\"%s\",\"request_id\":\"%s\",\"answer\":{\"text\":\"%s\"}}"
                        .formatted(text, session, request, text));
        JsonNode reply =
                socket.until(frame -> frame.path("ref").asText().equals(text)).getLast();
        boolean won = reply.path("type").asText().equals("feedback_accepted");
        return outcome(won, reply.path("error_code").asText(), reply.path("request"), reply, text);
    }

    private static Outcome outcome(boolean won, String errorCode, JsonNode request, JsonNode error, String text) {
        JsonNode response =
                won ? request.path("response") : error.path("details").path("response");
        return new Outcome(
                won, errorCode, text, response.path("answer").path("text").asText());
    }

    private static List<String> typesOf(RestClient client, String path) {
        List<String> types = new ArrayList<>();
        client.get(path + "/events?limit=100")
                .body()
                .path("items")
                .forEach(frame -> types.add(frame.path("event").path("type").asText()));
        return types;
    }
}
