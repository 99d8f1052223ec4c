package dev.parley.web.rest;

/** What a route is about. Descriptions group routes by it, in this order. */
public enum Topic {
    MESSAGES("Say something, get answers, read what was said."),
    SESSIONS("Start conversations and look after them."),
    EVENTS("Follow what happens in a session, from any position on."),
    FEEDBACK("Questions to people, asked by the agent or the application."),
    TASKS("Everybody's own tasks, which the agent's tools work on, too."),
    COMMANDS("What people can send in place of messages."),
    USAGE("What people had of models."),
    ACCOUNT("Who calls."),
    USERS("Those who came with a token, for administrators."),
    SERVER("How the server is and what it can and cannot do."),
    PAGES("Pages for people, and the files that they load.");

    private final String meaning;

    Topic(String meaning) {
        this.meaning = meaning;
    }

    /** What it comprises, in one sentence. */
    public String meaning() {
        return meaning;
    }
}
