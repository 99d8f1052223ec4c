package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.application.testkit.SettableTime;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every {@link EventJournal} promises. */
public interface EventJournalContract {
    Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    /** The journal, the same throughout a test until {@link #reopen}; empty in the beginning, with room for a few thousand events. */
    EventJournal journal();

    /** Its clock, which shows {@link #NOON} in the beginning. */
    SettableTime time();

    /** Returns when everything is written that was appended. */
    void settle() throws InterruptedException;

    /** Closes the journal and opens it again with what it wrote. */
    void reopen() throws InterruptedException;

    private void append(JournalEvents events) {
        journal().append(events.all());
    }

    private JournalStatistics settled() throws InterruptedException {
        settle();
        return journal().statistics();
    }

    @Test
    default void emptyJournalHasCountedNothing() throws InterruptedException {
        journal().append(List.of());

        JournalStatistics nothing = new JournalStatistics(
                new TreeMap<>(), new TreeMap<>(), DurationSummary.NONE, DurationSummary.NONE, 0, 0);
        assertThat(settled()).isEqualTo(nothing);
        assertThat(journal().rebuild(30, progress -> {})).isEqualTo(new JournalProgress(30, 0, 0, 0, 0, 0, 0));
        assertThat(journal().statistics()).isEqualTo(nothing);
    }

    @Test
    default void eventsAreCountedByDayAndType() throws InterruptedException {
        append(JournalEvents.at(NOON).add(Given.custom(1)).add(Given.custom(2)).add(new EventPayload.SessionResumed()));
        append(JournalEvents.at(Instant.parse("2026-11-20T23:59:59.999999Z")).add(Given.custom(3)));
        time().set(Instant.parse("2026-11-21T00:00:00Z"));
        append(JournalEvents.at(Instant.parse("2026-11-21T00:00:00Z")).add(Given.custom(4)));

        JournalStatistics statistics = settled();
        assertThat(statistics.eventsByDay())
                .isEqualTo(Map.of(
                        LocalDate.parse("2026-11-20"),
                        Map.of("custom", 3L, "session.resumed", 1L),
                        LocalDate.parse("2026-11-21"),
                        Map.of("custom", 1L)));
        assertThat(statistics.eventsByType()).isEqualTo(Map.of("custom", 4L, "session.resumed", 1L));
        assertThat(statistics.events()).isEqualTo(5);
    }

    @Test
    default void failedTurnsAreCountedByTheirCode() throws InterruptedException {
        JournalEvents events = JournalEvents.at(NOON);
        events.failed(ErrorCode.MODEL_TIMEOUT)
                .failed(ErrorCode.MODEL_UNAVAILABLE)
                .failed(ErrorCode.MODEL_TIMEOUT);
        append(events);

        assertThat(settled().failures()).isEqualTo(Map.of("model_timeout", 2L, "model_unavailable", 1L));
    }

    @Test
    default void turnsLastFromTheirFirstStartToTheirEnd() throws InterruptedException {
        TurnId taken = Given.turnId();
        TurnId unknown = Given.turnId();
        append(JournalEvents.at(NOON)
                .add(new EventPayload.TurnStarted(taken, Given.messageId(), 1))
                .later(Duration.ofMillis(30))
                .add(new EventPayload.TurnStarted(taken, Given.messageId(), 2))
                .add(new EventPayload.TurnStarted(unknown, Given.messageId(), 2))
                .later(Duration.ofMillis(12))
                .add(new EventPayload.TurnCompleted(taken, Given.messageId()))
                .add(new EventPayload.TurnCancelled(unknown, Given.messageId(), CancelReason.STOPPED)));

        assertThat(settled().turns()).isEqualTo(allOf(1, Duration.ofMillis(42)));
    }

    private static DurationSummary allOf(long count, Duration duration) {
        return new DurationSummary(count, duration, duration, duration, duration, duration);
    }

    @Test
    default void firstTextsAreCountedWhereTheyAreKnown() throws InterruptedException {
        append(JournalEvents.at(NOON).answered(Duration.ofMillis(17)).answered(null));

        JournalStatistics statistics = settled();
        assertThat(statistics.firstTexts()).isEqualTo(allOf(1, Duration.ofMillis(17)));
        assertThat(statistics.eventsByType()).isEqualTo(Map.of("message.completed", 2L));
    }

    @Test
    default void summariesAreRightToAFewPercent() throws InterruptedException {
        JournalEvents events = JournalEvents.at(NOON);
        for (int i = 1; i <= 1_000; i++) {
            events.answered(Duration.ofMillis(i * 7L));
        }
        append(events);

        DurationSummary summary = settled().firstTexts();
        assertThat(summary.count()).isEqualTo(1_000);
        assertThat(summary.minimum()).isEqualTo(Duration.ofMillis(7));
        assertThat(summary.maximum()).isEqualTo(Duration.ofMillis(7_000));
        assertThat(summary.median()).isBetween(Duration.ofMillis(3_350), Duration.ofMillis(3_650));
        assertThat(summary.p95()).isBetween(Duration.ofMillis(6_400), Duration.ofMillis(6_900));
        assertThat(summary.p99()).isBetween(Duration.ofMillis(6_700), Duration.ofMillis(7_000));
    }

