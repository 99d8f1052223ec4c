package dev.parley.launcher.settings;

import dev.parley.llm.OpenAiSettings;
import java.time.Duration;

/** Which model answers. */
public sealed interface ModelChoice {
    /** For people: never contains a key. */
    String description();

    /**
     * The built-in demo.
     *
     * @param perWord how long it takes for each word; may be zero
     */
    record Offline(Duration perWord) implements ModelChoice {
        @Override
        public String description() {
            return "offline demo";
        }
    }

    /** A model behind a server that speaks OpenAI's protocol. */
    record Remote(OpenAiSettings settings) implements ModelChoice {
        @Override
        public String description() {
            return settings.model() + " at " + settings.baseUrl();
        }
    }
}
