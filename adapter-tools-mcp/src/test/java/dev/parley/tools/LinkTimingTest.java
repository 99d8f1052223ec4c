package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkTimingTest {
    @Test
    void pausesDoubleUpToTheLongest() {
        LinkTiming timing = LinkTiming.USUAL;

        assertThat(timing.pauseAfter(1, 1)).isEqualTo(Duration.ofMillis(500));
        assertThat(timing.pauseAfter(2, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(timing.pauseAfter(6, 1)).isEqualTo(Duration.ofSeconds(16));
        assertThat(timing.pauseAfter(7, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(timing.pauseAfter(1_000_000, 1)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void chanceShortensAPauseByHalfAtMost() {
        assertThat(LinkTiming.USUAL.pauseAfter(1, 0)).isEqualTo(Duration.ofMillis(250));
        assertThat(LinkTiming.USUAL.pauseAfter(1, 0.5)).isEqualTo(Duration.ofMillis(375));
    }
}
