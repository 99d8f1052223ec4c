package dev.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EmbeddedPostgresSettingsTest {
    private static final EmbeddedPostgresSettings DEFAULTS = EmbeddedPostgresSettings.of(Path.of("data"));

    @Test
    void defaultsKeepEverythingInOneFolder() {
        assertThat(DEFAULTS)
                .isEqualTo(new EmbeddedPostgresSettings(
                        Path.of("data"),
                        Path.of("data", "postgres-programs"),
                        0,
                        Map.of(),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(20)));
    }

    @Test
    void eachSettingCanBeChanged() {
        assertThat(DEFAULTS.withPrograms(Path.of("programs"))
                        .withPort(5_432)
                        .withOption("max_connections", "5")
                        .withOption("max_connections", "7")
                        .withOption("work_mem", "1MB")
                        .withLimits(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .isEqualTo(new EmbeddedPostgresSettings(
                        Path.of("data"),
                        Path.of("programs"),
                        5_432,
                        Map.of("max_connections", "7", "work_mem", "1MB"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)));
    }

    @Test
    void wrongValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withPort(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withPort(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withOption("port=1 -c", "1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withLimits(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withLimits(Duration.ofSeconds(1), Duration.ofSeconds(-1)));
    }
}
