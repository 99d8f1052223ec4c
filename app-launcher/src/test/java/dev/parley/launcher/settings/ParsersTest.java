package dev.parley.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsersTest {
    @ParameterizedTest
    @CsvSource({
        "0s,      PT0S",
        "250ms,   PT0.25S",
        "30s,     PT30S",
        "5 m,     PT5M",
        "90m,     PT1H30M",
        "24h,     PT24H",
        "30d,     PT720H",
        "PT1H30M, PT1H30M",
        "P1D,     PT24H"
    })
    void durationsAreRead(String text, Duration duration) {
        assertThat(Parsers.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "-5s",
                "PT-5S",
                "1.5h",
                "5 weeks",
                "5S",
                "3651d",
                "999999999999d",
                "99999999999999999999s",
                "soon"
            })
    void otherDurationsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parsers.duration(text))
                .withMessage("must be a length of time up to 3650d, such as 30s, 5m, 24h or PT1H30M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0h", "1ms", "1500ms", "1s", "90s", "10m", "90m", "24h", "48h", "3d", "30d"})
    void durationsAreWrittenAsTheyAreRead(String text) {
        assertThat(Parsers.text(Parsers.duration(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"'a,b', 'a|b'", "' a , ,b,, a', 'a|b'", "',', ''"})
    void namesAreSeparatedByCommas(String text, String names) {
        assertThat(String.join("|", Parsers.names(text))).isEqualTo(names);
    }
}
