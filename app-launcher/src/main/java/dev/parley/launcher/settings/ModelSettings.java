package dev.parley.launcher.settings;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.llm.OpenAiSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Chooses the model from what is set: OpenAI's protocol if its key or base URL is, else Gemini if its key is, else the offline demo. */
final class ModelSettings {
    static final String OPENAI_MODEL = "gpt-4.1-mini";

    /** An alias that Google keeps pointing to the newest one of its kind. */
    static final String GEMINI_MODEL = "gemini-flash-latest";

    private ModelSettings() {}

    static ModelChoice read(Values values, ChatLimits limits) {
        Optional<String> openAiKey = values.find(SettingsTable.OPENAI_API_KEY);
        Optional<URI> openAiUrl = values.find(SettingsTable.OPENAI_BASE_URL);
        Optional<String> geminiKey = values.find(SettingsTable.GEMINI_API_KEY);
        Optional<String> model = values.find(SettingsTable.MODEL);
        Duration perWord = Duration.ofMillis(values.get(SettingsTable.OFFLINE_DELAY_MS));
        if (openAiKey.isPresent() || openAiUrl.isPresent()) {
            return remote(openAiUrl.orElse(OpenAiSettings.OPENAI), openAiKey, model.orElse(OPENAI_MODEL), limits);
        }
        if (geminiKey.isPresent()) {
            return remote(OpenAiSettings.GEMINI, geminiKey, model.orElse(GEMINI_MODEL), limits);
        }
        return new ModelChoice.Offline(perWord);
    }

    private static ModelChoice remote(URI baseUrl, Optional<String> apiKey, String model, ChatLimits limits) {
        try {
            return new ModelChoice.Remote(new OpenAiSettings(
                    baseUrl,
                    apiKey.orElse(null),
                    model,
                    limits.modelConnect(),
                    limits.modelStall(),
                    limits.modelAnswer()));
        } catch (IllegalArgumentException refused) {
            throw new SettingException(String.valueOf(refused.getMessage()));
        }
    }
}
