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
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
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
        return """
                This is what I know about this session:

                | | |
                |---|---|
                | title | %s |
                | started | %s |
                | owner | %s |
                | shared with | %s |
                | messages so far | %d |
                | position in its log | %d |
                | profile | %s |

                You said %s first, and %s last. A session that rests for half an hour is paused; your next message wakes it up."""
                .formatted(
                        title.isBlank() ? "none yet – rename the session to give it one" : Quotes.inline(title, 200),
                        time(session.createdAt()),
                        Quotes.inline(session.owner().value(), 128),
                        session.participants().isEmpty()
                                ? "nobody"
                                : session.participants().size() + " other people",
                        session.messageCount(),
                        session.lastSeq(),
                        session.profile().value(),
                        said(question.said().getFirst()),
                        said(question.said().getLast()));
    }

    static String firstWords(Question question) {
        UserMessage first = question.said().getFirst();
        boolean fromTheBeginning = question.said().size() * 2 >= question.session().messageCount();
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
        return "Before this question, at %s, you said:\n\n%s".formatted(time(last.createdAt()), Quotes.block(last.text()));
    }

    static String greeting(Question question) {
        String hello = question.said().size() > 1 ? "Hello again!" : "Hello, and welcome to Parley!";
        return """
                %s I am the **offline demo**: rules instead of a language model, so I need no key and no network. What streams here is real, \
                though – sessions, positions, stopping, reconnecting.

                Ask me **what you can try**, or just say **tell me a story**.""".formatted(hello);
    }

    static String helplessness(Question question) {
        int turn = question.said().size();
        String first = SUGGESTIONS.get(turn % SUGGESTIONS.size());
        String second = SUGGESTIONS.get((turn + 1) % SUGGESTIONS.size());
        return """
                You said %s, and it arrived safely as message %d of this session. But I am only the offline demo: a handful of rules, no \
                language model, so I do not know what to say about it.

                Try one of these:

                - %s
                - %s

                With `OPENAI_API_KEY`, `OPENAI_BASE_URL` or `GEMINI_API_KEY` set, a real model would answer here."""
                .formatted(said(question.said().getLast()), question.session().messageCount(), first, second);
    }

    private static String said(UserMessage message) {
        return Quotes.inline(message.text(), SHOWN_OF_A_MESSAGE);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
