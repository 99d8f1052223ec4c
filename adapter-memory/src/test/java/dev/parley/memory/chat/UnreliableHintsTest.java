package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.sayInPieces;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static dev.parley.memory.chat.Chat.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.application.testkit.UnreliableBus;
import dev.parley.application.testkit.UnreliableBus.Fate;
import dev.parley.application.testkit.UnreliableBus.Mood;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bus tells is a hint: whatever it loses, doubles, delays or turns round, no reader skips anything or gets it twice. */
class UnreliableHintsTest {
    private static void publish(Chat chat, SessionId session) {
        chat.parley.conversations().publish(ALICE, session, (EventPayload.Custom) Given.custom(1));
    }

    private static Position end(Chat chat, SessionId session) {
        return Position.after(chat.store().find(session).orElseThrow().lastSeq());
    }

    private static Subscription watch(Parley node, SessionId session, Position position) {
        return node.histories().watch(ALICE, session, position, () -> {});
    }

    private static void awaitResponding(Chat chat, SessionId session) {
        await().until(() -> chat.store().find(session).orElseThrow().agent().activity() == AgentActivity.RESPONDING);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readersOnANodeThatHearsBadlyGetEverythingOnceInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        try (Chat chat = Chat.open()) {
            UnreliableBus bus = new UnreliableBus(chat.storage.bus()).mood(Mood.random(new Random(seed)));
            Parley deaf = chat.node(bus);
            SessionId session = chat.session();
            List<Subscription> subscriptions = new ArrayList<>();
            List<ReadingClient> clients = new ArrayList<>();
            for (int turn = 0; turn < 6; turn++) {
                subscriptions.add(watch(deaf, session, Position.START));
                clients.add(new ReadingClient());
                chat.model.next(sayInPieces("Wörter und 😀😀 " + turn, random, 4));
                Accepted accepted = chat.post(session, "Question " + turn);
                if (random.nextBoolean()) {
                    publish(chat, session);
                }
                readSome(subscriptions, clients, random);
                chat.ended(accepted);
                chat.quiet(session);
                if (random.nextBoolean()) {
                    bus.deliverHeld(random);
                }
                readSome(subscriptions, clients, random);
            }
            bus.mood(Mood.reliable());
            publish(chat, session);
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).take(drain(subscriptions.get(i)));
                assertThat(clients.get(i).events()).isEqualTo(chat.events(session));
                assertThat(clients.get(i).messages()).containsExactlyInAnyOrderElementsOf(chat.messages(session));
                assertThat(clients.get(i).resets()).isZero();
            }
            bus.deliverHeld(random);
            for (int i = 0; i < clients.size(); i++) {
                assertThat(drain(subscriptions.get(i))).isEmpty();
                subscriptions.get(i).close();
            }
        }
    }

    private static void readSome(List<Subscription> subscriptions, List<ReadingClient> clients, Random random) {
        for (int i = 0; i < clients.size(); i++) {
            if (random.nextBoolean()) {
                clients.get(i).take(subscriptions.get(i).poll());
            }
        }
    }

    @Test
    void whatNoHintToldOfComesWithTheNextHint() {
        try (Chat chat = Chat.open()) {
            UnreliableBus bus = new UnreliableBus(chat.storage.bus());
            Parley deaf = chat.node(bus);
            SessionId session = chat.session();
            try (Subscription subscription = watch(deaf, session, Position.START)) {
                ReadingClient client = new ReadingClient().take(drain(subscription));
                bus.mood(Mood.always(Fate.LOSE));
                chat.ended(chat.post(session, "Hello"));
                chat.quiet(session);
                assertThat(drain(subscription)).isEmpty();

                bus.mood(Mood.always(Fate.STRIP));
                publish(chat, session);
                client.take(drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }

    @Test
    void readerThatIsAheadOfItsNodeGetsNoTextOfAnOlderAnswer() throws Exception {
        try (Chat chat = Chat.open()) {
            UnreliableBus bus = new UnreliableBus(chat.storage.bus());
            Parley deaf = chat.node(bus);
            SessionId session = chat.session();
            Gate firstGate = Gate.closed();
            Gate secondGate = Gate.closed();
            chat.model.next(say("The first answer"), firstGate).next(say("Now "), secondGate, say("another one"));
            Accepted first = chat.post(session, "One?");
            firstGate.awaitArrival();
            awaitResponding(chat, session);
            await().until(() -> chat.storage
                    .drafts()
                    .text(session, openAnswer(chat, session))
                    .equals("The first answer"));
            // A watcher for whom the node knows the session from now on, and who reads nothing more.
            Subscription stalled = watch(deaf, session, Position.START);
            new ReadingClient().take(drain(stalled));

            bus.mood(Mood.always(Fate.LOSE));
            firstGate.open();
            chat.ended(first);
            Accepted second = chat.post(session, "Two?");
            secondGate.awaitArrival();
            awaitResponding(chat, session);
            ReadingClient client = new ReadingClient();
            try (Subscription elsewhere = chat.watch(ALICE, session, Position.START)) {
                client.take(drain(elsewhere));
            }
            assertThat(client.draft()).isEqualTo("Now ");
            ReadingClient before = client.cutTo(0);

            try (Subscription here = watch(deaf, session, client.position());
                    Subscription fromItsBeginning = watch(deaf, session, before.position())) {
                client.take(drain(here));
                before.take(drain(fromItsBeginning));
                assertThat(client.draft()).isEqualTo("Now ");
                secondGate.open();
                chat.ended(second);
                chat.quiet(session);
                bus.mood(Mood.reliable());
                publish(chat, session);
                client.take(drain(here));
                before.take(drain(fromItsBeginning));
                assertThat(client.events()).isEqualTo(chat.events(session));
                assertThat(before.events()).isEqualTo(chat.events(session));
            }
            stalled.close();
        }
    }

    private static MessageId openAnswer(Chat chat, SessionId session) {
        var answer = chat.store().find(session).orElseThrow().openAnswer();
        assertThat(answer).isNotNull();
        return answer.messageId();
    }

    /** Notifications of two changes may overtake each other even within one node. */
    @Test
    void textStreamsToNewWatchersThoughHintsOvertookEachOther() throws Exception {
        AtomicInteger published = new AtomicInteger();
        UnreliableBus[] bus = new UnreliableBus[1];
        try (Chat chat = Chat.open(Chat.limits().build(), storage -> {
            bus[0] = new UnreliableBus(storage.bus())
                    .mood((id, events) -> events.getFirst().payload() instanceof EventPayload.Custom
                                    && published.getAndIncrement() == 0
                            ? Fate.HOLD
                            : Fate.PASS);
            return new Storage(storage.sessions(), storage.drafts(), storage.turns(), bus[0], storage.tasks());
        })) {
            SessionId session = chat.session();
            Gate firstGate = Gate.closed();
            Gate secondGate = Gate.closed();
            chat.model.next(say("one"), firstGate, say("two"), secondGate, say("three"));
            Accepted accepted = chat.post(session, "Count!");
            firstGate.awaitArrival();
            awaitResponding(chat, session);
            publish(chat, session);
            publish(chat, session);
            bus[0].deliverHeld(new Random(1));
            publish(chat, session);
            try (Subscription subscription = chat.watch(ALICE, session, Position.START);
                    Subscription late = chat.watch(ALICE, session, end(chat, session))) {
                ReadingClient client = new ReadingClient();
                assertThat(drain(late)).hasSize(1);
                client.take(drain(subscription));
                assertThat(client.draft()).isEqualTo("one");
                firstGate.open();
                secondGate.awaitArrival();
                client.take(drain(subscription));
                assertThat(client.draft()).isEqualTo("onetwo");
                assertThat(drain(late)).hasSize(1);
                secondGate.open();
                chat.ended(accepted);
                chat.quiet(session);
                client.take(drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }

    /** A hint may promise events that are not there (yet, or ever); nobody waits for them actively. */
    @Test
    void hintThatPromisesTooMuchIsForgotten() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            AtomicInteger told = new AtomicInteger();
            try (Subscription subscription =
                    chat.parley.histories().watch(ALICE, session, Position.START, told::incrementAndGet)) {
                ReadingClient client = new ReadingClient().take(drain(subscription));
                Event far = new Event(new EventId(Given.IDS.next()), session, 50, chat.time.instant(), Given.custom(1));
                chat.storage.bus().committed(session, List.of(far));

                assertThat(drain(subscription)).isEmpty();
                assertThat(told).hasValueLessThanOrEqualTo(2);
                publish(chat, session);
                chat.ended(chat.post(session, "Hello"));
                chat.quiet(session);
                client.take(drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }

    @Test
    void positionThatOnlyAHintKnowsIsAheadOfTheLog() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Subscription watcher = chat.watch(ALICE, session, Position.START)) {
                Event far = new Event(new EventId(Given.IDS.next()), session, 50, chat.time.instant(), Given.custom(1));
                chat.storage.bus().committed(session, List.of(far));
                try (Subscription ahead = chat.watch(ALICE, session, Position.after(40))) {
                    assertThat(new ReadingClient().take(drain(ahead)).resets()).isEqualTo(1);
                }
                assertThat(watcher.isOver()).isFalse();
            }
        }
    }

    @Test
    void sweepFindsWhatNoHintToldOf() {
        try (Chat chat = Chat.open(Chat.limits().lease(Duration.ofMillis(90)).build())) {
            UnreliableBus bus = new UnreliableBus(chat.storage.bus()).mood(Mood.always(Fate.LOSE));
            Parley deaf = chat.node(bus);
            SessionId session = chat.session();
            AtomicInteger told = new AtomicInteger();
            try (Subscription subscription =
                    deaf.histories().watch(ALICE, session, Position.START, told::incrementAndGet)) {
                ReadingClient client = new ReadingClient().take(drain(subscription));
                told.set(0);
                publish(chat, session);

                await().until(() -> told.get() > 0);
                client.take(drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }

    @Test
    void answerStreamsToWatchersOnOtherNodes() throws Exception {
        try (Chat chat = Chat.open()) {
            Parley other = chat.node();
            SessionId session = chat.session();
            Gate first = Gate.closed();
            Gate second = Gate.closed();
            chat.model.next(say("Good ", "morning"), first, say(", 😀"), second, say("!"));
            try (Subscription subscription = watch(other, session, Position.START);
                    Subscription another = watch(other, session, Position.START)) {
                ReadingClient client = new ReadingClient();
                Accepted accepted = chat.post(session, "Hello?");
                first.awaitArrival();
                Chat.readUntil(subscription, client, c -> c.draft().equals("Good morning"));
                first.open();
                second.awaitArrival();
                Chat.readUntil(subscription, client, c -> c.draft().equals("Good morning, 😀"));
                Chat.readUntil(another, new ReadingClient(), c -> c.draft().equals("Good morning, 😀"));
                second.open();
                chat.ended(accepted);
                chat.quiet(session);
                client.take(drain(subscription));
                assertThat(client.events()).isEqualTo(chat.events(session));
            }
        }
    }
}
