package dev.parley.application.port;

/** The ports that one storage fulfils together. */
public record Storage(SessionStore sessions, DraftStore drafts, TurnQueue turns, EventBus bus, TaskStore tasks) {}
