package dev.parley.launcher.offline;

import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Answers that depend on the session. */
final class SessionFacts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int SHOWN_OF_A_MESSAGE = 120;

    /** Shown in turn, so that a conversation full of misunderstandings still leads somewhere. */
    private static final List<String> SUGGESTIONS = List.of(
            "**Tell me a story** – and reload the page in the middle of it",
            "**What do you know about this session?**",
            "**Count to 100** – and press *Stop* before I get there",
            "**Write a long answer** – with a list, a table and code",
            "**What does Parley promise?**",
            "**How do I configure a real model?**");

    private SessionFacts() {}

    static String overview(Question question) {
        Session session = question.session();
        String title = session.title().value();
        int others = session.participants().size();
        return Texts.SESSION.formatted(
                title.isBlank() ? "none yet – rename the session to give it one" : Quotes.inline(title, 200),
                time(session.createdAt()),
                Quotes.inline(session.owner().value(), 128),
                others == 0 ? "nobody" : others == 1 ? "one other person" : others + " other people",
                session.messageCount(),
                session.lastSeq(),
                session.profile().value(),
                said(question.said().getFirst()),
                said(question.said().getLast()));
    }

    static String firstWords(Question question) {
        UserMessage first = question.said().getFirst();
        boolean fromTheBeginning =
                question.said().size() * 2 >= question.session().messageCount();
        String introduction = fromTheBeginning
                ? "The first thing you said"
                : "I see only the newest part of a long session. The first thing you said in it";
        return "%s, at %s:\n\n%s".formatted(introduction, time(first.createdAt()), Quotes.block(first.text()));
    }

    static String lastWords(Question question) {
        List<UserMessage> said = question.said();
        if (said.size() < 2) {
            return "Before this question you said nothing in this session. It is the first thing I hear from you.";
        }
        UserMessage last = said.get(said.size() - 2);
        return "Before this question, at %s, you said:\n\n%s"
                .formatted(time(last.createdAt()), Quotes.block(last.text()));
    }

    static String greeting(Question question) {
        return Texts.GREETING.formatted(question.said().size() > 1 ? "Hello again!" : "Hello, and welcome to Parley!");
    }

    static String helplessness(Question question) {
        UserMessage said = question.said().getLast();
        int next = question.said().size() * 2;
        String first = SUGGESTIONS.get(next % SUGGESTIONS.size());
        String second = SUGGESTIONS.get((next + 1) % SUGGESTIONS.size());
        return Texts.HELPLESSNESS.formatted(said(said), said.seq(), first, second);
    }

    private static String said(UserMessage message) {
        return Quotes.inline(message.text(), SHOWN_OF_A_MESSAGE);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
