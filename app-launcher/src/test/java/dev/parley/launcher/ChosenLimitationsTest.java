package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Limitation;
import dev.parley.launcher.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChosenLimitationsTest {
    @Test
    void limitationsFollowFromTheSettings() {
        assertThat(applying(Map.of())).containsExactly("single_node", "offline_model");
        assertThat(applying(Map.of("PARLEY_STORAGE", "memory")))
                .containsExactly("memory_storage", "single_node", "offline_model");
        assertThat(applying(Map.of("DATABASE_URL", "postgresql://u:p@h:5432/d", "OPENAI_API_KEY", "k")))
                .isEmpty();
    }

    @Test
    void allAreListedWhetherTheyApplyOrNot() {
        assertThat(ChosenLimitations.of(Settings.parse(Map.of(), Map.of())))
                .hasSize(3)
                .allSatisfy(limitation -> {
                    assertThat(limitation.title()).isNotBlank();
                    assertThat(limitation.workaround()).endsWith(".");
                });
    }

    private static List<String> applying(Map<String, String> environment) {
        return ChosenLimitations.of(Settings.parse(environment, Map.of())).stream()
                .filter(Limitation::applies)
                .map(Limitation::id)
                .toList();
    }
}
