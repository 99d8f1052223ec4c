package dev.parley.journal;

import static dev.parley.application.port.EventJournalContract.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when events come faster than they are written. */
@Timeout(60)
class BacklogTest extends JournalFixture {
    /** A clock at which whoever looks at it is held: the writer, before each batch. */
    private static final class HoldingTime implements InstantSource {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final Semaphore permits = new Semaphore(0);
        private volatile boolean isHolding;

        @Override
        public Instant instant() {
            if (isHolding) {
                arrived.countDown();
                permits.acquireUninterruptibly();
            }
            return NOON;
        }

        void hold() {
            isHolding = true;
        }

        void release() {
            isHolding = false;
            permits.release(1_000);
        }
    }

    private static List<Event> custom(int number) {
        JournalEvents events = JournalEvents.at(NOON);
        for (int i = 0; i < number; i++) {
            events.add(Given.custom(i));
        }
        return events.all();
    }

    private HoldingTime heldJournal(JournalSettings settings) throws InterruptedException {
        journal.close();
        HoldingTime holding = new HoldingTime();
        journal = JsonlEventJournal.open(settings, holding);
        holding.hold();
        journal.append(custom(1));
        holding.arrived.await();
        return holding;
    }

    @Test
    void eventsThatFindNoRoomAreCountedAndNobodyWaits() throws Exception {
        HoldingTime holding = heldJournal(JournalSettings.in(folder()).waiting(10, 1 << 20));
        journal.append(custom(6));
        journal.append(custom(6));
        journal.append(custom(1));

        assertThat(journal.statistics().dropped()).isEqualTo(3);
        assertThat(journal.statistics().events()).isZero();
        holding.release();
        assertThat(journal.awaitWritten(SOON)).isTrue();
        assertThat(journal.statistics().events()).isEqualTo(11);
        assertThat(journal.statistics().dropped()).isEqualTo(3);
        assertThat(lines("events-2026-11-20.jsonl")).hasSize(11);
        journal.append(custom(2));
        assertThat(journal.awaitWritten(SOON)).isTrue();
        assertThat(journal.statistics().events()).isEqualTo(13);
    }

    @Test
    void longTextsCountForWhatTheyAre() throws Exception {
        HoldingTime holding = heldJournal(JournalSettings.in(folder()).waiting(1_000, 10_000));
        List<Event> large = JournalEvents.at(NOON)
                .add(new EventPayload.Custom("test.large", new JsonText("\"" + "x".repeat(6_000) + "\"")))
                .add(new EventPayload.Custom("test.large", new JsonText("\"" + "x".repeat(6_000) + "\"")))
                .add(Given.custom(1))
                .all();
        journal.append(large);

        assertThat(journal.statistics().dropped()).isEqualTo(1);
        holding.release();
        assertThat(journal.awaitWritten(SOON)).isTrue();
        assertThat(journal.statistics().events()).isEqualTo(3);
    }

    @Test
    void backlogGivesBackWhatItTookInOrder() throws InterruptedException {
        Backlog backlog = new Backlog(100, 1 << 20);
        List<Event> events = custom(5);
        assertThat(backlog.offer(events)).isZero();

        assertThat(backlog.take(3, Duration.ZERO)).isEqualTo(events.subList(0, 3));
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
        backlog.done();
        assertThat(backlog.take(3, Duration.ZERO)).isEqualTo(events.subList(3, 5));
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
        backlog.done();
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isTrue();
        assertThat(backlog.take(3, Duration.ZERO)).isEmpty();
    }

    @Test
    void closedBacklogTakesNothingAndGivesWhatItHas() throws InterruptedException {
        Backlog backlog = new Backlog(100, 1 << 20);
        backlog.offer(custom(2));
        backlog.close();

        assertThat(backlog.offer(custom(3))).isEqualTo(3);
        assertThat(backlog.take(10, SOON)).hasSize(2);
        assertThat(backlog.take(10, SOON)).isEmpty();
    }
}
