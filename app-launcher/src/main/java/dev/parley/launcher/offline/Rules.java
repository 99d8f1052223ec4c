package dev.parley.launcher.offline;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the offline model can speak about. The first rule that applies answers. */
final class Rules {
    private static final Pattern ECHO = Pattern.compile("(?is)\\s*(?:please\\s+)?(?:echo|repeat|say)\\b[:\\s]+(\\S.*)");
    private static final Pattern COUNT = Pattern.compile("(?is).*\\bcount\\b.*?\\bto\\s+(\\d{1,9})\\b.*");
    private static final int HIGHEST_COUNT = 1_000;

    private static final List<Rule> ALL = List.of(
            new Rule("echo", question -> ECHO.matcher(question.text()).matches(), Rules::echo),
            new Rule("count", question -> COUNT.matcher(question.text()).matches(), Rules::count),
            Rule.fixed("story", question -> question.mentions("story", "tale", "poem"), Texts.STORY),
            Rule.fixed("long answer", Rules::isAboutLongAnswers, Texts.LONG_ANSWER),
            new Rule("first words", question -> isAboutSayings(question, "first"), SessionFacts::firstWords),
            new Rule(
                    "last words",
                    question -> isAboutSayings(question, "last", "previous", "before"),
                    SessionFacts::lastWords),
            Rule.fixed("a real model", Rules::isAboutRealModels, Texts.REAL_MODEL),
            Rule.fixed(
                    "queue",
                    question -> question.mentions("queue", "queued", "second message", "two messages", "busy", "wait"),
                    Texts.QUEUE),
            Rule.fixed(
                    "stop",
                    question -> question.mentions("stop", "stopping", "stopped", "interrupt", "cancel", "abort"),
                    Texts.STOP),
            Rule.fixed(
                    "tabs",
                    question -> question.mentions("tab", "tabs", "window", "device", "devices", "phone", "browser"),
                    Texts.TABS),
            Rule.fixed("connection", Rules::isAboutConnections, Texts.CONNECTION),
            Rule.fixed(
                    "promises",
                    question -> question.mentions(
                            "promise", "promises", "guarantee", "guarantees", "reliable", "durable", "lost", "lose"),
                    Texts.PROMISES),
            new Rule("session", Rules::isAboutTheSession, SessionFacts::overview),
            Rule.fixed("what to try", Rules::isAskingForHelp, Texts.HELP),
            Rule.fixed("Parley", question -> question.mentions("parley"), Texts.PARLEY),
            Rule.fixed("itself", Rules::isAboutItself, Texts.ITSELF),
            Rule.fixed(
                    "thanks",
                    question -> question.mentions("thanks", "thank you", "thx", "danke", "merci"),
                    Texts.THANKS),
            Rule.fixed(
                    "farewell",
                    question -> question.mentions("bye", "goodbye", "good night", "see you", "tschüss", "ciao"),
                    Texts.FAREWELL),
            new Rule("greeting", Rules::isGreeting, SessionFacts::greeting),
            new Rule("anything else", question -> true, SessionFacts::helplessness));

    private Rules() {}

    static String answer(Question question) {
        return ALL.stream()
                .filter(rule -> rule.applies().test(question))
                .findFirst()
                .orElseThrow()
                .answer()
                .apply(question);
    }

    private static boolean isAboutLongAnswers(Question question) {
        return question.mentions(
                "long answer",
                "long text",
                "longer",
                "essay",
                "article",
                "markdown",
                "formatting",
                "a lot",
                "at length");
    }

    private static boolean isAboutSayings(Question question, String... times) {
        return question.mentions(times)
                && question.mentions(
                        "say",
                        "said",
                        "ask",
                        "asked",
                        "write",
                        "wrote",
                        "tell",
                        "message",
                        "question",
                        "sentence",
                        "words");
    }

    private static boolean isAboutRealModels(Question question) {
        return question.mentions(
                "configure",
                "api key",
                "key",
                "real model",
                "another model",
                "openai",
                "gpt",
                "gemini",
                "ollama",
                "vllm",
                "llama");
    }

    private static boolean isAboutConnections(Question question) {
        return question.mentions(
                "connection",
                "connections",
                "reconnect",
                "disconnect",
                "network",
                "wifi",
                "cable",
                "reload",
                "restart",
                "crash");
    }

    private static boolean isAboutTheSession(Question question) {
        return question.mentions("session", "title", "conversation", "chat", "history", "log", "position")
                || question.mentions("how many messages", "when did we", "who am i", "what do you know");
    }

    private static boolean isAskingForHelp(Question question) {
        return question.mentions("help", "try", "commands", "examples", "what can", "what now", "features", "show me")
                || question.words().isBlank();
    }

    private static boolean isAboutItself(Question question) {
        return question.mentions(
                "who are you",
                "what are you",
                "your name",
                "about you",
                "about yourself",
                "yourself",
                "offline",
                "demo",
                "model",
                "are you",
                "how do you work",
                "how are you",
                "intelligent",
                "robot",
                "ai");
    }

    private static boolean isGreeting(Question question) {
        return question.beginsWith(
                "hello",
                "hi",
                "hey",
                "hallo",
                "moin",
                "servus",
                "guten",
                "good morning",
                "good evening",
                "good afternoon",
                "hola",
                "bonjour",
                "ciao",
                "welcome",
                "greetings");
    }

    private static String echo(Question question) {
        Matcher matcher = ECHO.matcher(question.text());
        return matcher.matches() ? matcher.group(1) : question.text();
    }

    private static String count(Question question) {
        Matcher matcher = COUNT.matcher(question.text());
        int wanted = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (wanted < 1) {
            return "Counting to " + wanted + " is done before it begins.";
        }
        int end = Math.min(wanted, HIGHEST_COUNT);
        String numbers = IntStream.rangeClosed(1, end).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return numbers + (end == wanted ? "." : " – and that is as far as I count.");
    }
}
