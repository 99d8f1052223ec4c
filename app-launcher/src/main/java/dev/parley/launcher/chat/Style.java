package dev.parley.launcher.chat;

/** How something is set off from the conversation, where the terminal can. */
enum Style {
    PLAIN,
    /** What goes on around the conversation. */
    FAINT,
    /** What people should look at. */
    STRONG,
    /** What went wrong. */
    WARNING
}
