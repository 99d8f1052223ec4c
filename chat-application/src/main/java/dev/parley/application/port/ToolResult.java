package dev.parley.application.port;

import dev.parley.domain.TextRules;

/**
 * What a tool returned.
 *
 * @param text for the model to read; cut off after {@value #LONGEST} UTF-16 code units
 * @param failed whether the text is an error
 */
public record ToolResult(String text, boolean failed) {
    /** Longer results are cut off, so that no tool fills the storage. */
    public static final int LONGEST = 1_000_000;

    public ToolResult {
        if (text.length() > LONGEST) {
            text = text.substring(0, LONGEST) + "\n… (cut off)";
        }
        text = TextRules.repaired(text);
    }

    public static ToolResult of(String text) {
        return new ToolResult(text, false);
    }

    public static ToolResult failed(String sentence) {
        return new ToolResult(sentence, true);
    }
}
