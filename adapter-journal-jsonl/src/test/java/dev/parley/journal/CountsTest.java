package dev.parley.journal;

import static dev.parley.application.port.EventJournalContract.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.JournalStatistics;
import dev.parley.domain.ChatException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statistics in bounded memory. */
class CountsTest {
    private static Line line(Instant at, String type, @Nullable String turn) {
        return new Line(at, "s", 1, type, turn, null, 1, null, null, null, null, null);
    }

    @Test
    void onlyTheNewestDaysAreKept() {
        Counts counts = new Counts(3);
        for (int day : new int[] {5, 1, 2, 9, 3, 4}) {
            counts.add(line(NOON.plus(Duration.ofDays(day)), "custom", null));
        }

        assertThat(counts.statistics(0).eventsByDay())
                .containsOnlyKeys(
                        LocalDate.parse("2026-11-24"), LocalDate.parse("2026-11-25"), LocalDate.parse("2026-11-29"));
    }

    @Test
    void turnsThatNeverEndAreForgotten() {
        Counts counts = new Counts(1);
        for (int i = 0; i <= Counts.OPEN_TURNS; i++) {
            counts.add(line(NOON, "turn.started", "t" + i));
        }
        counts.add(line(NOON, "turn.completed", "t0"));
        counts.add(line(NOON.plusMillis(3), "turn.completed", "t1"));
        counts.add(line(NOON.plusMillis(3), "turn.completed", "t" + Counts.OPEN_TURNS));

        assertThat(counts.statistics(0).turns().count()).isEqualTo(2);
    }

    @Test
    void namesWithoutEndAreCountedTogether() {
        Counts counts = new Counts(1);
        for (int i = 0; i < 1_000; i++) {
            counts.add(line(NOON, "type." + i, null));
        }
        JournalStatistics statistics = counts.statistics(0);

        assertThat(statistics.eventsByType()).hasSize(201).containsEntry("other", 800L);
        assertThat(statistics.events()).isEqualTo(1_000);
    }

    @Test
    void clockThatGoesBackGivesNoNegativeDuration() {
        Counts counts = new Counts(1);
        counts.add(line(NOON, "turn.started", "t"));
        counts.add(line(NOON.minusSeconds(1), "turn.completed", "t"));

        assertThat(counts.statistics(0).turns().minimum()).isZero();
    }

    @Test
    void settingsOutOfTheirRangeAreNamed() {
        JournalSettings settings = JournalSettings.in(Path.of("x"));

        assertThatThrownBy(() -> settings.keeping(0, 1 << 30))
                .isInstanceOf(ChatException.Invalid.class)
                .hasMessageContaining("days");
        assertThatThrownBy(() -> settings.keeping(366, 1 << 30)).hasMessageContaining("days");
        assertThatThrownBy(() -> settings.keeping(1, (128 << 20) - 1)).hasMessageContaining("total_bytes");
        assertThatThrownBy(() -> settings.inPartsOf(1_023)).hasMessageContaining("part_bytes");
        assertThatThrownBy(() -> settings.waiting(0, 1 << 20)).hasMessageContaining("waiting_events");
        assertThatThrownBy(() -> settings.waiting(1, 1_023)).hasMessageContaining("waiting_characters");
    }
}
