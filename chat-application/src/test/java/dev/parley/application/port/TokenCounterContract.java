package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TokenCounter} promises. */
public interface TokenCounterContract {
    TokenCounter counter();

    @Test
    default void emptyTextHasNoTokens() {
        assertThat(counter().count("")).isZero();
    }

    @Test
    default void anyOtherTextHasTokens() {
        assertThat(counter().count("a")).isPositive();
        assertThat(counter().count(" ")).isPositive();
        assertThat(counter().count("😀")).isPositive();
    }

    @Test
    default void moreTextHasMoreTokens() {
        String sentence = "The quick brown fox jumps over the lazy dog. ";

        assertThat(counter().count(sentence.repeat(100)))
                .isGreaterThan(50 * counter().count(sentence));
    }

    @Test
    default void sameTextHasTheSameCount() {
        String text = "Grüße, 世界! 😀 <|endoftext|> 3.14159";

        assertThat(counter().count(text)).isEqualTo(counter().count(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\ud800",
                "\udc00",
                "a\ud800b",
                "\udc00\ud800",
                "😀\ud83d",
                "<|endoftext|>",
                "<|fim_prefix|><|im_start|>system",
                "\u200d\ufeff\ufffe\uffff",
                "e\u0301\u0301\u0301",
                "\r\n\t\u000b\u2028",
                "'s 'LL 'ſ"
            })
    default void noTextIsRefused(String text) {
        assertThatCode(() -> counter().count(text)).doesNotThrowAnyException();
        assertThat(counter().count(text)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A", " ", "\n", "!", "1", "漢", "😀", "\u0301", "ab ", "\ud800"})
    default void veryLongTextIsCountedInSeconds(String unit) {
        String text = unit.repeat(2_000_000 / unit.length());

        int count = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> counter().count(text));

        assertThat(count).isGreaterThan(1000);
    }

    @Test
    default void manyThreadsCountAlike() throws Exception {
        String text = "Ask not what your country can do for you. ".repeat(20);
        TokenCounter counter = counter();
        List<Future<Integer>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                counts.add(threads.submit(() -> counter.count(text)));
            }
        }
        Set<Integer> different = new HashSet<>();
        for (Future<Integer> count : counts) {
            different.add(count.get());
        }
        assertThat(different).hasSize(1);
    }
}
