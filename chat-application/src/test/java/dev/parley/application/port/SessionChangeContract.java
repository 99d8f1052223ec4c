package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.EventBus.Listener;
import dev.parley.application.port.EventBus.Registration;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#change} promises. */
public interface SessionChangeContract extends StorageFixture {
    int PATIENCE_SECONDS = 30;

    private SessionStore store() {
        return storage().sessions();
    }

    /** All that a store tells of a session. */
    record Picture(
            Optional<Session> session,
            Optional<Snapshot> snapshot,
            List<Turn> openTurns,
            List<Message> messages,
            LogPage log) {
        static Picture of(SessionStore store, SessionId id) {
            return new Picture(
                    store.find(id),
                    store.snapshot(id, 100),
                    store.openTurns(id),
                    store.history(new MessageQuery(id, 0, Long.MAX_VALUE, true, 100, 0))
                            .items(),
                    store.eventsAfter(id, 0, 100));
        }
    }

    @Test
    default void firstChangeBeginsTheSession() {
        SessionId id = Given.sessionId();
        assertThat(store().<Boolean>change(id, SessionChange::exists)).isFalse();

        Session begun = store().change(id, change -> Given.begin(change, id, Given.user(), "Tea"));

        assertThat(begun.lastSeq()).isEqualTo(1);
        assertThat(store().find(id)).contains(begun);
        assertThat(store().<Boolean>change(id, SessionChange::exists)).isTrue();
        assertThat(store().<Session>change(id, SessionChange::session)).isEqualTo(begun);
    }

    @Test
    default void sessionThatIsNotThereCannotBeChanged() {
        SessionId id = Given.sessionId();

        assertThatThrownBy(() -> store().<Session>change(id, SessionChange::session))
                .isInstanceOf(ChatException.NotFound.class);
        assertThat(store().find(id)).isEmpty();
    }

    @Test
    default void changeThatSavesNothingLeavesNothing() {
        SessionId unknown = Given.sessionId();
        Session known = Given.session(store(), Given.user());

        assertThat(store().<String>change(unknown, change -> "nothing")).isEqualTo("nothing");
        assertThat(store().<String>change(known.id(), change -> "nothing")).isEqualTo("nothing");

        assertThat(store().find(unknown)).isEmpty();
        assertThat(store().find(known.id())).contains(known);
    }

    @Test
    default void workThatThrowsLeavesNothing() {
        for (Throwable failure : List.of(
                new ChatException.NotFound("test"), new IllegalStateException("test"), new AssertionError("test"))) {
            UserId owner = Given.user();
            MessageId messageId = Given.messageId();
            Session session = Given.activeSession(store(), owner);
            Turn waiting = Given.question(store(), session, "One?");
            Picture before = Picture.of(store(), session.id());
            List<Long> told = new CopyOnWriteArrayList<>();

            try (Registration registration = storage().bus().listen(numbersOf(session.id(), told))) {
                assertThatThrownBy(() -> store().change(session.id(), change -> {
                            change.save(change.session().rename(new Title("Changed"), change.now()));
                            change.save(change.turn(waiting.id()).cancel(CancelReason.STOPPED, change.now()));
                            Given.question(change, owner, messageId, "Two?", 0);
                            change.emit(Given.custom(1));
                            return ScriptedFailure.thrown(failure);
                        }))
                        .isSameAs(failure);
            }

            assertThat(Picture.of(store(), session.id())).isEqualTo(before);
            assertThat(store().sessionOfMessage(owner, messageId)).isEmpty();
            assertThat(told).isEmpty();
            Turn again =
                    store().change(session.id(), change -> Given.question(change, owner, messageId, "Two again?", 0));
            assertThat(again.acceptedSeq()).isEqualTo(waiting.acceptedSeq() + 1);
        }
    }

