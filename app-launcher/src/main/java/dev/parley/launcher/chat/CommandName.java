package dev.parley.launcher.chat;

/**
 * A command that can be typed.
 *
 * @param name with what it begins with, such as {@code /help}
 */
record CommandName(String name, String description) {}
