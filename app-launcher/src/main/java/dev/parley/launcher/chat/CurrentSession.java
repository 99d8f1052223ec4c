package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.News;
import dev.parley.launcher.client.ParleyClient;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The session that a chat is in: what is said, answered and stopped there, and what comes of it. Belongs to the client's thread. */
final class CurrentSession {
    private final ParleyClient client;
    private final Replies replies;
    private final Screen screen;
    private final OpenQuestions questions;
    private final Transcript transcript;
    private final boolean begun;

    /**
     * @param session as the server describes it
     * @param begun whether it was just started, by this chat
     */
    CurrentSession(
            ParleyClient client,
            Replies replies,
            Screen screen,
            Chat.Clock clock,
            String user,
            JsonNode session,
            boolean begun) {
        this.client = client;
        this.replies = replies;
        this.screen = screen;
        this.questions = new OpenQuestions(screen, user, clock.time(), clock.zone());
        this.transcript = new Transcript(screen, user, session, begun, questions);
        this.begun = begun;
    }

    String id() {
        return transcript.sessionId();
    }

    /** What goes on now; empty for nothing. */
    String status() {
        return transcript.status();
    }

    /** Whether an answer is being given that nobody stopped yet. */
    boolean isAnswering() {
        return transcript.isAnswering();
    }

    void take(News.OfSession news) {
        switch (news) {
            case News.Joined joined -> {
                // Whoever asked for it gets it, too.
            }
            case News.CaughtUp caughtUp -> showCaughtUp(caughtUp.events());
            case News.Reset reset -> {
                if (transcript.hasBegun()) {
                    screen.note("Reconnected; not all that was missed is kept, so this is how things are now.");
                }
                transcript.show(reset);
            }
            case News.Event event -> transcript.show(event);
            case News.Text text -> transcript.show(text);
            case News.Left left -> {
                // Whoever is in it goes on without it.
            }
        }
    }

    private void showCaughtUp(long events) {
        screen.note(
                events == 0
                        ? "Reconnected; nothing was missed."
                        : "Reconnected, caught up %d event%s.".formatted(events, events == 1 ? "" : "s"));
    }

    void say(String text) {
        boolean command = ParleyClient.isCommand(text);
        UUID messageId = UUID.randomUUID();
        if (!command) {
            transcript.typed(messageId.toString(), text);
        }
        replies.then(
                client.say(id(), text, messageId),
                reply -> {
                    if (command) {
                        screen.print(Style.PLAIN, reply.path("text").asText(""));
                    }
                },
                refusal -> {
                    transcript.untyped(messageId.toString());
                    refused(command, text, refusal);
                });
    }

    private void refused(boolean command, String text, ClientException refusal) {
        if (refusal.code().equals(ClientException.CONNECTION_LOST)) {
            screen.warn("It is not known whether %s was carried out: the connection broke."
                    .formatted(text.strip().split("\\s", 2)[0]));
        } else if (command) {
            screen.warn(refusal.sentence() + " :help lists the commands of the terminal.");
        } else {
            screen.warn("Not sent: " + refusal.sentence());
        }
    }

    /** @return whether an answer was sent */
    boolean answer(Input.Line line) {
        return new Answering(client, screen, questions).take(line);
    }

    void askQuestions() {
        questions.ask();
    }

    /** @return false if there is none that this user may answer */
    boolean takeUpQuestions() {
        if (questions.mine().isEmpty()) {
            return false;
        }
        questions.takeUpAll();
        return true;
    }

    /** @return false if none is asked for */
    boolean layQuestionAside() {
        return questions.layFirstAside();
    }

    /** @return false if there is nothing to stop */
    boolean stop() {
        Optional<OpenTurns.Turn> turn = transcript.current();
        if (turn.isEmpty()) {
            return false;
        }
        transcript.stopping();
        replies.then(client.stop(id(), turn.get().id()), stopped -> {}, refusal -> screen.warn(refusal.sentence()));
        return true;
    }

    /** How to come back; empty if there is nothing to come back to. */
    String farewell() {
        return transcript.isEmpty()
                ? ""
                : "%s\"parley chat --session %s\" goes on with this chat."
                        .formatted(transcript.isAnswering() ? "The answer goes on at the server; " : "", id());
    }

    /** Is not told of it any more. One that was begun here, and in which nothing was said, is not kept. */
    CompletableFuture<?> leave() {
        client.leave(id());
        return begun && transcript.isEmpty()
                ? client.rest().delete("/api/sessions/" + id())
                : CompletableFuture.completedFuture(null);
    }
}
