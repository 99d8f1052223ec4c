package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The questions of one session that wait for an answer, the oldest first. Those that this user may answer are asked one after the other. */
final class OpenQuestions {
    private final Screen screen;
    private final String user;
    private final InstantSource time;
    private final ZoneId zone;
    private final Map<String, Question> open = new LinkedHashMap<>();

    /** Those that are left for later, and those whose answer is on its way. */
    private final Set<String> laidAside = new HashSet<>();

    /** Those that were shown. */
    private final Set<String> shown = new HashSet<>();

    private boolean writes;

    OpenQuestions(Screen screen, String user, InstantSource time, ZoneId zone) {
        this.screen = screen;
        this.user = user;
        this.time = time;
        this.zone = zone;
    }

    /** @param session as the server describes it */
    void reset(JsonNode session) {
        writes = !session.path("access").asText().equals("viewer");
        open.clear();
        session.path("pending_feedback").forEach(request -> add(Question.from(request)));
        laidAside.retainAll(open.keySet());
    }

    void add(Question question) {
        open.putIfAbsent(question.id(), question);
    }

    Optional<Question> remove(String id) {
        laidAside.remove(id);
        return Optional.ofNullable(open.remove(id));
    }

    Optional<Question> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    /** Those that this user may answer. */
    List<Question> mine() {
        List<Question> mine = new ArrayList<>(open.values());
        mine.removeIf(question -> !question.isFor(user, writes));
        return mine;
    }

    /** Shows the questions that were not shown, and asks for the answer to the first one that was not laid aside. */
    void ask() {
        for (Question question : open.values()) {
            if (shown.add(question.id())) {
                screen.print(Style.STRONG, question.shown());
                if (question.isFor(user, writes)) {
                    screen.print(Style.FAINT, question.howTo(time.instant(), zone));
                } else {
                    screen.print(Style.FAINT, "It is for others to answer.");
                }
            }
        }
        screen.prompt(current()
                .map(question -> new Prompt(question.label(), question.id(), ""))
                .orElse(Prompt.MESSAGE));
    }

    /** The question that the next line answers. */
    private Optional<Question> current() {
        return mine().stream()
                .filter(question -> !laidAside.contains(question.id()))
                .findFirst();
    }

    /** Its answer is on its way, or it is left for later. */
    void layAside(String id) {
        laidAside.add(id);
        ask();
    }

    /** Leaves the one that is asked for later; false if none is. */
    boolean layFirstAside() {
        Optional<Question> first = current();
        first.ifPresent(question -> layAside(question.id()));
        return first.isPresent();
    }

    /** Asks all again that this user may answer. */
    void takeUpAll() {
        mine().forEach(question -> {
            laidAside.remove(question.id());
            shown.remove(question.id());
        });
        ask();
    }

    /** Asks it again. */
    void takeUp(String id) {
        laidAside.remove(id);
        shown.remove(id);
        ask();
    }
}
