package dev.parley.application.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.DurationSummary;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.application.port.Signal;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of a bus goes into a journal, and rebuilding in the background. */
@Timeout(60)
class JournalTest {
    private final Bus bus = new Bus();
    private final Files files = new Files();
    private final Journal journal = new Journal(files, bus);

    /** Tells its only listener. */
    private static final class Bus implements EventBus {
        private @Nullable Listener listener;

        @Override
        public void committed(SessionId id, List<Event> events) {
            tell(id, events.getLast().seq(), events);
        }

        void tell(SessionId id, long upTo, List<Event> events) {
            if (listener != null) {
                listener.onEvents(id, upTo, events);
            }
        }

        @Override
        public void send(Signal signal) {}

        @Override
        public Registration listen(Listener wanted) {
            listener = wanted;
            return () -> listener = null;
        }
    }

    /** Remembers what it is given, and is rebuilt when the test says so. */
    private static final class Files implements EventJournal {
        private final List<Event> events = new ArrayList<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch permitted = new CountDownLatch(1);
        private volatile @Nullable RuntimeException failure;

        @Override
        public void append(List<Event> more) {
            events.addAll(more);
        }

        @Override
        public JournalStatistics statistics() {
            return new JournalStatistics(
                    new TreeMap<>(), new TreeMap<>(), DurationSummary.NONE, DurationSummary.NONE, 0, events.size());
        }

        @Override
        public JournalProgress rebuild(int days, Consumer<JournalProgress> onProgress) {
            onProgress.accept(new JournalProgress(days, 4, 1, 100, 25, 7, 0));
            begun.countDown();
            try {
                permitted.await();
            } catch (InterruptedException interrupted) {
                throw new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "It was interrupted.", Duration.ZERO);
            }
            if (failure != null) {
                throw failure;
            }
            return new JournalProgress(days, 4, 4, 100, 100, 30, 2);
        }
    }

    private Journal.Rebuilding ended() {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> journal.rebuilding().orElseThrow(), rebuilding -> !rebuilding.isRunning());
    }

    @Test
    void onlyWhatThisNodeCommittedIsPassedOn() {
        List<Event> own = JournalEvents.at(Instant.EPOCH)
                .add(Given.custom(1))
                .add(Given.custom(2))
                .all();
        bus.committed(own.getFirst().sessionId(), own);
        bus.tell(Given.sessionId(), 17, List.of());

        assertThat(files.events).isEqualTo(own);
        assertThat(journal.statistics().dropped()).isEqualTo(2);
        journal.close();
        bus.committed(own.getFirst().sessionId(), own);
        assertThat(files.events).hasSize(2);
    }

    @Test
    void rebuildingTellsHowFarItIs() throws InterruptedException {
        assertThat(journal.rebuilding()).isEmpty();
        Journal.Rebuilding begun = journal.rebuild(14);
        assertThat(begun).isEqualTo(new Journal.Rebuilding(true, JournalProgress.begin(14), null));
        files.begun.await();
        Journal.Rebuilding running = journal.rebuilding().orElseThrow();
        assertThat(running.isRunning()).isTrue();
        assertThat(running.progress().percent()).isEqualTo(25);

        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> journal.rebuild(1))
                .withMessageContaining("14 days already (25 %)");
        files.permitted.countDown();
        assertThat(ended())
                .isEqualTo(new Journal.Rebuilding(false, new JournalProgress(14, 4, 4, 100, 100, 30, 2), null));
        assertThat(journal.rebuild(2).isRunning()).isTrue();
        assertThat(ended().progress().days()).isEqualTo(2);
    }

    @Test
    void rebuildingThatFailsSaysWhy() {
        files.failure = new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "It burnt.", Duration.ZERO);
        files.permitted.countDown();
        journal.rebuild(1);
        assertThat(ended().failure()).isEqualTo("It burnt.");

        files.failure = new IllegalStateException("an internal thing");
        journal.rebuild(1);
        assertThat(ended().failure()).isEqualTo("The statistics could not be rebuilt.");
        files.failure = null;
        journal.rebuild(1);
        assertThat(ended().failure()).isNull();
    }

    @Test
    void closingEndsRebuilding() throws InterruptedException {
        journal.rebuild(1);
        files.begun.await();
        journal.close();

        assertThat(ended().failure()).isEqualTo("It was interrupted.");
    }

    @Test
    void impossibleNumbersOfDaysAreRefused() {
        for (int days : new int[] {0, -1, 366}) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> journal.rebuild(days))
                    .withMessageContaining("days");
        }
        assertThat(journal.rebuilding()).isEmpty();
    }
}
