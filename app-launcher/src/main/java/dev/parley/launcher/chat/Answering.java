package dev.parley.launcher.chat;

import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.ParleyClient;
import java.util.UUID;

/** Takes lines as answers to the questions of one session. */
final class Answering {
    private static final String EDIT = "edit ";

    private final ParleyClient client;
    private final Screen screen;
    private final OpenQuestions questions;

    Answering(ParleyClient client, Screen screen, OpenQuestions questions) {
        this.client = client;
        this.screen = screen;
        this.questions = questions;
    }

    /** @return whether an answer was sent */
    boolean take(Input.Line line) {
        boolean edits = line.subject().startsWith(EDIT);
        String id = edits ? line.subject().substring(EDIT.length()) : line.subject();
        Question question = questions.find(id).orElse(null);
        if (question == null) {
            screen.note("That question has ended meanwhile; nothing was sent.");
            return false;
        }
        if (edits && line.text().isBlank()) {
            questions.ask();
            return false;
        }
        return switch (edits ? question.readArguments(line.text()) : question.read(line.text())) {
            case Question.Reading.Problem problem -> {
                screen.warn(problem.sentence());
                if (edits) {
                    edit(question, line.text());
                }
                yield false;
            }
            case Question.Reading.Edit edit -> {
                screen.note("Change the arguments and press Enter; an empty line goes back.");
                edit(question, edit.arguments());
                yield false;
            }
            case Question.Reading.Answer answer -> {
                send(question, answer);
                yield true;
            }
        };
    }

    private void edit(Question question, String arguments) {
        screen.prompt(new Prompt("arguments > ", EDIT + question.id(), arguments));
    }

    private void send(Question question, Question.Reading.Answer answer) {
        questions.layAside(question.id());
        client.then(
                client.respond(question.sessionId(), question.id(), answer.answer(), UUID.randomUUID()),
                accepted -> {},
                refusal -> refused(question, refusal));
    }

    private void refused(Question question, ClientException refusal) {
        screen.warn(refusal.sentence());
        if (questions.find(question.id()).isPresent()) {
            questions.takeUp(question.id());
        }
    }
}
