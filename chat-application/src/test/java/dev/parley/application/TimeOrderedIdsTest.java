package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.SettableTime;
import dev.parley.application.testkit.Together;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
    private static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    @Test
    void idIsOfVersionSevenAndTellsItsMillisecond() {
        SettableTime time = new SettableTime(Instant.parse("2026-11-20T10:11:12.345Z"));
        UUID id = new TimeOrderedIds(time).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(millis(id)).isEqualTo(time.millis());
    }

    @Test
    void idsAscendWhateverTheClockDoes() {
        SettableTime time = new SettableTime();
        TimeOrderedIds ids = new TimeOrderedIds(time);
        List<String> made = new ArrayList<>();
        for (int step : new int[] {0, 0, 1, 0, -1_000, 0, 5, 1_001, -7}) {
            time.advance(Duration.ofMillis(step));
            made.add(ids.next().toString());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    /** The counter has 4,096 values in each millisecond; what is more borrows from the next ones. */
    @Test
    void idsAscendBeyondTheCounterOfAMillisecond() {
        SettableTime time = new SettableTime();
        TimeOrderedIds ids = new TimeOrderedIds(time);
        List<String> made =
                IntStream.range(0, 10_000).mapToObj(i -> ids.next().toString()).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(millis(UUID.fromString(made.getLast()))).isBetween(time.millis(), time.millis() + 3);
    }

    @Test
    void idsOfManyThreadsAreDifferent() {
        TimeOrderedIds ids = new TimeOrderedIds(InstantSource.system(), () -> 0);
        List<UUID> made =
                Together.results(
                                8,
                                number -> IntStream.range(0, 5_000)
                                        .mapToObj(i -> ids.next())
                                        .toList())
                        .stream()
                        .flatMap(List::stream)
                        .toList();

        assertThat(made).doesNotHaveDuplicates();
    }

    @Test
    void randomnessFillsTheRest() {
        UUID ones = new TimeOrderedIds(new SettableTime(), () -> -1L).next();
        UUID zeros = new TimeOrderedIds(new SettableTime(), () -> 0L).next();

        assertThat(ones.getLeastSignificantBits()).isEqualTo(0xBFFF_FFFF_FFFF_FFFFL);
        assertThat(zeros.getLeastSignificantBits()).isEqualTo(0x8000_0000_0000_0000L);
    }
}
