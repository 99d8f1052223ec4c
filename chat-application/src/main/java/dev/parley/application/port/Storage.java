package dev.parley.application.port;

/** The ports that one storage fulfils together. */
public record Storage(
        SessionStore sessions, DraftStore drafts, TurnQueue turns, FeedbackQueue feedback, EventBus bus) {
    /** The same storage with other sessions, such as one that looks at what passes. */
    public Storage withSessions(SessionStore other) {
        return new Storage(other, drafts, turns, feedback, bus);
    }

    /** The same storage that tells another bus. */
    public Storage withBus(EventBus other) {
        return new Storage(sessions, drafts, turns, feedback, other);
    }
}