    @Test
    default void beginningThatThrowsLeavesNoSession() {
        SessionId id = Given.sessionId();
        UserId owner = Given.user();

        assertThatThrownBy(() -> store().change(id, change -> {
                    Given.begin(change, id, owner, "Tea");
                    throw new IllegalStateException("test");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store().find(id)).isEmpty();
        assertThat(store().page(new SessionQuery(owner, null, null, null, 10, 0))
                        .items())
                .isEmpty();
        assertThat(store().change(id, change -> Given.begin(change, id, owner, "Tea"))
                        .lastSeq())
                .isEqualTo(1);
    }

    @Test
    default void workSeesItsOwnWrites() {
        UserId owner = Given.user();
        Session session = Given.activeSession(store(), owner);
        Turn stored = Given.question(store(), session, "One?");

        store().change(session.id(), change -> {
            MessageId id = Given.messageId();
            Turn fresh = Given.question(change, owner, id, "Two?", 1);
            Turn cancelled = change.save(change.turn(stored.id()).cancel(CancelReason.STOPPED, change.now()));
            assertThat(change.turn(stored.id())).isEqualTo(cancelled);
            assertThat(change.turn(fresh.id())).isEqualTo(fresh);
            assertThat(change.turnAnswering(id)).contains(fresh);
            assertThat(change.turnAnswering(stored.messageId())).contains(cancelled);
            assertThat(change.openTurns()).containsExactly(fresh);
            assertThat(change.messagesOf(fresh.id()))
                    .containsExactly(change.message(id).orElseThrow());
            assertThat(change.messagesOf(stored.id())).hasSize(1);
            assertThat(change.session().messageCount()).isEqualTo(2);
            assertThat(change.session().lastSeq()).isEqualTo(fresh.acceptedSeq());
            assertThat(change.nextSeq()).isEqualTo(fresh.acceptedSeq() + 1);
            return fresh;
        });
    }

    @Test
    default void workSeesWhatEarlierChangesStored() {
        UserId owner = Given.user();
        Session session = Given.activeSession(store(), owner);
        Turn waiting = Given.question(store(), session, "One?");
        Turn running = Given.started(store(), waiting, Given.node(), Duration.ofMinutes(1));
        AssistantMessage answer = Given.answer(store(), running);

        store().change(session.id(), change -> {
            assertThat(change.message(answer.id())).contains(answer);
            assertThat(change.messagesOf(running.id()))
                    .extracting(Message::id)
                    .containsExactly(running.messageId(), answer.id());
            assertThat(change.turn(running.id())).isEqualTo(running);
            assertThat(change.turnAnswering(running.messageId())).contains(running);
            assertThat(change.openTurns()).containsExactly(running);
            assertThat(change.message(Given.messageId())).isEmpty();
            assertThat(change.turnAnswering(answer.id())).isEmpty();
            assertThat(change.messagesOf(Given.turnId())).isEmpty();
            assertThat(Objects.requireNonNull(change.session().openAnswer()).messageId())
                    .isEqualTo(answer.id());
            assertThatThrownBy(() -> change.turn(Given.turnId())).isInstanceOf(ChatException.NotFound.class);
            return answer;
        });
    }

    @Test
    default void workSeesNothingOfOtherSessions() {
        UserId owner = Given.user();
        Session other = Given.activeSession(store(), owner);
        Turn theirs = Given.runningTurn(store(), other, Given.node(), Duration.ofMinutes(1));
        Session session = Given.activeSession(store(), owner);

        store().change(session.id(), change -> {
            assertThat(change.message(theirs.messageId())).isEmpty();
            assertThat(change.turnAnswering(theirs.messageId())).isEmpty();
            assertThat(change.messagesOf(theirs.id())).isEmpty();
            assertThat(change.openTurns()).isEmpty();
            assertThatThrownBy(() -> change.turn(theirs.id())).isInstanceOf(ChatException.NotFound.class);
            return theirs;
        });
    }

    @Test
    default void messagesAreCountedOnce() {
        Session session = Given.activeSession(store(), Given.user());
        Turn running = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        AssistantMessage answer = Given.answer(store(), running);
        assertThat(store().find(session.id()).orElseThrow().messageCount()).isEqualTo(2);

        store().change(session.id(), change -> {
            change.save(answer);
            return change.emit(new EventPayload.MessageCompleted(
                    change.save(answer.complete("Hello!", List.of(), "test", answer.usage(), change.now()))));
        });

        assertThat(store().find(session.id()).orElseThrow().messageCount()).isEqualTo(2);
        assertThat(store().find(session.id()).orElseThrow().openAnswer()).isNull();
    }

    @Test
    default void changesOfOneSessionComeOneAfterTheOther() {
        Session session = Given.activeSession(store(), Given.user());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();

        Together.results(8, number -> {
            for (int i = 0; i < 25; i++) {
                int own = i;
                store().change(session.id(), change -> {
                    together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    try {
                        Session before = change.session();
                        int count = before.title().value().length();
                        Thread.yield();
                        change.save(before.rename(new Title("x".repeat((count + 1) % 200)), change.now()));
                        return change.emit(Given.custom(own));
                    } finally {
                        inside.decrementAndGet();
                    }
                });
            }
            return number;
        });

        Session after = store().find(session.id()).orElseThrow();
        assertThat(after.title().value()).isEmpty();
        assertThat(after.lastSeq()).isEqualTo(session.lastSeq() + 200);
        assertThat(together).hasValue(1);
    }

    @Test
    default void seqsAreDenseInTheOrderOfTheChanges() {
        Session session = Given.activeSession(store(), Given.user());
        List<List<Event>> emitted = Together.results(6, number -> {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                List<Event> of = store().change(
                                session.id(),
                                change -> List.of(change.emit(Given.custom(1)), change.emit(Given.custom(2))));
                assertThat(of.get(1).seq()).isEqualTo(of.get(0).seq() + 1);
                events.addAll(of);
            }
            return events;
        });

        List<Event> all = emitted.stream()
                .flatMap(List::stream)
                .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
                .toList();
        assertThat(all)
                .extracting(Event::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(session.lastSeq() + 1, session.lastSeq() + 60)
                        .boxed()
                        .toList());
        assertThat(all).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(store().eventsAfter(session.id(), session.lastSeq(), 100)).isEqualTo(new LogPage.Events(all));
    }

    @Test
    default void changesOfDifferentSessionsDoNotWaitForEachOther() throws Exception {
        Session slow = Given.activeSession(store(), Given.user());
        Session quick = Given.activeSession(store(), Given.user());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> store().change(slow.id(), change -> {
                inside.countDown();
                return awaited(done);
            }));
            assertThat(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            try {
                var second = threads.submit(() -> store().change(quick.id(), change -> change.emit(Given.custom(1))));
                assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).seq()).isEqualTo(quick.lastSeq() + 1);
            } finally {
                done.countDown();
            }
            assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void queriesSeeWhatWasStoredBefore() {
        Session session = Given.activeSession(store(), Given.user());
        for (int i = 0; i < 20; i++) {
            Turn turn = Given.question(store(), session, "Number " + i);
            Picture seen = CompletableFuture.supplyAsync(() -> Picture.of(store(), session.id()))
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            assertThat(seen.session().orElseThrow().lastSeq()).isEqualTo(turn.acceptedSeq());
            assertThat(seen.openTurns()).contains(turn);
            assertThat(seen.messages()).last().extracting(Message::id).isEqualTo(turn.messageId());
        }
    }

