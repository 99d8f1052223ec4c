package dev.parley.application.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.event.Event;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drafts are saved in few writes, in order, and survive a store that fails for a while. */
@Timeout(30)
class DraftSaverTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final SessionId session = Given.sessionId();
    private final MessageId message = Given.messageId();
    private final RecordingStore store = new RecordingStore();
    private final List<Signal> told = new CopyOnWriteArrayList<>();
    private final EventBus bus = new EventBus() {
        @Override
        public void committed(SessionId id, List<Event> events) {}

        @Override
        public void send(Signal signal) {
            told.add(signal);
        }

        @Override
        public Registration listen(Listener listener) {
            return () -> {};
        }
    };

    /** Notes each write; fails or waits when told so. */
    private static final class RecordingStore implements DraftStore {
        final List<List<Piece>> writes = new CopyOnWriteArrayList<>();
        final AtomicInteger failures = new AtomicInteger();
        final AtomicInteger writing = new AtomicInteger();
        final AtomicInteger together = new AtomicInteger();
        volatile CountDownLatch goOn = new CountDownLatch(0);

        @Override
        public void append(List<Piece> pieces) {
            together.accumulateAndGet(writing.incrementAndGet(), Math::max);
            try {
                goOn.await();
                if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new IllegalStateException("the store fails, as the test wants it");
                }
                writes.add(pieces);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                writing.decrementAndGet();
            }
        }

        @Override
        public String text(SessionId sessionId, MessageId messageId) {
            return "";
        }
    }

    private DraftStore.Piece piece(int offset, String text) {
        return new DraftStore.Piece(session, message, offset, text);
    }

    @Test
    void piecesOfAllSessionsAreSavedInOneWrite() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        SessionId otherSession = Given.sessionId();
        MessageId otherMessage = Given.messageId();
        saver.offer(session, message, 0, "Hel");
        saver.offer(otherSession, otherMessage, 7, "x");
        saver.offer(session, message, 3, "lo");
        saver.flush();
        saver.flush();

        assertThat(store.writes)
                .containsExactly(List.of(piece(0, "Hello"), new DraftStore.Piece(otherSession, otherMessage, 7, "x")));
        assertThat(told)
                .containsExactly(
                        new Signal.Drafted(session, message, 5), new Signal.Drafted(otherSession, otherMessage, 8));
    }

    @Test
    void firstPieceIsSavedAtOnceAndTheNextOnesTogether() {
        try (DraftSaver saver = new DraftSaver(store, bus, LONG)) {
            saver.start();
            saver.offer(session, message, 0, "a");
            await().until(() -> store.writes.size() == 1);
            saver.offer(session, message, 1, "b");
            saver.offer(session, message, 2, "c");
        }

        assertThat(store.writes).containsExactly(List.of(piece(0, "a")), List.of(piece(1, "bc")));
    }

    @Test
    void whatCouldNotBeSavedIsSavedWithTheNextWrite() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        store.failures.set(2);
        saver.offer(session, message, 0, "a");
        saver.flush();
        saver.offer(session, message, 1, "b");
        saver.flush();
        saver.offer(session, message, 2, "c");
        saver.flush();

        assertThat(store.writes).containsExactly(List.of(piece(0, "abc")));
        assertThat(told).containsExactly(new Signal.Drafted(session, message, 3));
    }

    @Test
    void piecesThatComeDuringAFailedWriteFollowIt() throws Exception {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        store.failures.set(1);
        store.goOn = new CountDownLatch(1);
        saver.offer(session, message, 0, "a");
        Thread flushing = Thread.ofVirtual().start(saver::flush);
        await().until(() -> store.writing.get() == 1);
        saver.offer(session, message, 1, "b");
        store.goOn.countDown();
        flushing.join();
        saver.flush();

        assertThat(store.writes).containsExactly(List.of(piece(0, "ab")));
    }

    @Test
    void forgottenDraftIsNotSaved() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        saver.offer(session, message, 0, "a");
        saver.forget(message);
        saver.flush();

        assertThat(store.writes).isEmpty();
    }

    @Test
    void writesNeverOvertakeEachOther() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        AtomicInteger offset = new AtomicInteger();
        Together.results(4, number -> {
            for (int i = 0; i < 200; i++) {
                synchronized (offset) {
                    saver.offer(session, message, offset.getAndIncrement(), "x");
                }
                saver.flush();
            }
            return number;
        });
        int end = 0;
        for (List<DraftStore.Piece> write : store.writes) {
            for (DraftStore.Piece piece : write) {
                assertThat(piece.offset()).isEqualTo(end);
                end += piece.text().length();
            }
        }

        assertThat(end).isEqualTo(800);
        assertThat(store.together).hasValue(1);
    }

    @Test
    void closingSavesTheRestWithoutWaitingForThePause() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        saver.start();
        saver.offer(session, message, 0, "a");
        await().until(() -> store.writes.size() == 1);
        saver.offer(session, message, 1, "b");
        saver.close();

        assertThat(store.writes).last().isEqualTo(List.of(piece(1, "b")));
    }

    @Test
    void saverThatWasNeverStartedCanBeClosed() {
        DraftSaver saver = new DraftSaver(store, bus, LONG);
        saver.offer(session, message, 0, "a");
        saver.close();

        assertThat(store.writes).hasSize(1);
    }
}
