package dev.parley.application.agent.function;

import dev.parley.domain.JsonText;

/** What an agent does next. */
public sealed interface NextAction {
    /** Answers the user. */
    record Respond() implements NextAction {}

    /**
     * Runs a tool.
     *
     * @param tool the name of a tool that was offered
     * @param arguments a JSON object with all members that the tool requires
     */
    record CallTool(String tool, JsonText arguments) implements NextAction {}

    /** Asks the user what was meant. */
    record Clarify(ClarificationRequest request) implements NextAction {}

    /**
     * Asks people for something.
     *
     * @param intention what the agent wants to know or to be allowed
     */
    record RequestFeedback(String intention) implements NextAction {}
}
