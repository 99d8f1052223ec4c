package dev.parley.application.port;

/** The ports that one storage fulfils together. */
public record Storage(
        SessionStore sessions,
        DraftStore drafts,
        TurnQueue turns,
        FeedbackQueue feedback,
        EventBus bus,
        TaskStore tasks,
        UserDirectory users,
        UserChannels channels) {
    // The same storage with one port replaced, such as by one that looks at what passes.

    public Storage withSessions(SessionStore other) {
        return new Storage(other, drafts, turns, feedback, bus, tasks, users, channels);
    }

    public Storage withDrafts(DraftStore other) {
        return new Storage(sessions, other, turns, feedback, bus, tasks, users, channels);
    }

    public Storage withTurns(TurnQueue other) {
        return new Storage(sessions, drafts, other, feedback, bus, tasks, users, channels);
    }

    public Storage withBus(EventBus other) {
        return new Storage(sessions, drafts, turns, feedback, other, tasks, users, channels);
    }

    public Storage withUsers(UserDirectory other) {
        return new Storage(sessions, drafts, turns, feedback, bus, tasks, other, channels);
    }

    public Storage withChannels(UserChannels other) {
        return new Storage(sessions, drafts, turns, feedback, bus, tasks, users, other);
    }
}
