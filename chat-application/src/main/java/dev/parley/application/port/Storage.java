package dev.parley.application.port;

/** The ports that one storage fulfils together. */
public record Storage(
        SessionStore sessions, DraftStore drafts, TurnQueue turns, FeedbackQueue feedback, EventBus bus) {
    // The same storage with one port replaced, such as by one that looks at what passes.

    public Storage withSessions(SessionStore other) {
        return new Storage(other, drafts, turns, feedback, bus);
    }

    public Storage withDrafts(DraftStore other) {
        return new Storage(sessions, other, turns, feedback, bus);
    }

    public Storage withTurns(TurnQueue other) {
        return new Storage(sessions, drafts, other, feedback, bus);
    }

    public Storage withBus(EventBus other) {
        return new Storage(sessions, drafts, turns, feedback, other);
    }
}
