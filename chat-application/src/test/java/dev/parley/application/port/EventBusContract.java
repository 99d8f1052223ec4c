package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.EventBus.Listener;
import dev.parley.application.port.EventBus.Registration;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link EventBus} promises. */
public interface EventBusContract {
    /** The bus of this node. Others may use it at the same time. */
    EventBus bus();

    /** The bus of another node that shares the storage; the same as {@link #bus} where all nodes live in one process. */
    EventBus neighbour();

    /** What a listener heard of one session. */
    final class Heard implements Listener {
        private final SessionId session;
        final List<Long> numbers = new CopyOnWriteArrayList<>();
        final List<Event> events = new CopyOnWriteArrayList<>();
        final List<Signal> signals = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();

        Heard(SessionId session) {
            this.session = session;
        }

        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            if (id.equals(session)) {
                numbers.add(upTo);
                events.addAll(known);
                threads.add(Thread.currentThread());
            }
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.OfSession known && known.sessionId().equals(session)) {
                signals.add(signal);
                threads.add(Thread.currentThread());
            }
        }
    }

    private static List<Event> events(SessionId session, long from, long to) {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        return LongStream.rangeClosed(from, to)
                .mapToObj(seq ->
                        new Event(new EventId(Given.IDS.next()), session, seq, now, Given.custom(Math.toIntExact(seq))))
                .toList();
    }

    private static List<Signal> signals(SessionId session) {
        FeedbackRequestId question = new FeedbackRequestId(Given.IDS.next());
        Instant end = Instant.parse("2026-01-02T03:04:05.000006Z");
        return List.of(
                new Signal.Typing(session, Given.user(), true),
                new Signal.Typing(session, Given.user(), false),
                new Signal.Presence(session, Given.user(), true),
                new Signal.Presence(session, Given.user(), false),
                new Signal.Stop(session, Given.turnId(), CancelReason.STOPPED),
                new Signal.Stop(session, Given.turnId(), CancelReason.INTERRUPTED),
                new Signal.Stop(session, Given.turnId(), CancelReason.SESSION_ENDED),
                new Signal.Drafted(session, Given.messageId(), 12_345),
                new Signal.Released(session),
                notified(new Notice.FeedbackRequested(session, question, "Which\none? \uD83D\uDE00", end)),
                notified(new Notice.FeedbackRequested(session, question, "\uD83D\uDE00".repeat(2_000), end)),
                notified(new Notice.FeedbackReminder(session, question, "Still?", end)),
                notified(new Notice.FeedbackEnded(session, question, FeedbackStatus.ANSWERED)),
                notified(new Notice.FeedbackEnded(session, question, FeedbackStatus.EXPIRED)),
                notified(new Notice.FeedbackEnded(session, question, FeedbackStatus.CANCELLED)),
                notified(new Notice.SessionShared(session, "", Access.EDITOR)),
                notified(new Notice.SessionExpiring(session, "A title", end)));
    }

    private static Signal notified(Notice notice) {
        return new Signal.Notified(Set.of(Given.user(), new UserId("idp|a/b+c@d:e")), notice);
    }

    @Test
    default void listenerHearsOfEventsBeforePublishingReturns() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        List<Event> events = events(session, 7, 9);
        try (Registration registration = bus().listen(heard)) {
            bus().committed(session, events);

            assertThat(heard.numbers).first().isEqualTo(9L);
            assertThat(heard.events).isEqualTo(events);
            assertThat(heard.threads).first().isEqualTo(Thread.currentThread());
        }
    }

    @Test
    default void listenerHearsSignalsBeforeSendingReturns() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        List<Signal> signals = signals(session);
        try (Registration registration = bus().listen(heard)) {
            signals.forEach(bus()::send);

            assertThat(heard.signals).startsWith(signals.toArray(Signal[]::new));
            assertThat(heard.threads).first().isEqualTo(Thread.currentThread());
        }
    }

    @Test
    default void everyListenerHears() {
        SessionId session = Given.sessionId();
        Heard one = new Heard(session);
        Heard other = new Heard(session);
        try (Registration first = bus().listen(one);
                Registration second = bus().listen(other)) {
            bus().committed(session, events(session, 1, 1));

            assertThat(one.numbers).contains(1L);
            assertThat(other.numbers).contains(1L);
        }
    }

    @Test
    default void listenerThatLeftHearsNothing() {
        SessionId session = Given.sessionId();
        Heard left = new Heard(session);
        Heard stayed = new Heard(session);
        try (Registration staying = bus().listen(stayed)) {
            Registration leaving = bus().listen(left);
            leaving.close();
            leaving.close();
            bus().committed(session, events(session, 1, 1));
            bus().send(signals(session).getFirst());

            assertThat(stayed.numbers).contains(1L);
            assertThat(left.numbers).isEmpty();
            assertThat(left.signals).isEmpty();
        }
    }

    @Test
    default void listenerThatFailsHurtsNobody() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        Listener failing = new Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {
                throw new IllegalStateException("a listener that fails, as the test wants it");
            }

            @Override
            public void onSignal(Signal signal) {
                throw new IllegalStateException("a listener that fails, as the test wants it");
            }
        };
        try (Registration first = bus().listen(failing);
                Registration second = bus().listen(heard)) {
            bus().committed(session, events(session, 1, 2));
            bus().send(signals(session).getFirst());

            assertThat(heard.numbers).contains(2L);
            assertThat(heard.signals).isNotEmpty();
        }
    }

    @Test
    default void otherNodesHearOfEventsWithinMoments() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        List<Event> events = events(session, 1, 3);
        try (Registration registration = neighbour().listen(heard)) {
            bus().committed(session, events);

            await().untilAsserted(() -> assertThat(heard.numbers).contains(3L));
            assertThat(events).containsAll(heard.events);
        }
    }

    @Test
    default void otherNodesHearSignalsWithinMoments() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        List<Signal> signals = signals(session);
        try (Registration registration = neighbour().listen(heard)) {
            signals.forEach(bus()::send);

            await().untilAsserted(() -> assertThat(heard.signals).containsAll(signals));
        }
    }

    @Test
    default void changedUsersAreToldHereAndOnOtherNodes() {
        Signal signal = new Signal.UserChanged(new UserId("idp|a/b+c@d:e-" + Given.user()));
        List<Signal> here = new CopyOnWriteArrayList<>();
        List<Signal> there = new CopyOnWriteArrayList<>();
        try (Registration first = bus().listen(hearing(here));
                Registration second = neighbour().listen(hearing(there))) {
            bus().send(signal);

            assertThat(here).contains(signal);
            await().untilAsserted(() -> assertThat(there).contains(signal));
        }
    }

    private static Listener hearing(List<Signal> signals) {
        return new Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {}

            @Override
            public void onSignal(Signal signal) {
                signals.add(signal);
            }
        };
    }

    @Test
    default void noticeReachesAllOfManyPeopleOnOtherNodes() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        Set<UserId> people = LongStream.range(0, 150)
                .mapToObj(number -> new UserId("%0128d".formatted(number)))
                .collect(Collectors.toSet());
        Notice notice = new Notice.SessionShared(session, "\uD83D\uDE00".repeat(200), Access.VIEWER);
        try (Registration registration = neighbour().listen(heard)) {
            bus().send(new Signal.Notified(people, notice));

            await().untilAsserted(() -> assertThat(heard.signals.stream()
                            .map(Signal.Notified.class::cast)
                            .flatMap(signal -> signal.users().stream()))
                    .containsExactlyInAnyOrderElementsOf(people));
            assertThat(heard.signals)
                    .allMatch(signal -> signal instanceof Signal.Notified notified
                            && notified.notice().equals(notice));
        }
    }

    @Test
    default void manyPublishAndListenAtOnce() {
        SessionId session = Given.sessionId();
        Heard heard = new Heard(session);
        try (Registration registration = bus().listen(heard)) {
            Together.results(8, number -> {
                for (int i = 1; i <= 50; i++) {
                    try (Registration passing = bus().listen(new Heard(session))) {
                        bus().committed(session, events(session, 50L * number + i, 50L * number + i));
                    }
                }
                return number;
            });

            List<Long> expected =
                    new ArrayList<>(LongStream.rangeClosed(1, 400).boxed().toList());
            assertThat(heard.numbers).containsAll(expected);
        }
    }
}
