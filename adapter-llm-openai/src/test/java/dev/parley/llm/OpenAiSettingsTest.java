package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {
    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertThat(OpenAiSettings.of(OpenAiSettings.OPENAI, "key", "gpt-5"))
                .isEqualTo(new OpenAiSettings(
                        URI.create("https://api.openai.com/v1"),
                        "key",
                        "gpt-5",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10)));
    }

    @Test
    void spaceAndSlashesAtTheEdgesDoNotCount() {
        OpenAiSettings settings = OpenAiSettings.of(URI.create("http://localhost:11434/v1//"), " key\n", " llama ");

        assertThat(settings).isEqualTo(OpenAiSettings.of(URI.create("http://localhost:11434/v1"), "key", "llama"));
    }

    @Test
    void blankKeyIsNone() {
        assertThat(OpenAiSettings.of(OpenAiSettings.GEMINI, " ", "gemini").apiKey())
                .isNull();
    }

    @Test
    void keyIsNeverShown() {
        assertThat(OpenAiSettings.of(OpenAiSettings.OPENAI, "sk-secret", "gpt-5")
                        .toString())
                .doesNotContain("sk-secret")
                .contains("gpt-5");
        assertThatThrownBy(() -> OpenAiSettings.of(OpenAiSettings.OPENAI, "sk-secret\nsk-other", "gpt-5"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("sk-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8080",
                "ftp://host/v1",
                "/v1",
                "https://:1",
                "https:///v1",
                "https://user:password@host/v1",
                "https://host/v1?key=1",
                "https://host/v1#x"
            })
    void oddBaseUrlIsRefused(String url) {
        assertThatThrownBy(() -> OpenAiSettings.of(URI.create(url), null, "m"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptyModelAndLimitsThatAreNoneAreRefused() {
        URI url = OpenAiSettings.OPENAI;
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> OpenAiSettings.of(url, null, " ")).hasMessageContaining("model");
        assertThatThrownBy(() -> new OpenAiSettings(url, null, "m", Duration.ZERO, second, second))
                .hasMessageContaining("connect");
        assertThatThrownBy(() -> new OpenAiSettings(url, null, "m", second, second.negated(), second))
                .hasMessageContaining("stall");
        assertThatThrownBy(() -> new OpenAiSettings(url, null, "m", second, second, Duration.ZERO))
                .hasMessageContaining("answer");
    }
}
