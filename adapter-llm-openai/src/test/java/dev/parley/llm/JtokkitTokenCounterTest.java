package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import dev.parley.application.port.TokenCounter;
import dev.parley.application.port.TokenCounterContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JtokkitTokenCounterTest {
    private static final TokenCounter NEWER = new JtokkitTokenCounter("gpt-5");
    private static final TokenCounter OLDER = new JtokkitTokenCounter("gpt-4");

    @Nested
    class WithTheNewerEncoding implements TokenCounterContract {
        @Override
        public TokenCounter counter() {
            return NEWER;
        }
    }

    @Nested
    class WithTheOlderEncoding implements TokenCounterContract {
        @Override
        public TokenCounter counter() {
            return OLDER;
        }
    }

    @Test
    void countsAreThoseOfTheEncoding() {
        assertThat(NEWER.count("hello world")).isEqualTo(2);
        assertThat(NEWER.count("<|endoftext|>")).isGreaterThan(1);
        assertThat(OLDER.count("안녕하세요")).isGreaterThan(NEWER.count("안녕하세요"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4o-mini",
                "gpt-4.1",
                "gpt-5",
                "o3",
                "chatgpt-4o-latest",
                "gemini-2.5-pro",
                "llama3",
                ""
            })
    void newerAndUnknownModelsHaveTheNewerEncoding(String model) {
        assertThat(JtokkitTokenCounter.encodingOf(model)).isEqualTo(EncodingType.O200K_BASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt-4", "gpt-4-turbo", "gpt-4-0613", "gpt-3.5-turbo", "openai/gpt-4", "ft:gpt-3.5-turbo:me::1"})
    void olderModelsHaveTheOlderEncoding(String model) {
        assertThat(JtokkitTokenCounter.encodingOf(model)).isEqualTo(EncodingType.CL100K_BASE);
    }

    @Test
    void longTextIsAboutAsLongAsItsParts() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(10_000);

        assertThat((double) NEWER.count(text)).isBetween(99_000.0, 101_000.0);
    }
}
