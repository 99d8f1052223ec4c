package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.News;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows one session as it goes on, each thing once, and keeps what has to be known of it: its open turns and questions. */
final class Transcript {
    private static final int SHOWN_AT_FIRST = 10;
    private static final int LONGEST_LABEL = 60;
    private static final int LONGEST_OUTCOME = 160;

    private final Screen screen;
    private final String user;
    private final ShownAnswers shown = new ShownAnswers();
    private final OpenTurns turns = new OpenTurns();
    private final OpenQuestions questions;

    /** By their ids: what the models called and was not finished. */
    private final Map<String, JsonNode> calls = new HashMap<>();

    /** By their ids: the tools that run now. */
    private final Map<String, String> running = new LinkedHashMap<>();

    /** By their ids: what was typed here. */
    private final Map<String, String> typed = new HashMap<>();

    private final String sessionId;

    /** The last event that was shown, or whose message was. */
    private long seq;

    /** Whether the history was shown, as far as it is shown by itself. */
    private boolean begun;

    private boolean empty;
    private boolean stopping;
    private String activity = "";

    /**
     * @param session as the server describes it
     * @param begun whether it was just started, so that its history does not come
     */
    Transcript(Screen screen, String user, JsonNode session, boolean begun, OpenQuestions questions) {
        this.screen = screen;
        this.user = user;
        this.sessionId = session.path("session_id").asText();
        this.questions = questions;
        this.begun = begun;
        this.seq = begun ? seqOf(session) : 0;
        take(session);
    }

    private void take(JsonNode session) {
        empty = session.path("message_count").asLong() == 0;
        activity = session.at("/agent/activity").asText();
        turns.reset(session.path("turns"));
        running.clear();
        questions.reset(session);
    }

    private static long seqOf(JsonNode session) {
        return Long.parseLong(session.path("position").asText("0").split("\\.", 2)[0]);
    }

    String sessionId() {
        return sessionId;
    }

    /** Whether something of it was shown. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether nothing was ever said. */
    boolean isEmpty() {
        return empty;
    }

    /** The turn that can be stopped. */
    Optional<OpenTurns.Turn> current() {
        return turns.current();
    }

    /** Whether an answer is being given that nobody stopped yet. */
    boolean isAnswering() {
        return !stopping && turns.current().filter(OpenTurns.Turn::isWorking).isPresent();
    }

    void stopping() {
        stopping = true;
    }

    /** Something was typed here, so that it need not be shown again. */
    void typed(String messageId, String text) {
        typed.put(messageId, text);
        empty = false;
    }

    /** It was refused. */
    void untyped(String messageId) {
        typed.remove(messageId);
    }

    /** What goes on now; empty for nothing. */
    String status() {
        List<String> states = new ArrayList<>();
        turns.current().ifPresent(turn -> {
            if (stopping) {
                states.add("stopping; Ctrl-C again quits");
            } else if (!turn.isWorking()) {
                states.add("waiting for an answer");
            } else if (!running.isEmpty()) {
                states.add("running " + String.join(", ", running.values()));
            } else {
                states.add(activity.equals("responding") ? "answering" : "thinking");
            }
        });
        if (turns.queuedCount() > 0) {
            states.add(turns.queuedCount() + " queued");
        }
        return String.join(", ", states);
    }

    // What came.

    void show(News.Text text) {
        screen.stream(shown.rest(text.messageId(), text.offset(), text.text()));
    }

    void show(News.Reset reset) {
        JsonNode snapshot = reset.snapshot();
        JsonNode session = snapshot.path("session");
        take(session);
        List<JsonNode> news = new ArrayList<>();
        for (JsonNode message : MessageText.inReadingOrder(snapshot.path("messages"))) {
            if (message.path("seq").asLong() > seq
                    || shown.isUnfinished(message.path("message_id").asText())) {
                news.add(message);
            }
        }
        screen.endStream();
        int skipped = begun ? 0 : Math.max(0, news.size() - SHOWN_AT_FIRST);
        int earlier = snapshot.path("total").asInt() - news.size() + skipped;
        if (earlier > 0 && !begun) {
            screen.print(Style.FAINT, "-- %d messages before these; :history shows more.".formatted(earlier));
        }
        news.subList(skipped, news.size()).forEach(this::showStored);
        seq = Math.max(seq, seqOf(session));
        begun = true;
        questions.ask();
    }

    private void showStored(JsonNode message) {
        switch (message.path("role").asText()) {
            case "user" -> showSaid(message);
            case "assistant" -> {
                // The text of one that is being given comes by itself.
                if (!message.path("status").asText().equals("streaming")) {
                    showEnded(message);
                }
            }
            case "tool" -> showResult(message);
            default -> screen.print(Style.FAINT, message.path("text").asText(""));
        }
    }

