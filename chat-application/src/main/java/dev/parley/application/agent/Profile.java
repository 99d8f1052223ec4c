package dev.parley.application.agent;

import dev.parley.domain.session.ProfileName;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is.
 *
 * @param systemPrompt what the model is told before the conversation; may be empty
 * @param model the model's name; null for the default of the adapter
 * @param toolPolicy which tools it may use
 * @param editableApprovals whether the person who approves a call may change its arguments
 * @param approvesUnanswered whether a call that nobody approved or refused in time is made
 */
public record Profile(
        ProfileName name,
        String systemPrompt,
        @Nullable String model,
        ToolPolicy toolPolicy,
        boolean editableApprovals,
        boolean approvesUnanswered) {
    /** An agent that may use the task tools, but for deletions, which people approve; as everything else. */
    public Profile(ProfileName name, String systemPrompt, @Nullable String model) {
        this(name, systemPrompt, model, ToolPolicy.TASKS, true, false);
    }

    /** A helpful assistant on the default model. */
    public static final Profile DEFAULT = new Profile(
            ProfileName.DEFAULT,
            "You are a helpful assistant. Answer in the language of the user, to the point, in Markdown.",
            null);
}
