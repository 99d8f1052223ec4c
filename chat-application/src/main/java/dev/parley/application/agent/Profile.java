package dev.parley.application.agent;

import dev.parley.domain.session.ProfileName;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is.
 *
 * @param systemPrompt what the model is told before the conversation; may be empty
 * @param model the model's name; null for the default of the adapter
 */
public record Profile(
        ProfileName name, String systemPrompt, @Nullable String model) {
    /** A helpful assistant on the default model. */
    public static final Profile DEFAULT = new Profile(
            ProfileName.DEFAULT,
            "You are a helpful assistant. Answer in the language of the user, to the point, in Markdown.",
            null);
}