    @Test
    default void timeIsThatOfTheChange() throws InterruptedException {
        Session session = Given.activeSession(store(), Given.user());
        Instant first = store().change(session.id(), SessionChange::now);
        elapse(Duration.ofMillis(20));
        List<Instant> seen = store().change(session.id(), change -> {
            Instant now = change.now();
            return List.of(now, change.emit(Given.custom(1)).timestamp(), change.now());
        });

        assertThat(seen.get(0)).isAfterOrEqualTo(first.plusMillis(20));
        assertThat(seen).containsOnly(seen.get(0));
    }

    // What is told

    private static Listener numbersOf(SessionId session, List<Long> told) {
        return new Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {
                if (id.equals(session)) {
                    told.add(upTo);
                }
            }

            @Override
            public void onSignal(Signal signal) {}
        };
    }

    @Test
    default void busHearsOfAChangeOnceItIsStored() {
        Session session = Given.activeSession(store(), Given.user());
        List<LogPage> seen = new CopyOnWriteArrayList<>();
        List<Event> along = new CopyOnWriteArrayList<>();
        List<Long> numbers = new CopyOnWriteArrayList<>();
        Listener reader = new Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {
                if (id.equals(session.id())) {
                    numbers.add(upTo);
                    along.addAll(known);
                    // On another thread, which gets an answer only if the session is not locked any more.
                    seen.add(CompletableFuture.supplyAsync(() -> {
                                long end = store().change(
                                                id, change -> change.session().lastSeq());
                                return store().eventsAfter(id, session.lastSeq(), Math.toIntExact(end));
                            })
                            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .join());
                }
            }

            @Override
            public void onSignal(Signal signal) {}
        };
        List<Event> emitted;
        try (Registration registration = storage().bus().listen(reader)) {
            emitted = store().change(
                            session.id(),
                            change -> List.of(change.emit(Given.custom(1)), change.emit(Given.custom(2))));

            assertThat(numbers).first().isEqualTo(emitted.getLast().seq());
        }

        assertThat(seen).first().isEqualTo(new LogPage.Events(emitted));
        assertThat(along).isEqualTo(emitted);
    }

    @Test
    default void busHearsNothingOfAChangeWithoutEvents() {
        Session session = Given.activeSession(store(), Given.user());
        List<Long> told = new CopyOnWriteArrayList<>();
        try (Registration registration = storage().bus().listen(numbersOf(session.id(), told))) {
            store().change(session.id(), change -> change.save(change.session().touch(change.now())));
            store().change(session.id(), change -> "nothing");
        }

        assertThat(told).isEmpty();
    }

    // Message ids

    @Test
    default void messageIdOfAnAuthorBelongsToOneSession() {
        UserId author = Given.user();
        MessageId id = Given.messageId();
        Session first = Given.activeSession(store(), author);
        Session second = Given.activeSession(store(), author);
        store().change(first.id(), change -> Given.question(change, author, id, "One?", 0));
        Picture before = Picture.of(store(), second.id());

        assertThatThrownBy(() -> store().change(second.id(), change -> Given.question(change, author, id, "Two?", 0)))
                .isInstanceOfSatisfying(
                        ChatException.Unprocessable.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MESSAGE_ID_REUSED));

        assertThat(Picture.of(store(), second.id())).isEqualTo(before);
        assertThat(store().sessionOfMessage(author, id)).contains(first.id());
        assertThat(store().<Boolean>change(second.id(), change -> change.isUsed(id, author)))
                .isTrue();
    }

    @Test
    default void messageIdIsUsedByItsAuthorEverywhereAndByAnybodyInItsSession() {
        UserId author = Given.user();
        MessageId id = Given.messageId();
        Session first = Given.activeSession(store(), author);
        Session second = Given.activeSession(store(), author);

        boolean usedAtOnce = store().<Boolean>change(first.id(), change -> {
            assertThat(change.isUsed(id, author)).isFalse();
            Given.question(change, author, id, "One?", 0);
            return change.isUsed(id, author);
        });

        assertThat(usedAtOnce).isTrue();
        for (UserId user : List.of(author, Given.user())) {
            assertThat(store().<Boolean>change(first.id(), change -> change.isUsed(id, user)))
                    .isTrue();
        }
        assertThat(store().<Boolean>change(second.id(), change -> change.isUsed(id, author)))
                .isTrue();
        assertThat(store().<Boolean>change(second.id(), change -> change.isUsed(id, Given.user())))
                .isFalse();
        assertThat(store().<Boolean>change(second.id(), change -> change.isUsed(Given.messageId(), author)))
                .isFalse();
    }

    /** A change that is refused for one of its messages must not keep the ids of the others. */
    @Test
    default void refusedChangeTakesNoMessageId() {
        UserId author = Given.user();
        MessageId taken = Given.messageId();
        MessageId free = Given.messageId();
        Session first = Given.activeSession(store(), author);
        Session second = Given.activeSession(store(), author);
        store().change(first.id(), change -> Given.question(change, author, taken, "One?", 0));

        assertThatThrownBy(() -> store().change(second.id(), change -> {
                    Given.question(change, author, free, "Two?", 0);
                    return Given.question(change, author, taken, "Three?", 0);
                }))
                .isInstanceOf(ChatException.Unprocessable.class);

        assertThat(store().sessionOfMessage(author, free)).isEmpty();
        store().change(first.id(), change -> Given.question(change, author, free, "Two after all?", 0));
        assertThat(store().sessionOfMessage(author, free)).contains(first.id());
    }

    @Test
    default void differentAuthorsMayUseTheSameMessageId() {
        MessageId id = Given.messageId();
        UserId one = Given.user();
        UserId other = Given.user();
        Session first = Given.activeSession(store(), one);
        Session second = Given.activeSession(store(), other);
        store().change(first.id(), change -> Given.question(change, one, id, "One?", 0));
        store().change(second.id(), change -> Given.question(change, other, id, "Two?", 0));

        assertThat(store().sessionOfMessage(one, id)).contains(first.id());
        assertThat(store().sessionOfMessage(other, id)).contains(second.id());
        assertThat(store().sessionOfMessage(Given.user(), id)).isEmpty();
    }

    @Test
    default void oneOfManySessionsGetsAMessageId() {
        for (int round = 0; round < 20; round++) {
            UserId author = Given.user();
            MessageId id = Given.messageId();
            List<Session> sessions = List.of(
                    Given.activeSession(store(), author),
                    Given.activeSession(store(), author),
                    Given.activeSession(store(), author));

            List<Outcome<Turn>> outcomes = Together.outcomes(
                    sessions.size(),
                    number -> store().change(
                                    sessions.get(number).id(), change -> Given.question(change, author, id, "Me!", 0)));

            assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.succeeded())
                    .extracting(Outcome::failure)
                    .allMatch(ChatException.Unprocessable.class::isInstance);
            for (int i = 0; i < sessions.size(); i++) {
                boolean won = outcomes.get(i).succeeded();
                SessionId session = sessions.get(i).id();
                assertThat(store().latestMessages(session, 10)).hasSize(won ? 1 : 0);
                assertThat(store().openTurns(session)).hasSize(won ? 1 : 0);
                assertThat(store().sessionOfMessage(author, id).orElseThrow().equals(session))
                        .isEqualTo(won);
            }
        }
    }

    // Questions to people

    @Test
    default void workSeesItsOwnQuestions() {
        Session session = Given.activeSession(store(), Given.user());
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        FeedbackRequest stored = store().change(session.id(), change -> Given.asked(change, turn.id()));

        store().change(session.id(), change -> {
            FeedbackRequest fresh = Given.asked(change, turn.id());
            FeedbackRequest plain = Given.asked(change, Given.requestId());
            assertThat(change.question(fresh.id())).isEqualTo(fresh);
            assertThat(change.findQuestion(plain.id())).contains(plain);
            assertThat(change.questionsOf(turn.id())).containsExactly(stored, fresh);
            assertThat(change.openQuestions()).containsExactly(stored, fresh, plain);

            FeedbackRequest withdrawn = change.save(stored.cancel(change.now()));
            assertThat(change.question(stored.id())).isEqualTo(withdrawn);
            assertThat(change.questionsOf(turn.id())).containsExactly(withdrawn, fresh);
            assertThat(change.openQuestions()).containsExactly(fresh, plain);
            return fresh;
        });
    }

    @Test
    default void workSeesQuestionsOfEarlierChangesTheOldestFirst() throws InterruptedException {
        Session session = Given.activeSession(store(), Given.user());
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        List<FeedbackRequest> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asked.addAll(store().<List<FeedbackRequest>>change(
                            session.id(),
                            change -> List.of(
                                    Given.asked(change, turn.id()),
                                    Given.asked(change, Given.requestId(), Given.user()),
                                    Given.asked(change, turn.id()))));
            elapse(Duration.ofMillis(2));
        }
        FeedbackRequest answered = store().change(
                        session.id(),
                        change -> change.save(won(change.question(asked.get(2).id()), change.now())));
        FeedbackRequest expired = store().change(
                        session.id(),
                        change -> change.save(
                                asked.get(4).expire(asked.get(4).expiresAt().plusSeconds(1))));
        FeedbackRequest reminded =
                store().change(session.id(), change -> change.save(asked.get(7).reminded()));

        store().change(session.id(), change -> {
            assertThat(change.question(answered.id())).isEqualTo(answered);
            assertThat(change.question(expired.id())).isEqualTo(expired);
            assertThat(change.openQuestions())
                    .containsExactly(
                            asked.get(0),
                            asked.get(1),
                            asked.get(3),
                            asked.get(5),
                            asked.get(6),
                            reminded,
                            asked.get(8));
            assertThat(change.questionsOf(turn.id()))
                    .containsExactly(asked.get(0), answered, asked.get(3), asked.get(5), asked.get(6), asked.get(8));
            return answered;
        });
    }

    private static FeedbackRequest won(FeedbackRequest question, Instant now) {
        AnswerOutcome outcome =
                question.answer(Given.IDS.next(), Given.user(), ChannelKind.WEB, new FeedbackAnswer.Text("Fine."), now);
        return ((AnswerOutcome.Won) outcome).request();
    }

    @Test
    default void workSeesNoQuestionsOfOtherSessions() {
        Session other = Given.activeSession(store(), Given.user());
        Turn theirs = Given.runningTurn(store(), other, Given.node(), Duration.ofMinutes(1));
        FeedbackRequest question = store().change(other.id(), change -> Given.asked(change, theirs.id()));
        Session session = Given.activeSession(store(), Given.user());

        store().change(session.id(), change -> {
            assertThat(change.findQuestion(question.id())).isEmpty();
            assertThat(change.questionsOf(theirs.id())).isEmpty();
            assertThat(change.openQuestions()).isEmpty();
            assertThatThrownBy(() -> change.question(question.id())).isInstanceOf(ChatException.NotFound.class);
            return question;
        });
    }

    @Test
    default void workThatThrowsLeavesQuestionsAsTheyWere() {
        Session session = Given.activeSession(store(), Given.user());
        FeedbackRequest open = Given.asked(store(), session);
        FeedbackRequestId never = Given.requestId();

        assertThatThrownBy(() -> store().change(session.id(), change -> {
                    change.save(open.cancel(change.now()));
                    Given.asked(change, never);
                    change.keepLate(open.id(), late(change, Given.user()));
                    throw new IllegalStateException("test");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(storage().feedback().find(open.id())).contains(open);
        assertThat(storage().feedback().lateAnswers(open.id())).isEmpty();
        assertThat(storage().feedback().find(never)).isEmpty();
        assertThat(store().<List<FeedbackRequest>>change(session.id(), SessionChange::openQuestions))
                .containsExactly(open);
    }

    private static FeedbackResponse late(SessionChange change, UserId author) {
        return new FeedbackResponse(
                Given.IDS.next(), author, ChannelKind.WEB, new FeedbackAnswer.Text("Fine."), change.now(), true);
    }

    // What a turn has called

    private static EventPayload.ToolCalled call(TurnId turn, String callId) {
        return new EventPayload.ToolCalled(turn, Given.messageId(), new ToolCall(callId, "tasks", "{}", null));
    }

    @Test
    default void workSeesTheToolsThatItsTurnCalled() {
        Session session = Given.activeSession(store(), Given.user());
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        TurnId other = Given.turnId();
        List<EventPayload.ToolCalled> called =
                List.of(call(turn.id(), "9"), call(turn.id(), "1"), call(turn.id(), "9"), call(turn.id(), "0"));
        store().change(session.id(), change -> {
            change.emit(called.get(0));
            change.emit(call(other, "2"));
            return change.emit(Given.custom(1));
        });
        store().change(session.id(), change -> {
            change.emit(called.get(1));
            return change.emit(called.get(2));
        });

        store().change(session.id(), change -> {
            assertThat(change.toolsCalled(turn)).containsExactlyElementsOf(called.subList(0, 3));
            change.emit(call(other, "3"));
            change.emit(called.get(3));
            assertThat(change.toolsCalled(turn)).containsExactlyElementsOf(called);
            return turn;
        });
        assertThat(store().<List<EventPayload.ToolCalled>>change(session.id(), change -> change.toolsCalled(turn)))
                .containsExactlyElementsOf(called);
    }

    @Test
    default void toolsAreCalledBehindTheBeginningOfATurn() {
        Session session = Given.activeSession(store(), Given.user());
        TurnId id = Given.turnId();
        store().change(session.id(), change -> change.emit(call(id, "before")));
        Turn turn = store().change(session.id(), change -> {
            UserId author = session.owner();
            UserMessage message = change.save(new UserMessage(
                    Given.messageId(), session.id(), id, change.nextSeq(), author, "Hello?", change.now()));
            change.emit(new EventPayload.MessageCreated(message));
            Turn begun =
                    change.save(Turn.queued(id, session.id(), message.id(), author, message.seq(), 0, 0, change.now()));
            assertThat(change.toolsCalled(begun)).isEmpty();
            EventPayload.ToolCalled atOnce = call(id, "at once");
            change.emit(atOnce);
            assertThat(change.toolsCalled(begun)).containsExactly(atOnce);
            return begun;
        });
        store().change(session.id(), change -> change.emit(call(id, "later")));

        assertThat(store().<List<EventPayload.ToolCalled>>change(session.id(), change -> change.toolsCalled(turn)))
                .extracting(called -> called.call().id())
                .containsExactly("at once", "later");
    }

    @Test
    default void workSeesNoToolsThatOtherSessionsCalled() {
        Session other = Given.activeSession(store(), Given.user());
        Session session = Given.activeSession(store(), Given.user());
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            store().change(other.id(), change -> change.emit(call(turn.id(), "theirs")));
        }

        assertThat(store().<List<EventPayload.ToolCalled>>change(session.id(), change -> change.toolsCalled(turn)))
                .isEmpty();
    }

    // What a decision about all sessions of an owner relies on

    @Test
    default void changeSeesTheSessionsOfAnOwnerThatAreInUse() throws InterruptedException {
        UserId owner = Given.user();
        UserId guest = Given.user();
        Session initializing = Given.session(store(), owner);
        elapse(Duration.ofMillis(5));
        Session active = Given.activeSession(store(), owner);
        elapse(Duration.ofMillis(5));
        Session paused = Given.changed(store(), Given.activeSession(store(), owner), change -> {
            change.save(change.session().pause(change.now()));
            change.emit(new EventPayload.SessionPaused(EventPayload.PauseReason.BY_HAND));
        });
        Given.changed(
                store(),
                Given.session(store(), owner),
                change -> change.save(change.session().end(change.now())));
        Given.changed(
                store(),
                Given.session(store(), owner),
                change -> change.save(change.session().expire(change.now())));
        Given.changed(
                store(),
                Given.session(store(), owner),
                change -> change.save(change.session().delete(change.now())));
        Session own = Given.session(store(), guest);

        store().change(own.id(), change -> {
            assertThat(change.sessionsInUse(owner)).containsExactly(paused, active, initializing);
            assertThat(change.sessionsInUse(owner)).hasSize(3);
            return own;
        });
        assertThat(store().<List<Session>>change(own.id(), change -> change.sessionsInUse(guest)))
                .containsExactly(own);
        assertThat(store().<List<Session>>change(own.id(), change -> change.sessionsInUse(Given.user())))
                .isEmpty();
    }

    @Test
    default void sharedSessionsAreNotThoseOfAnOwner() {
        UserId owner = Given.user();
        UserId guest = Given.user();
        Session shared = Given.changed(
                store(),
                Given.session(store(), owner),
                change ->
                        change.save(change.session().share(guest, Access.EDITOR, ChatLimits.defaults(), change.now())));

        assertThat(store().<List<Session>>change(shared.id(), change -> change.sessionsInUse(guest)))
                .isEmpty();
    }

    @Test
    default void decisionsAboutTheSessionsOfAnOwnerHold() {
        for (int round = 0; round < 20; round++) {
            UserId owner = Given.user();
            List<Boolean> begun = Together.results(6, number -> {
                SessionId id = Given.sessionId();
                return store().change(id, change -> {
                    boolean room = change.sessionsInUse(owner).size() < 2;
                    letOthersTry();
                    if (room) {
                        Given.begin(change, id, owner, "");
                    }
                    return room;
                });
            });

            assertThat(begun).filteredOn(Boolean::booleanValue).hasSize(2);
            assertThat(store().page(new SessionQuery(owner, null, null, null, 10, 0))
                            .items())
                    .hasSize(2);
        }
    }

    @Test
    default void resumingDecidesLikeBeginning() {
        for (int round = 0; round < 20; round++) {
            UserId owner = Given.user();
            List<Session> paused = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                paused.add(Given.changed(
                        store(),
                        Given.session(store(), owner),
                        change -> change.save(change.session().pause(change.now()))));
            }
            Together.results(
                    4,
                    number -> store().change(paused.get(number).id(), change -> {
                        boolean room = change.sessionsInUse(owner).stream()
                                        .filter(session -> session.status().countsAsActive())
                                        .count()
                                < 1;
                        letOthersTry();
                        if (room) {
                            change.save(change.session().activate(change.now()));
                        }
                        return room;
                    }));

            assertThat(store().page(new SessionQuery(owner, SessionStatus.ACTIVE, null, null, 10, 0))
                            .items())
                    .hasSize(1);
        }
    }

    /** Lingers between a decision and what follows from it. */
    private static void letOthersTry() {
        LockSupport.parkNanos(500_000);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Throws whatever a test wants to have thrown. */
    final class ScriptedFailure {
        private ScriptedFailure() {}

        static String thrown(Throwable failure) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }
}
