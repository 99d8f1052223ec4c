package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.News;
import dev.parley.launcher.client.ParleyClient;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Says one thing and prints what the agent says to it, as it comes, and nothing else. Everything happens on the client's thread. */
final class AskOnce {
    private static final int LONGEST_QUESTION = 200;
    private static final String STOPPED = "The answer was stopped.";

    private final ChatOptions options;
    private final String message;
    private final PrintStream out;
    private final UnaryOperator<String> shape;
    private final ParleyClient client;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final UUID messageId = UUID.randomUUID();
    private final ShownAnswers shown = new ShownAnswers();
    private final Set<String> answers = new HashSet<>();
    private String sessionId = "";
    private String turnId = "";

    /** A place in the log at which the message was there. */
    private long saidBefore = Long.MAX_VALUE;

    private boolean connected;
    private boolean inLine;
    private boolean interrupted;

    /** @param shape makes the answer fit for where it goes */
    AskOnce(ChatOptions options, String message, PrintStream out, UnaryOperator<String> shape) {
        this.options = options;
        this.message = message;
        this.out = out;
        this.shape = shape;
        this.client = new ParleyClient(options.server(), this::take);
    }

    /** Waits for the end of the answer. */
    Outcome run() {
        client.run(() -> then(client.rest().get("/api/me"), me -> begin()));
        try {
            Outcome how = outcome.join();
            endLine();
            return how;
        } finally {
            client.close();
        }
    }

    /** Stops the answer; the second time it does not wait for that. */
    void interrupt() {
        client.run(() -> {
            if (turnId.isEmpty() || interrupted) {
                outcome.complete(Outcome.failed(STOPPED));
            } else {
                interrupted = true;
                then(client.stop(sessionId, turnId), stopped -> outcome.complete(Outcome.failed(STOPPED)));
            }
        });
    }

    private void begin() {
        client.connect();
        new Entrance(client, options).enter(this::say, this::say, this::fail);
    }

    private void say(JsonNode session) {
        sessionId = session.path("session_id").asText();
        then(client.say(sessionId, message, messageId), reply -> {
            if (reply.path("type").asText().equals("command_result")) {
                print(reply.path("text").asText(""));
                outcome.complete(new Outcome(true, ""));
            } else {
                isSaid(reply.path("turn_id"), seqOf(reply));
            }
        });
    }

    private void take(News news) {
        switch (news) {
            case News.Connected now -> connected = true;
            case News.Disconnected now -> {
                if (!connected) {
                    fail(now.why());
                }
            }
            case News.Ended ended -> fail(ended.why());
            case News.Left left -> fail(left.why());
            case News.Event event -> take(event);
            case News.Text text -> {
                if (answers.contains(text.messageId())) {
                    print(shown.rest(text.messageId(), text.offset(), text.text()));
                }
            }
            case News.Reset reset -> reset(reset.snapshot());
            case News.Joined other -> {}
            case News.CaughtUp other -> {}
            case News.Notice other -> {}
        }
    }

    private void take(News.Event event) {
        JsonNode payload = event.payload();
        switch (event.type()) {
            case "turn.queued", "turn.started" -> {
                if (payload.path("message_id").asText().equals(messageId.toString())) {
                    isSaid(payload.path("turn_id"), event.seq());
                }
            }
            case "message.started" -> {
                if (isOurs(payload.path("turn_id"))) {
                    answers.add(payload.path("message_id").asText());
                }
            }
            case "message.completed", "message.stopped", "message.failed" -> showEnded(payload.path("message"));
            case "turn.completed" -> end(payload, new Outcome(true, ""));
            case "turn.cancelled" -> end(payload, Outcome.failed(STOPPED));
            case "turn.failed" ->
                end(payload, Outcome.failed(payload.at("/error/error_message").asText("The answer failed.")));
            case "feedback.requested" -> waitsFor(payload.path("request"));
            default -> {
                // Not about the answer.
            }
        }
    }

    private void showEnded(JsonNode answer) {
        if (answer.path("role").asText().equals("assistant") && isOurs(answer.path("turn_id"))) {
            print(shown.end(
                    answer.path("message_id").asText(), answer.path("text").asText("")));
            endLine();
        }
    }

    /** What was missed cannot be had one by one: looks what became of the answer. */
    private void reset(JsonNode snapshot) {
        @Nullable JsonNode last = null;
        for (JsonNode stored : snapshot.path("messages")) {
            if (stored.path("message_id").asText().equals(messageId.toString())) {
                isSaid(stored.path("turn_id"), stored.path("seq").asLong());
            }
            if (stored.path("role").asText().equals("assistant") && isOurs(stored.path("turn_id"))) {
                last = stored;
                showStored(stored);
            }
        }
        snapshot.at("/session/pending_feedback").forEach(this::waitsFor);
        for (JsonNode turn : snapshot.at("/session/turns")) {
            if (isOurs(turn.path("turn_id"))) {
                return;
            }
        }
        // The snapshot may be from before the message, although the acknowledgement came first.
        if (seqOf(snapshot.path("session")) >= saidBefore) {
            boolean whole = last != null && last.path("status").asText().equals("completed");
            outcome.complete(whole ? new Outcome(true, "") : Outcome.failed("The answer was not finished."));
        }
    }

    private void isSaid(JsonNode turn, long seq) {
        turnId = turn.asText();
        saidBefore = Math.min(saidBefore, seq);
    }

    private static long seqOf(JsonNode positioned) {
        return Long.parseLong(positioned.path("position").asText("0").split("\\.", 2)[0]);
    }

    private void showStored(JsonNode answer) {
        String id = answer.path("message_id").asText();
        if (answer.path("status").asText().equals("streaming")) {
            answers.add(id);
        } else if (!answers.contains(id) || shown.isUnfinished(id)) {
            answers.add(id);
            showEnded(answer);
        }
    }

    private void end(JsonNode payload, Outcome how) {
        if (isOurs(payload.path("turn_id"))) {
            outcome.complete(how);
        }
    }

    /** Nobody is here to answer. */
    private void waitsFor(JsonNode request) {
        if (isOurs(request.at("/asker/turn_id"))) {
            String question = SafeText.line(request.path("question").asText(""), LONGEST_QUESTION);
            outcome.complete(
                    Outcome.failed("The agent waits for an answer to: %s \"parley chat --session %s\" takes it."
                            .formatted(question, sessionId)));
        }
    }

    private boolean isOurs(JsonNode turn) {
        return !turnId.isEmpty() && turn.asText().equals(turnId);
    }

    private void fail(ClientException failure) {
        outcome.complete(Outcome.failed(options.sentence(failure)));
    }

    private void print(String text) {
        if (outcome.isDone() || text.isEmpty()) {
            return;
        }
        out.print(shape.apply(text));
        inLine = !text.endsWith("\n");
        if (out.checkError()) {
            // Whoever read it has gone.
            interrupt();
        }
    }

    private void endLine() {
        if (inLine) {
            out.println();
            out.flush();
            inLine = false;
        }
    }

    private void then(CompletableFuture<JsonNode> future, Consumer<JsonNode> done) {
        client.then(future, done, this::fail);
    }
}
