package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import dev.parley.domain.session.ProfileName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is. {@link #toBuilder()} changes a part of it.
 *
 * @param description what people are told who choose an agent, at most {@value #LONGEST_DESCRIPTION} characters (code points); may be
 *     empty
 * @param systemPrompt what the model is told before the conversation; may be empty
 * @param model the model's name; null for the default of the adapter
 * @param toolPolicy which tools it may use, and which only after a person said yes
 * @param toolMode how its model is brought to use tools
 * @param context how much of a session its model gets to see
 * @param editableApprovals whether a person who approves of a tool call may change its arguments
 * @param unansweredApprovals what becomes of a tool call that nobody approved or refused in time
 * @param feedbackLifetime how long its questions wait for their answers; null for the chat's limit
 */
public record Profile(
        ProfileName name,
        String description,
        String systemPrompt,
        @Nullable String model,
        ToolPolicy toolPolicy,
        ToolMode toolMode,
        ContextLimits context,
        boolean editableApprovals,
        UnansweredApprovals unansweredApprovals,
        @Nullable Duration feedbackLifetime) {
    /** In code points. */
    public static final int LONGEST_DESCRIPTION = 200;

    private static final Duration LONGEST = Duration.ofDays(3650);

    /** A helpful assistant on the default model. */
    public static final Profile DEFAULT = new Profile(
            ProfileName.DEFAULT,
            "You are a helpful assistant. Answer in the language of the user, to the point, in Markdown.",
            null);

    /** @throws ChatException.Invalid if the description is too long, or the feedback lifetime is not longer than zero and at most 3650 days */
    public Profile {
        if (description.codePointCount(0, description.length()) > LONGEST_DESCRIPTION) {
            throw ChatException.Invalid.field(
                    "description", "must have at most %d characters.".formatted(LONGEST_DESCRIPTION));
        }
        if (feedbackLifetime != null && (!feedbackLifetime.isPositive() || feedbackLifetime.compareTo(LONGEST) > 0)) {
            throw ChatException.Invalid.field("feedback_lifetime", "must be longer than zero and at most 3650 days.");
        }
    }

    /** An agent that is told something of its own and is like the default one otherwise. */
    public Profile(ProfileName name, String systemPrompt, @Nullable String model) {
        this(
                name,
                "",
                systemPrompt,
                model,
                ToolPolicy.DEFAULT,
                ToolMode.NATIVE,
                ContextLimits.NONE,
                true,
                UnansweredApprovals.REFUSE,
                null);
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A profile that differs from another one in some parts; not safe for use by several threads. */
    public static final class Builder {
        private ProfileName name;
        private String description;
        private String systemPrompt;
        private @Nullable String model;
        private ToolPolicy toolPolicy;
        private ToolMode toolMode;
        private ContextLimits context;
        private boolean editableApprovals;
        private UnansweredApprovals unansweredApprovals;
        private @Nullable Duration feedbackLifetime;

        private Builder(Profile profile) {
            name = profile.name;
            description = profile.description;
            systemPrompt = profile.systemPrompt;
            model = profile.model;
            toolPolicy = profile.toolPolicy;
            toolMode = profile.toolMode;
            context = profile.context;
            editableApprovals = profile.editableApprovals;
            unansweredApprovals = profile.unansweredApprovals;
            feedbackLifetime = profile.feedbackLifetime;
        }

        public Builder name(ProfileName value) {
            name = value;
            return this;
        }

        public Builder description(String value) {
            description = value;
            return this;
        }

        public Builder systemPrompt(String value) {
            systemPrompt = value;
            return this;
        }

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder toolPolicy(ToolPolicy value) {
            toolPolicy = value;
            return this;
        }

        public Builder toolMode(ToolMode value) {
            toolMode = value;
            return this;
        }

        public Builder context(ContextLimits value) {
            context = value;
            return this;
        }

        public Builder editableApprovals(boolean value) {
            editableApprovals = value;
            return this;
        }

        public Builder unansweredApprovals(UnansweredApprovals value) {
            unansweredApprovals = value;
            return this;
        }

        public Builder feedbackLifetime(@Nullable Duration value) {
            feedbackLifetime = value;
            return this;
        }

        /** @throws ChatException.Invalid naming the part that is out of its range */
        public Profile build() {
            return new Profile(
                    name,
                    description,
                    systemPrompt,
                    model,
                    toolPolicy,
                    toolMode,
                    context,
                    editableApprovals,
                    unansweredApprovals,
                    feedbackLifetime);
        }
    }
}
