package dev.parley.memory.chat;

import dev.parley.application.port.DurationSummary;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.domain.event.Event;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A journal that remembers events; rebuilding waits until it is let go on. */
final class RememberingJournal implements EventJournal {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch permitted = new CountDownLatch(1);

    @Override
    public void append(List<Event> more) {
        events.addAll(more);
    }

    @Override
    public JournalStatistics statistics() {
        SortedMap<LocalDate, SortedMap<String, Long>> days = new TreeMap<>();
        events.forEach(event -> days.computeIfAbsent(
                        event.timestamp().atOffset(ZoneOffset.UTC).toLocalDate(), day -> new TreeMap<>())
                .merge(event.type(), 1L, Long::sum));
        return new JournalStatistics(days, new TreeMap<>(), DurationSummary.NONE, DurationSummary.NONE, 0, 0);
    }

    @Override
    public JournalProgress rebuild(int days, Consumer<JournalProgress> onProgress) {
        onProgress.accept(new JournalProgress(days, 2, 1, 200, 100, 5, 0));
        begun.countDown();
        try {
            permitted.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return new JournalProgress(days, 2, 2, 200, 200, 9, 1);
    }
}