    @Test
    default void rebuiltStatisticsAreThoseThatWereCounted() throws InterruptedException {
        for (int day = 0; day < 3; day++) {
            time().set(NOON.plus(Duration.ofDays(day)));
            append(JournalEvents.ofEveryKind(time().instant()));
            append(JournalEvents.at(time().instant())
                    .turn(Duration.ofMillis(100L + day))
                    .failed(ErrorCode.INTERNAL)
                    .answered(Duration.ofMillis(day)));
            settle();
        }
        JournalStatistics counted = settled();
        assertThat(counted.eventsByDay()).hasSize(3);
        assertThat(counted.turns().count()).isGreaterThanOrEqualTo(3);

        List<JournalProgress> told = new ArrayList<>();
        JournalProgress end = journal().rebuild(3, told::add);

        assertThat(journal().statistics()).isEqualTo(counted);
        assertThat(told).last().isEqualTo(end);
        assertThat(end.events()).isEqualTo(counted.events());
        assertThat(end.filesRead()).isEqualTo(end.files());
        assertThat(end.percent()).isEqualTo(100);
        assertThat(told).extracting(JournalProgress::bytesRead).isSorted();

        reopen();
        assertThat(journal().statistics().events()).isZero();
        journal().rebuild(3, progress -> {});
        assertThat(journal().statistics()).isEqualTo(counted);
    }

    @Test
    default void onlyTheLastDaysAreCountedAnew() throws InterruptedException {
        for (int day = 0; day < 3; day++) {
            time().set(NOON.plus(Duration.ofDays(day)));
            append(JournalEvents.at(time().instant()).add(Given.custom(day)));
            settle();
        }

        journal().rebuild(2, progress -> {});
        assertThat(journal().statistics().eventsByDay())
                .containsOnlyKeys(LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-22"));
        journal().rebuild(1, progress -> {});
        assertThat(journal().statistics().eventsByDay()).containsOnlyKeys(LocalDate.parse("2026-11-22"));
    }

    @Test
    default void eventsThatComeWhileStatisticsAreRebuiltAreCountedOnce() throws InterruptedException {
        TurnId turn = Given.turnId();
        append(JournalEvents.at(NOON).add(new EventPayload.TurnStarted(turn, Given.messageId(), 1)));
        settle();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        journal().rebuild(1, progress -> {
            if (isFirst.getAndSet(false)) {
                append(JournalEvents.at(NOON.plusMillis(25))
                        .add(new EventPayload.TurnCompleted(turn, Given.messageId())));
            }
        });

        JournalStatistics statistics = settled();
        assertThat(statistics.eventsByType()).isEqualTo(Map.of("turn.started", 1L, "turn.completed", 1L));
        assertThat(statistics.turns()).isEqualTo(allOf(1, Duration.ofMillis(25)));
        append(JournalEvents.at(NOON).add(Given.custom(1)));
        assertThat(settled().events()).isEqualTo(3);
    }

    @Test
    default void statisticsAreRebuiltByOneAtATime() throws InterruptedException {
        append(JournalEvents.at(NOON).add(Given.custom(1)));
        settle();
        List<Throwable> refusals = new ArrayList<>();
        journal().rebuild(1, progress -> {
            try {
                journal().rebuild(1, unused -> {});
            } catch (ChatException refusal) {
                refusals.add(refusal);
            }
        });

        assertThat(refusals).isNotEmpty().allMatch(ChatException.Conflict.class::isInstance);
        journal().rebuild(1, progress -> {});
        assertThat(journal().statistics().events()).isEqualTo(1);
    }

    @Test
    default void rebuildThatFailsLeavesAllAsItWas() throws InterruptedException {
        append(JournalEvents.at(NOON).add(Given.custom(1)));
        JournalStatistics before = settled();

        assertThatThrownBy(() -> journal().rebuild(1, progress -> {
                    throw new IllegalStateException("as the test wants it");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(journal().statistics()).isEqualTo(before);
        journal().rebuild(1, progress -> {});
        assertThat(journal().statistics()).isEqualTo(before);
    }

    @Test
    default void impossibleNumbersOfDaysAreRefused() {
        for (int days : new int[] {Integer.MIN_VALUE, -1, 0, EventJournal.MAXIMUM_DAYS + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> journal().rebuild(days, progress -> {}))
                    .isInstanceOf(ChatException.Invalid.class)
                    .hasMessageContaining("days");
        }
        journal().rebuild(EventJournal.MAXIMUM_DAYS, progress -> {});
    }

    @Test
    default void nothingIsLostOrDoubledWhenManyAppendAtOnce() throws InterruptedException {
        Together.results(8, number -> {
            for (int i = 0; i < 50; i++) {
                append(JournalEvents.at(NOON).add(Given.custom(i)).turn(Duration.ofMillis(5)));
            }
            return number;
        });

        JournalStatistics counted = settled();
        assertThat(counted.eventsByType())
                .isEqualTo(Map.of("custom", 400L, "turn.started", 400L, "turn.completed", 400L));
        assertThat(counted.turns()).isEqualTo(allOf(400, Duration.ofMillis(5)));
        assertThat(counted.dropped()).isZero();
        journal().rebuild(1, progress -> {});
        assertThat(journal().statistics()).isEqualTo(counted);
    }
}
