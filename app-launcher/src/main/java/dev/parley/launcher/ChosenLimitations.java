package dev.parley.launcher;

import dev.parley.application.Limitation;
import dev.parley.launcher.settings.ModelChoice;
import dev.parley.launcher.settings.Settings;
import dev.parley.launcher.settings.StorageChoice;
import java.util.List;

/** What does not go because of what was chosen in the settings. */
final class ChosenLimitations {
    private ChosenLimitations() {}

    static List<Limitation> of(Settings settings) {
        return List.of(
                new Limitation(
                        "memory_storage",
                        "Sessions are kept in the process",
                        "They are gone when it ends, are bounded in number, and each keeps its last 100 events only: who comes"
                                + " back with an older position gets a reset with a snapshot.",
                        "Use the embedded storage (PARLEY_STORAGE=embedded) or a PostgreSQL of your own (DATABASE_URL).",
                        settings.storage() instanceof StorageChoice.Memory),
                new Limitation(
                        "single_node",
                        "There is one node only",
                        "The storage belongs to this process, so no other node can take over or share the load.",
                        "Give several nodes the same PostgreSQL (DATABASE_URL).",
                        !(settings.storage() instanceof StorageChoice.External)),
                new Limitation(
                        "offline_model",
                        "The offline demo answers, not a model",
                        "It follows simple rules: it knows tasks and a few phrases, and understands nothing else.",
                        "Set OPENAI_API_KEY, OPENAI_BASE_URL or GEMINI_API_KEY.",
                        settings.model() instanceof ModelChoice.Offline));
    }
}
