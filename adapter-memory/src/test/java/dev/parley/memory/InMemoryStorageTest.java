package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.LogPage;
import dev.parley.application.port.SessionStore;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.SettableTime;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is bounded in memory, and how. */
class InMemoryStorageTest {
    private final SettableTime time = new SettableTime();

    private SessionStore holding(int sessions) {
        return InMemoryStorage.open(sessions, time).sessions();
    }

    private Session ended(SessionStore store, Session session) {
        time.advance(Duration.ofSeconds(1));
        return Given.changed(
                store, session, change -> change.save(change.session().end(change.now())));
    }

    @Test
    void longestEndedSessionMakesRoomForANewOne() {
        SessionStore store = holding(3);
        UserId owner = Given.user();
        Session first = Given.session(store, owner);
        Session second = Given.activeSession(store, owner);
        Session third = Given.session(store, owner);
        MessageId message = Given.messageId();
        store.change(second.id(), change -> Given.question(change, owner, message, "Hello?", 0));
        ended(store, second);
        ended(store, first);
        Session fourth = Given.session(store, owner);

        assertThat(store.find(second.id())).isEmpty();
        assertThat(store.sessionOfMessage(owner, message)).isEmpty();
        assertThat(List.of(first, third, fourth))
                .allMatch(session -> store.find(session.id()).isPresent());
        Given.session(store, owner);
        assertThat(store.find(first.id())).isEmpty();
    }

    @Test
    void sessionsInUseMakeNoRoom() {
        SessionStore store = holding(2);
        Session one = Given.session(store, Given.user());
        Session other = Given.activeSession(store, Given.user());

        assertThatThrownBy(() -> Given.session(store, Given.user()))
                .isInstanceOfSatisfying(
                        ChatException.Unavailable.class,
                        full -> assertThat(full.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(store.find(one.id())).contains(one);
        assertThat(store.find(other.id())).contains(other);
        ended(store, one);
        Given.session(store, Given.user());
    }

    @Test
    void newestHundredEventsAreKept() {
        SessionStore store = holding(1);
        Session session = Given.session(store, Given.user());
        for (int i = 0; i < 250; i++) {
            store.change(session.id(), change -> change.emit(Given.custom(1)));
        }

        assertThat(store.eventsAfter(session.id(), 150, 10)).isEqualTo(new LogPage.Truncated());
        assertThat(store.eventsAfter(session.id(), 151, 1_000))
                .isInstanceOfSatisfying(
                        LogPage.Events.class,
                        page -> assertThat(page.events())
                                .extracting(Event::seq)
                                .containsExactlyElementsOf(
                                        LongStream.rangeClosed(152, 251).boxed().toList()));
    }

    @Test
    void changesOfASessionThatGoesMeetItOrNoneAtAll() {
        for (int round = 0; round < 50; round++) {
            SessionStore store = holding(10);
            Session session = ended(store, Given.session(store, Given.user()));
            time.advance(Duration.ofDays(1));
            List<Outcome<Object>> outcomes = Together.outcomes(4, number -> {
                if (number == 0) {
                    return store.purge(time.instant(), 10);
                }
                return store.change(session.id(), change -> change.emit(Given.custom(number)));
            });

            assertThat(outcomes.getFirst().value()).isEqualTo(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.succeeded())
                    .extracting(Outcome::failure)
                    .allMatch(ChatException.NotFound.class::isInstance);
            assertThat(store.find(session.id())).isEmpty();
        }
    }

    @Test
    void storageHoldsAtLeastOneSession() {
        assertThatIllegalArgumentException().isThrownBy(() -> InMemoryStorage.open(0, time));
        Given.session(holding(1), Given.user());
        Given.session(InMemoryStorage.open().sessions(), Given.user());
    }
}
