package dev.parley.application.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.DurationSummary;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many durations in little memory. */
class DurationHistogramTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 50, 100, 5_000, 1_000_000, 10_000_000_000L})
    void quantilesAreCloseToTheTruth(long range) {
        Random random = new Random(range);
        DurationHistogram histogram = new DurationHistogram();
        long[] values = random.longs(999, 0, range).toArray();
        for (long value : values) {
            histogram.add(value);
        }
        Arrays.sort(values);

        DurationSummary summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(999);
        assertThat(summary.minimum().toMillis()).isEqualTo(values[0]);
        assertThat(summary.maximum().toMillis()).isEqualTo(values[998]);
        assertClose(summary.median(), values[499]);
        assertClose(summary.p95(), values[949]);
        assertClose(summary.p99(), values[989]);
    }

    private static void assertClose(Duration found, long truth) {
        assertThat(Math.abs(found.toMillis() - truth)).isLessThanOrEqualTo(truth / 32 + (truth < 64 ? 0 : 1));
    }

    @Test
    void histogramTakesAnything() {
        DurationHistogram histogram = new DurationHistogram();
        for (long value : new long[] {Long.MIN_VALUE, -1, 0, 63, 64, 65, 1L << 40, Long.MAX_VALUE}) {
            histogram.add(value);
        }

        assertThat(histogram.summary().count()).isEqualTo(8);
        assertThat(histogram.summary().minimum()).isZero();
        assertThat(histogram.summary().maximum()).isEqualTo(Duration.ofMillis(1L << 40));
    }
}
