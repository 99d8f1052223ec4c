package dev.parley.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private final Origins origins = new Origins(Set.of("https://Chat.example.com", "http://localhost:5173"));

    @ParameterizedTest
    @CsvSource({
        "https://chat.example.com, true",
        "http://chat.example.com, false",
        "https://chat.example.com:443, false",
        "https://chat.example.com.evil.example, false",
        "https://evil.example/https://chat.example.com, false",
        "http://localhost:5173, true",
        "http://localhost, false",
        "http://own.example:8080, true",
        "https://own.example:8080, false",
        "http://own.example, false",
        "null, false",
        "'', false",
    })
    void comparesExactly(String origin, boolean allowed) {
        assertThat(origins.isAllowed(origin, false, "own.example:8080")).isEqualTo(allowed);
    }

    @Test
    void ownPagesOverTlsHaveAnotherOrigin() {
        assertThat(origins.isAllowed("https://own.example", true, "own.example"))
                .isTrue();
        assertThat(origins.isAllowed("http://own.example", true, "own.example")).isFalse();
        assertThat(origins.isAllowed("http://own.example", false, null)).isFalse();
    }

    @Test
    void theUsualPortIsNotPartOfAnOrigin() {
        assertThat(origins.isAllowed("https://own.example", true, "own.example:443"))
                .isTrue();
        assertThat(origins.isAllowed("http://own.example", false, "own.example:80"))
                .isTrue();
        assertThat(origins.isAllowed("https://own.example", true, "own.example:80"))
                .isFalse();
        assertThat(origins.isAllowed("https://own.example", true, "own.example:8443"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "",
                "chat.example.com",
                "https://chat.example.com/",
                "https://*.example.com",
                "ftp://x"
            })
    void refusesWhatIsNoOrigin(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Origins(Set.of(text)));
    }
}