    void show(News.Event event) {
        begun = true;
        seq = event.seq();
        JsonNode payload = event.payload();
        switch (event.type()) {
            case "message.created" -> {
                empty = false;
                showSaid(payload.path("message"));
            }
            case "message.completed", "message.stopped", "message.failed" -> showEnded(payload.path("message"));
            case "turn.queued" -> {
                turns.queued(payload);
                if (typed.containsKey(payload.path("message_id").asText())) {
                    screen.print(
                            Style.FAINT,
                            "-- Queued, %d ahead of it."
                                    .formatted(payload.path("ahead").asInt()));
                }
            }
            case "turn.started" -> {
                boolean waited = turns.started(payload);
                stopping = false;
                String text = typed.get(payload.path("message_id").asText());
                if (waited && text != null) {
                    screen.print(Style.FAINT, "-- Now to: " + SafeText.line(text, LONGEST_LABEL));
                }
            }
            case "turn.completed", "turn.failed", "turn.cancelled" -> endTurn(event.type(), payload);
            case "tool.called" -> showCall(payload.path("call"));
            case "tool.finished" -> showResult(payload.path("message"));
            case "agent.state" -> activity = payload.at("/agent/activity").asText();
            case "feedback.requested" -> questionAsked(Question.from(payload.path("request")));
            case "feedback.answered", "feedback.expired", "feedback.cancelled" -> questionEnded(event.type(), payload);
            case "session.paused" -> screen.print(Style.FAINT, "-- The chat is paused; the next message wakes it.");
            case "session.ended" -> screen.print(Style.FAINT, "-- The chat has ended; :new starts another.");
            default -> {
                // Nothing that people have to see.
            }
        }
    }

    private void showSaid(JsonNode message) {
        if (!typed.containsKey(message.path("message_id").asText())) {
            screen.print(Style.STRONG, MessageText.said(message));
        }
    }

    private void showEnded(JsonNode answer) {
        answer.path("tool_calls").forEach(call -> calls.put(call.path("id").asText(), call));
        screen.stream(shown.end(
                answer.path("message_id").asText(), answer.path("text").asText("")));
        screen.endStream();
        screen.print(
                answer.path("status").asText().equals("failed") ? Style.WARNING : Style.FAINT, MessageText.end(answer));
    }

    /** What the tool gets may be other than what the model asked for. */
    private void showCall(JsonNode call) {
        calls.put(call.path("id").asText(), call);
        running.put(call.path("id").asText(), call.path("name").asText());
    }

    private void showResult(JsonNode result) {
        running.remove(result.path("tool_call_id").asText());
        screen.print(
                Style.FAINT,
                MessageText.result(
                        result, calls.remove(result.path("tool_call_id").asText())));
    }

    private void endTurn(String type, JsonNode payload) {
        boolean told = turns.current()
                .filter(turn -> turn.id().equals(payload.path("turn_id").asText()))
                .isPresent();
        turns.ended(payload);
        running.clear();
        typed.remove(payload.path("message_id").asText());
        stopping = false;
        if (type.equals("turn.failed")) {
            screen.print(
                    Style.WARNING,
                    "! No answer: " + payload.at("/error/error_message").asText("the turn failed."));
        } else if (type.equals("turn.cancelled") && !told) {
            screen.print(Style.FAINT, "-- A queued message was withdrawn.");
        }
    }

    // Questions.

    private void questionAsked(Question question) {
        turns.waits(question.turnId(), true);
        questions.add(question);
        questions.ask();
    }

    private void questionEnded(String type, JsonNode payload) {
        questions.remove(payload.path("request_id").asText()).ifPresent(question -> {
            turns.waits(question.turnId(), false);
            screen.print(Style.FAINT, "-- " + SafeText.line(outcome(type, payload), LONGEST_OUTCOME));
        });
        questions.ask();
    }

    private String outcome(String type, JsonNode payload) {
        return switch (type) {
            case "feedback.answered" -> {
                JsonNode response = payload.path("response");
                String author = response.path("author_id").asText();
                String channel = response.path("channel").asText();
                yield "%s%s: %s"
                        .formatted(
                                author.equals(user) ? "You" : author,
                                channel.equals("web") ? "" : " by " + channel,
                                Question.said(response.path("answer")));
            }
            case "feedback.expired" ->
                payload.path("default_answer").isObject()
                        ? "Nobody answered in time; what counts: " + Question.said(payload.path("default_answer"))
                        : "Nobody answered in time.";
            default -> "The question was withdrawn.";
        };
    }
}
