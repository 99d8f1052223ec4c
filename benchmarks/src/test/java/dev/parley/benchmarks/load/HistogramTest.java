package dev.parley.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class HistogramTest {
    @Test
    void knowsSharesToTwoPercent() {
        Histogram histogram = new Histogram();
        for (long micros = 1; micros <= 100_000; micros++) {
            histogram.record(micros * 1_000);
        }
        assertThat(histogram.count()).isEqualTo(100_000);
        assertThat(histogram.millis(0.5)).isCloseTo(50, Percentage.withPercentage(2));
        assertThat(histogram.millis(0.99)).isCloseTo(99, Percentage.withPercentage(2));
        assertThat(histogram.millis(1)).isCloseTo(100, Percentage.withPercentage(2));
    }

    @Test
    void takesTheSmallestAndTheLargest() {
        Histogram histogram = new Histogram();
        histogram.record(0);
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.millis(0.5)).isEqualTo(0, within(0.0));
        assertThat(histogram.millis(1) * 1e6).isCloseTo(Long.MAX_VALUE, Percentage.withPercentage(2));
    }
}
