package dev.parley.application.agent.function;

import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolMode;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.TextSink;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model that uses tools in the way that the profile of each session says. Safe for use by many threads. */
public final class ProfiledModel implements LanguageModel {
    private final LanguageModel model;
    private final @Nullable LanguageModel structuredTurns;
    private final Profiles profiles;

    /**
     * @param structured for profiles with {@link ToolMode#STRUCTURED}; null if there are none
     * @throws IllegalArgumentException naming the profiles that need a structured model, if there is none
     */
    public ProfiledModel(LanguageModel model, @Nullable StructuredModel structured, Profiles profiles) {
        this.model = model;
        this.structuredTurns = structured == null ? null : new StructuredTurns(model, structured);
        this.profiles = profiles;
        if (structured == null) {
            refuseStructured(profiles);
        }
    }

    private static void refuseStructured(Profiles profiles) {
        String names = profiles.all().stream()
                .filter(profile -> profile.toolMode() == ToolMode.STRUCTURED)
                .map(profile -> profile.name().value())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(
                    "profiles use tools in the structured way (%s): give the chat a structured model".formatted(names));
        }
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        Profile profile = profiles.of(prompt.session().profile());
        return switch (profile.toolMode()) {
            case NATIVE -> model.answer(StreamingChatResponse.framed(prompt), sink);
            case NONE -> model.answer(StreamingChatResponse.plain(prompt), sink);
            case STRUCTURED -> structuredFor(profile).answer(prompt, sink);
        };
    }

    /** Profiles can be replaced, so one that needs a structured model may come when it is too late to give one. */
    private LanguageModel structuredFor(Profile profile) {
        if (structuredTurns == null) {
            throw new ChatException.Unavailable(
                    ErrorCode.MODEL_REJECTED,
                    "The profile %s uses tools in the structured way, but there is no model for that; choose another tool mode or another profile."
                            .formatted(profile.name()),
                    Duration.ZERO);
        }
        return structuredTurns;
    }

    @Override
    public boolean isReady() {
        return model.isReady();
    }
}
