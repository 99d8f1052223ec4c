package dev.parley.application.agent;

/** How a model is brought to use tools. */
public enum ToolMode {
    /** The model calls tools by itself. */
    NATIVE,
    /** The model is asked for its next action, as a document of a given shape; for models without tool calling. */
    STRUCTURED,
    /** The model gets no tools. */
    NONE
}
