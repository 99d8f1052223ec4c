package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.StartSession;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Reading ends where access ends, neither earlier nor later, and when the session is gone. */
class EndsOfReadingTest {
    private static void publish(Chat chat, SessionId session, int times) {
        for (int i = 0; i < times; i++) {
            chat.parley.conversations().publish(ALICE, session, (EventPayload.Custom) Given.custom(i));
        }
    }

    @Test
    void watcherWhoLosesAccessGetsThatAndNothingMore() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            try (Subscription bob = chat.watch(BOB, session, Position.START)) {
                ReadingClient client = new ReadingClient().take(drain(bob));
                publish(chat, session, 1);
                chat.parley.sessions().unshare(ALICE, session, BOB.user());
                publish(chat, session, 1);
                client.take(drain(bob));

                assertThat(bob.isOver()).isTrue();
                assertThat(client.events())
                        .last()
                        .extracting(Event::payload)
                        .isEqualTo(new EventPayload.ParticipantLeft(BOB.user()));
                publish(chat, session, 1);
                assertThat(bob.poll()).isEmpty();
            }
            assertThatThrownBy(() -> chat.watch(BOB, session, Position.START))
                    .isInstanceOf(ChatException.NotFound.class);
        }
    }

    @Test
    void otherWatchersGoOnWhenOneLosesAccess() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            try (Subscription alice = chat.watch(ALICE, session, Position.START)) {
                chat.parley.sessions().unshare(BOB, session, BOB.user());
                publish(chat, session, 1);
                ReadingClient client = new ReadingClient().take(drain(alice));

                assertThat(alice.isOver()).isFalse();
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }

    @Test
    void watcherWhoMissedTheEndOfAccessGetsNoSnapshot() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            try (Subscription bob = chat.watch(BOB, session, Position.START);
                    Subscription fresh = chat.watch(BOB, session, null)) {
                chat.parley.sessions().unshare(ALICE, session, BOB.user());
                publish(chat, session, 150);

                assertThat(drain(bob)).isEmpty();
                assertThat(bob.isOver()).isTrue();
                assertThat(drain(fresh)).isEmpty();
                assertThat(fresh.isOver()).isTrue();
            }
        }
    }

    @Test
    void watchersOfADeletedSessionGetNoSnapshot() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription fresh = chat.watch(ALICE, session, null);
                    Subscription following = chat.watch(ALICE, session, Position.START)) {
                chat.parley.sessions().delete(ALICE, session);

                assertThat(drain(fresh)).isEmpty();
                assertThat(fresh.isOver()).isTrue();
                assertThat(new ReadingClient().take(drain(following)).eventTypes())
                        .containsExactly("session.started", "session.ended", "session.updated");
                assertThat(following.isOver()).isTrue();
            }
        }
    }

    /** Who was removed and asked back reads the whole history, over the removal. */
    @Test
    void formerEndsOfAccessAreHistory() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            chat.parley.sessions().unshare(ALICE, session, BOB.user());
            publish(chat, session, 1);
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            try (Subscription bob = chat.watch(BOB, session, Position.START)) {
                ReadingClient client = new ReadingClient().take(drain(bob));

                assertThat(client.events()).isEqualTo(chat.events(session));
                assertThat(bob.isOver()).isFalse();
                chat.parley.sessions().unshare(ALICE, session, BOB.user());
                client.take(drain(bob));
                assertThat(bob.isOver()).isTrue();
            }
        }
    }

    @Test
    void restoredSessionIsReadOverItsDeletion() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().delete(ALICE, session);
            chat.parley.sessions().restore(ALICE, session);
            try (Subscription alice = chat.watch(ALICE, session, Position.START)) {
                ReadingClient client = new ReadingClient().take(drain(alice));

                assertThat(client.events()).isEqualTo(chat.events(session));
                assertThat(alice.isOver()).isFalse();
            }
        }
    }

    @Test
    void readingASessionThatIsGoneIsRefused() {
        try (Chat chat = Chat.holding(2)) {
            SessionId session = chat.session();
            publish(chat, session, 3);
            try (Subscription fromTheStart = chat.watch(ALICE, session, Position.START);
                    Subscription fromTheEnd = chat.watch(ALICE, session, Position.after(4));
                    Subscription withoutPosition = chat.watch(ALICE, session, null)) {
                chat.parley.sessions().end(ALICE, session);
                chat.parley.sessions().start(ALICE, StartSession.PLAIN);
                chat.parley.sessions().start(ALICE, StartSession.PLAIN);
                assertThat(chat.store().find(session)).isEmpty();

                assertThatThrownBy(() -> pollWithin(fromTheStart)).isInstanceOf(ChatException.NotFound.class);
                assertThatThrownBy(() -> pollWithin(withoutPosition)).isInstanceOf(ChatException.NotFound.class);
                assertThat(pollWithin(fromTheEnd)).hasSize(1);
                assertThat(pollWithin(fromTheEnd)).isEmpty();
            }
        }
    }

    private static List<SharedFrame> pollWithin(Subscription subscription) {
        return Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), subscription::poll);
    }
}
