package dev.parley.web.json;

import dev.parley.application.agent.Profile;
import dev.parley.domain.limit.ChatLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An agent that a session can have, as far as people need to know it; what it is told is nobody's business.
 *
 * @param model the model's name; null for the server's default
 */
public record ProfileJson(
        String name, String description, @Nullable String model, ContextLimitsJson context) {
    public static ProfileJson from(Profile profile, ChatLimits limits) {
        ContextLimitsJson context = new ContextLimitsJson(
                Objects.requireNonNullElse(profile.context().messages(), limits.contextMessages()),
                Objects.requireNonNullElse(profile.context().tokens(), limits.contextTokens()));
        return new ProfileJson(profile.name().value(), profile.description(), profile.model(), context);
    }
}
