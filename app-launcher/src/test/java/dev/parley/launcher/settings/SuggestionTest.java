package dev.parley.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("--host", "--port", "--storage", "--limit-page-size");

    @ParameterizedTest
    @CsvSource({
        "--prot,           --port",
        "--ports,          --port",
        "--Port,           --port",
        "--storge,         --storage",
        "--limit-pagesize, --limit-page-size"
    })
    void slipsAreUnderstood(String mistyped, String meant) {
        assertThat(Suggestion.closest(mistyped, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"--weather", "--h", "x"})
    void strangeNamesAreNot(String mistyped) {
        assertThat(Suggestion.closest(mistyped, KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--pomt, --port", "--hort, --host"})
    void ofSeveralTheFirstInTheAlphabetIsMeant(String mistyped, String meant) {
        assertThat(Suggestion.closest(mistyped, List.of("--port", "--host", "--post")))
                .contains(meant);
    }
}
