package dev.parley.launcher.offline;

/**
 * A tool that was run for the question that is to be answered.
 *
 * @param text what it returned, or why it did not
 */
record ToolUse(String tool, String arguments, boolean failed, String text) {}
