package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.412S, 412 ms",
        "PT0.999S, 999 ms",
        "PT3S, 3 s",
        "PT3.21S, 3.2 s",
        "PT1M, 1 min",
        "PT2M5S, 2 min 5 s",
        "PT90M, 1 h 30 min",
        "PT24H, 1 day",
        "PT48H, 2 days",
        "PT49H, 49 h",
        "P1000D, '1,000 days'"
    })
    void durationsAreReadable(Duration duration, String text) {
        assertThat(Wording.duration(duration)).isEqualTo(text);
    }

    @Test
    void whatPeopleWroteHasNoEffectAsMarkdown() {
        assertThat(Wording.plain("**a** [b](c)\n<i>`d`</i> \uD83D\uDE00"))
                .isEqualTo("\\*\\*a\\*\\* \\[b\\](c) \\<i\\>\\`d\\`\\</i\\> \uD83D\uDE00");
    }
}
