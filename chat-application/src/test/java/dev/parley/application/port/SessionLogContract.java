package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#eventsAfter} promises: either the next events without a gap, or that they are gone; never a skip. */
public interface SessionLogContract extends StorageFixture {
    /** A storage may drop older events, but not these. */
    int KEPT_AT_LEAST = 50;

    private SessionStore store() {
        return storage().sessions();
    }

    /** Appends so many events, a few in each change. */
    private List<Event> appended(SessionId id, int count) {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            int some = Math.min(7, count - events.size());
            events.addAll(store().<List<Event>>change(
                            id,
                            change -> LongStream.range(0, some)
                                    .mapToObj(i -> change.emit(Given.custom((int) i)))
                                    .toList()));
        }
        return events;
    }

    @Test
    default void unknownSessionHasNoEvents() {
        assertThat(store().eventsAfter(Given.sessionId(), 0, 10)).isEqualTo(new LogPage.Events(List.of()));
        assertThat(store().eventsAfter(Given.sessionId(), 5, 10)).isEqualTo(new LogPage.Events(List.of()));
    }

    @Test
    default void everyPositionGivesWhatFollowsOrSaysThatItIsGone() {
        Session session = Given.session(store(), Given.user());
        List<Event> appended = appended(session.id(), 250);
        long end = appended.getLast().seq();
        boolean served = false;
        for (long seq = 0; seq <= end; seq++) {
            LogPage page = store().eventsAfter(session.id(), seq, 1_000);
            switch (page) {
                case LogPage.Truncated truncated -> {
                    assertThat(served).as("gone after %d, but not before", seq).isFalse();
                    assertThat(end - seq).as("newest events kept").isGreaterThan(KEPT_AT_LEAST);
                }
                case LogPage.Events events -> {
                    served = true;
                    assertThat(events.events())
                            .extracting(Event::seq)
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(seq + 1, end).boxed().toList());
                    assertThat(appended)
                            .endsWith(events.events()
                                    .subList(seq == 0 ? 1 : 0, events.events().size())
                                    .toArray(Event[]::new));
                }
            }
        }
        assertThat(served).isTrue();
    }

    @Test
    default void atMostSoManyEventsAreRead() {
        Session session = Given.session(store(), Given.user());
        List<Event> appended = appended(session.id(), 30);

        assertThat(store().eventsAfter(session.id(), 1, 1)).isEqualTo(new LogPage.Events(appended.subList(0, 1)));
        assertThat(store().eventsAfter(session.id(), 1, 29)).isEqualTo(new LogPage.Events(appended.subList(0, 29)));
        assertThat(store().eventsAfter(session.id(), 1, 30)).isEqualTo(new LogPage.Events(appended));
        assertThat(store().eventsAfter(session.id(), 1, 31)).isEqualTo(new LogPage.Events(appended));
        assertThat(store().eventsAfter(session.id(), 20, 5)).isEqualTo(new LogPage.Events(appended.subList(19, 24)));
    }

    @Test
    default void nothingFollowsTheEndOfTheLog() {
        Session session = Given.session(store(), Given.user());
        List<Event> appended = appended(session.id(), 120);
        long end = appended.getLast().seq();

        assertThat(store().eventsAfter(session.id(), end, 10)).isEqualTo(new LogPage.Events(List.of()));
        assertThat(store().eventsAfter(session.id(), end + 1, 10)).isEqualTo(new LogPage.Events(List.of()));
        assertThat(store().eventsAfter(session.id(), Long.MAX_VALUE, 10)).isEqualTo(new LogPage.Events(List.of()));
    }

    @Test
    default void logsOfSessionsAreApart() {
        Session one = Given.session(store(), Given.user());
        Session other = Given.session(store(), Given.user());
        List<Event> ofOne = appended(one.id(), 3);
        List<Event> ofOther = appended(other.id(), 4);

        assertThat(store().eventsAfter(one.id(), 1, 100)).isEqualTo(new LogPage.Events(ofOne));
        assertThat(store().eventsAfter(other.id(), 1, 100)).isEqualTo(new LogPage.Events(ofOther));
    }

    @Test
    default void endsOfLogsAreTold() {
        Session empty = Given.session(store(), Given.user());
        Session busy = Given.session(store(), Given.user());
        Session other = Given.session(store(), Given.user());
        appended(busy.id(), 120);

        assertThat(store().endsOfLogs(List.of(empty.id(), busy.id(), Given.sessionId())))
                .isEqualTo(Map.of(empty.id(), 1L, busy.id(), 121L));
        assertThat(store().endsOfLogs(Set.of(other.id()))).isEqualTo(Map.of(other.id(), 1L));
        assertThat(store().endsOfLogs(Set.of())).isEmpty();
    }

    /** A reader who goes on from where it was never misses an event that a slower change commits later. */
    @Test
    default void readerThatFollowsManyWritersMissesNothing() {
        Session session = Given.session(store(), Given.user());
        int writers = 4;
        int each = 60;
        long end = session.lastSeq() + (long) writers * each;
        AtomicBoolean failed = new AtomicBoolean();
        List<Long> read = Together.results(writers + 2, number -> {
                    if (number < writers) {
                        try {
                            for (int i = 0; i < each; i++) {
                                store().change(session.id(), change -> change.emit(Given.custom(1)));
                            }
                        } catch (RuntimeException problem) {
                            failed.set(true);
                            throw problem;
                        }
                        return 0L;
                    }
                    return follow(session, end, failed);
                })
                .subList(writers, writers + 2);

        assertThat(read).containsOnly(end);
    }

    private long follow(Session session, long end, AtomicBoolean failed) {
        long seq = session.lastSeq();
        while (seq < end && !failed.get()) {
            switch (store().eventsAfter(session.id(), seq, 10)) {
                case LogPage.Truncated truncated ->
                    seq = store().find(session.id()).orElseThrow().lastSeq();
                case LogPage.Events page -> {
                    for (Event event : page.events()) {
                        assertThat(event.seq()).isEqualTo(seq + 1);
                        seq = event.seq();
                    }
                }
            }
            Thread.yield();
        }
        return seq;
    }
}
