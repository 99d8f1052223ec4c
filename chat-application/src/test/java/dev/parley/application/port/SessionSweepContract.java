package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore} promises about sessions that nobody uses any more. */
public interface SessionSweepContract extends StorageFixture {
    Duration IDLE = Duration.ofMillis(500);

    /** More sessions than tests leave behind. */
    int EVERY_ONE = 100_000;

    private SessionStore store() {
        return storage().sessions();
    }

    private Session made(BiFunction<Session, Instant, Session> transition) {
        return Given.changed(
                store(),
                Given.session(store(), Given.user()),
                change -> change.save(transition.apply(change.session(), change.now())));
    }

    private Instant now() {
        return store().change(Given.sessionId(), SessionChange::now);
    }

    @Test
    default void sessionsThatCountAsActiveAreIdleAfterATime() throws InterruptedException {
        Session initializing = Given.session(store(), Given.user());
        Session active = made(Session::activate);
        Session paused = made(Session::pause);
        Session completed = made(Session::end);
        Session expired = made(Session::expire);
        Session deleted = made(Session::delete);
        elapse(IDLE);
        Session fresh = made(Session::activate);
        Session touched = Given.changed(
                store(),
                made(Session::activate),
                change -> change.save(change.session().touch(change.now())));

        assertThat(store().idleFor(IDLE, EVERY_ONE))
                .contains(initializing.id(), active.id())
                .doesNotContain(paused.id(), completed.id(), expired.id(), deleted.id(), fresh.id(), touched.id());
    }

    @Test
    default void sessionsInUseAreOverdueAfterATime() throws InterruptedException {
        Session initializing = Given.session(store(), Given.user());
        Session active = made(Session::activate);
        Session paused = made(Session::pause);
        Session completed = made(Session::end);
        Session expired = made(Session::expire);
        Session deleted = made(Session::delete);
        elapse(IDLE);
        Session fresh = made(Session::activate);

        assertThat(store().overdueFor(IDLE, EVERY_ONE))
                .contains(initializing.id(), active.id(), paused.id())
                .doesNotContain(completed.id(), expired.id(), deleted.id(), fresh.id());
    }

    @Test
    default void sessionsWithPendingQuestionsAreNotOverdue() throws InterruptedException {
        Session asking = made(Session::activate);
        Session answered = made(Session::activate);
        Session halfAnswered = made(Session::pause);
        FeedbackRequest question = Given.asked(store(), asking);
        FeedbackRequest other = Given.asked(store(), answered, Given.user());
        FeedbackRequest first = Given.asked(store(), halfAnswered);
        Given.asked(store(), halfAnswered);
        withdraw(answered, other);
        withdraw(halfAnswered, first);
        elapse(IDLE);

        assertThat(store().overdueFor(IDLE, EVERY_ONE))
                .contains(answered.id())
                .doesNotContain(asking.id(), halfAnswered.id());
        assertThat(store().idleFor(IDLE, EVERY_ONE)).contains(asking.id(), answered.id());

        withdraw(asking, question);
        assertThat(store().overdueFor(IDLE, EVERY_ONE)).contains(asking.id()).doesNotContain(halfAnswered.id());
    }

    private void withdraw(Session session, FeedbackRequest question) {
        store().change(
                        session.id(),
                        change -> change.save(change.question(question.id()).cancel(change.now())));
    }

    @Test
    default void longestInactiveSessionComesFirst() throws InterruptedException {
        Session first = made(Session::activate);
        elapse(Duration.ofMillis(5));
        Session second = made(Session::activate);
        elapse(Duration.ofMillis(5));
        Session third = made(Session::activate);
        elapse(IDLE);
        List<SessionId> own = List.of(first.id(), second.id(), third.id());

        assertThat(store().idleFor(IDLE, EVERY_ONE).stream().filter(own::contains))
                .containsExactlyElementsOf(own);
        assertThat(store().overdueFor(IDLE, EVERY_ONE).stream().filter(own::contains))
                .containsExactlyElementsOf(own);
        assertThat(store().idleFor(IDLE, 2)).hasSize(2);
        assertThat(store().overdueFor(IDLE, 2)).hasSize(2);
    }

    @Test
    default void sessionOutOfUseIsRemovedWithAllThatBelongsToIt() throws InterruptedException {
        UserId owner = Given.user();
        UserId guest = Given.user();
        MessageId messageId = Given.messageId();
        Session session = Given.activeSession(store(), owner);
        Turn turn = store().change(session.id(), change -> {
            change.save(change.session().share(guest, Access.VIEWER, ChatLimits.defaults(), change.now()));
            return Given.question(change, owner, messageId, "Hello?", 0);
        });
        Given.changed(store(), session, change -> change.save(change.session().end(change.now())));
        elapse(IDLE);

        assertThat(store().purge(now().minus(IDLE.dividedBy(2)), EVERY_ONE)).isPositive();

        assertThat(store().find(session.id())).isEmpty();
        assertThat(store().snapshot(session.id(), 10)).isEmpty();
        assertThat(store().latestMessages(session.id(), 10)).isEmpty();
        assertThat(store().turn(session.id(), turn.id())).isEmpty();
        assertThat(store().openTurns(session.id())).isEmpty();
        assertThat(store().eventsAfter(session.id(), 0, 10)).isEqualTo(new LogPage.Events(List.of()));
        assertThat(store().sessionOfMessage(owner, messageId)).isEmpty();
        assertThat(store().page(new SessionQuery(owner, null, null, null, 10, 0))
                        .items())
                .isEmpty();
        assertThat(store().page(new SessionQuery(guest, null, null, null, 10, 0))
                        .items())
                .isEmpty();
        Session next = Given.activeSession(store(), owner);
        store().change(next.id(), change -> Given.question(change, owner, messageId, "Hello again?", 0));
        assertThat(store().sessionOfMessage(owner, messageId)).contains(next.id());
    }

    @Test
    default void sessionsInUseOrEndedLatelyAreKept() throws InterruptedException {
        Session active = made(Session::activate);
        Session paused = made(Session::pause);
        Session initializing = Given.session(store(), Given.user());
        Session deletedLater = made(Session::end);
        elapse(IDLE);
        Instant border = now();
        Session completed = made(Session::end);
        Session expired = made(Session::expire);
        Session deleted = made(Session::delete);
        Given.changed(
                store(), deletedLater, change -> change.save(change.session().delete(change.now())));

        store().purge(border, EVERY_ONE);

        for (Session kept : List.of(active, paused, initializing, completed, expired, deleted, deletedLater)) {
            assertThat(store().find(kept.id()))
                    .as(kept.status() + " " + kept.deletedAt())
                    .isPresent();
        }
    }

    @Test
    default void atMostSoManySessionsAreRemovedAtOnce() throws InterruptedException {
        List<Session> ended = List.of(made(Session::end), made(Session::expire), made(Session::delete));
        elapse(IDLE);
        Instant border = now().minus(IDLE.dividedBy(2));

        assertThat(store().purge(border, 2)).isEqualTo(2);
        while (store().purge(border, 2) > 0) {
            // until all are gone, those of other tests too
        }
        assertThat(ended).allMatch(session -> store().find(session.id()).isEmpty());
    }
}
