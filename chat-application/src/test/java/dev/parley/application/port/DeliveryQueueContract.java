package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.DeliveryQueue.Due;
import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryKey;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link DeliveryQueue} promises, and how dispatches and deliveries are stored. */
public interface DeliveryQueueContract extends StorageFixture {
    /** More than tests leave behind. */
    int EVERYTHING = 100_000;

    private SessionStore store() {
        return storage().sessions();
    }

    private DeliveryQueue queue() {
        return storage().deliveries();
    }

    private Session session() {
        return Given.activeSession(store(), Given.user());
    }

    /** A question with a dispatch that is due at a time relative to now; never if that is null. */
    private FeedbackRequest dispatched(Session session, @Nullable Duration dueIn) {
        return store().change(session.id(), change -> {
            FeedbackRequest question = Given.asked(change, Given.requestId());
            change.save(new Dispatch(
                    question.id(),
                    session.id(),
                    DeliveryMode.FALLBACK,
                    Set.of(ChannelKind.EMAIL, ChannelKind.WEBHOOK),
                    dueIn == null ? null : change.now().plus(dueIn)));
            return question;
        });
    }

    private Delivery delivered(
            FeedbackRequest question, UserId to, ChannelKind channel, BiFunction<Delivery, Instant, Delivery> work) {
        return store().change(
                        question.sessionId(),
                        change -> change.save(work.apply(
                                Delivery.planned(
                                        new DeliveryKey(question.id(), to, channel), change.now(), change.now()),
                                change.now())));
    }

    private Delivery delivered(FeedbackRequest question, Duration dueIn) {
        return delivered(
                question, Given.user(), ChannelKind.EMAIL, (delivery, now) -> delivery.postponed(now.plus(dueIn)));
    }

    private List<FeedbackRequestId> due() {
        return queue().due(EVERYTHING).stream()
                .filter(Due.OfQuestion.class::isInstance)
                .map(due -> ((Due.OfQuestion) due).question())
                .toList();
    }

    private Dispatch dispatch(FeedbackRequest question) {
        return store().<Dispatch>change(
                        question.sessionId(),
                        change -> change.dispatch(question.id()).orElseThrow());
    }

    @Test
    default void dispatchComesBackAsItWasSaved() {
        Session session = session();
        FeedbackRequest question = dispatched(session, Duration.ZERO);
        Dispatch saved = dispatch(question);

        assertThat(saved)
                .isEqualTo(new Dispatch(
                        question.id(),
                        session.id(),
                        DeliveryMode.FALLBACK,
                        Set.of(ChannelKind.EMAIL, ChannelKind.WEBHOOK),
                        question.createdAt()));
        store().<Dispatch>change(
                        session.id(),
                        change -> change.save(
                                change.dispatch(question.id()).orElseThrow().seenTo()));
        assertThat(dispatch(question).dueAt()).isNull();
        assertThat(store().<Boolean>change(
                                session.id(),
                                change -> change.dispatch(Given.requestId()).isPresent()))
                .isFalse();
    }

    @Test
    default void deliveriesComeBackAsTheyWereSavedInTheirOrder() {
        FeedbackRequest question = dispatched(session(), null);
        UUID attempt = Given.IDS.next();
        Duration minute = Duration.ofMinutes(1);
        List<BiFunction<Delivery, Instant, Delivery>> situations = List.of(
                (delivery, now) -> delivery,
                (delivery, now) -> delivery.begin(attempt, now.plus(minute), now),
                (delivery, now) -> delivery.begin(attempt, now.plus(minute), now)
                        .failed("Why – „so“?", true, now.plus(minute), now),
                (delivery, now) -> delivery.begin(attempt, now, now).sent("<1.2@mail>", now),
                (delivery, now) -> delivery.begin(attempt, now, now)
                        .sent("x", now)
                        .decided(now)
                        .begin(attempt, now, now),
                (delivery, now) ->
                        delivery.begin(attempt, now, now).sent("x", now).reminded(now),
                (delivery, now) -> delivery.givenUp("Never.", now),
                (delivery, now) -> delivery.decided(now));
        List<Delivery> saved = new ArrayList<>();
        for (BiFunction<Delivery, Instant, Delivery> situation : situations) {
            for (ChannelKind channel : List.of(ChannelKind.WEBHOOK, ChannelKind.EMAIL, ChannelKind.SLACK)) {
                saved.add(delivered(question, new UserId("p" + saved.size() % 10), channel, situation));
            }
        }
        List<Delivery> ordered =
                saved.stream().sorted(SessionChange.DELIVERY_ORDER).toList();

        assertThat(queue().of(List.of(question.id(), Given.requestId())).get(question.id()))
                .isEqualTo(ordered);
        assertThat(store().<List<Delivery>>change(question.sessionId(), change -> change.deliveriesOf(question.id())))
                .isEqualTo(ordered);
        assertThat(queue().of(List.of())).isEmpty();
    }

    @Test
    default void changeSeesItsOwnDispatchesAndDeliveriesAndStoresNoneIfItFails() {
        FeedbackRequest question = dispatched(session(), Duration.ZERO);
        Delivery stored = delivered(question, Duration.ofMinutes(1));

        assertThatThrownBy(() -> store().change(question.sessionId(), change -> {
                    change.save(change.dispatch(question.id()).orElseThrow().seenTo());
                    Delivery given = change.save(stored.givenUp("No.", change.now()));
                    assertThat(change.dispatch(question.id()).orElseThrow().dueAt())
                            .isNull();
                    assertThat(change.deliveriesOf(question.id())).containsExactly(given);
                    throw new IllegalStateException("as the test wants it");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(queue().of(List.of(question.id())).get(question.id())).containsExactly(stored);
        assertThat(dispatch(question).dueAt()).isNotNull();
    }

    @Test
    default void questionsAreDueOnceTheLongestFirst() {
        FeedbackRequest later = dispatched(session(), Duration.ofSeconds(-20));
        FeedbackRequest never = dispatched(session(), null);
        FeedbackRequest soon = dispatched(session(), Duration.ofMinutes(5));
        FeedbackRequest first = dispatched(session(), null);
        delivered(first, Duration.ofSeconds(-30));
        delivered(first, Duration.ofSeconds(-10));
        delivered(never, Duration.ofMinutes(5));
        FeedbackRequest last = dispatched(session(), Duration.ofMinutes(5));
        delivered(last, Duration.ofSeconds(-5));

        assertThat(due())
                .doesNotHaveDuplicates()
                .containsSubsequence(first.id(), later.id(), last.id())
                .doesNotContain(never.id(), soon.id());
        assertThat(queue().due(EVERYTHING)).contains(new Due.OfQuestion(first.sessionId(), first.id()));
        assertThat(queue().due(1)).hasSize(1);
        Stream.of(first, later, last).forEach(this::finished);
    }

    /** Nothing is due of it any more. */
    private void finished(FeedbackRequest question) {
        store().<Boolean>change(question.sessionId(), change -> {
            change.save(change.dispatch(question.id()).orElseThrow().seenTo());
            change.deliveriesOf(question.id()).forEach(delivery -> change.save(delivery.decided(change.now())));
            return true;
        });
        assertThat(due()).doesNotContain(question.id());
    }

    @Test
    default void deliveryIsDueOnceItsTimeHasComeByTheStoragesClock() throws InterruptedException {
        FeedbackRequest question = dispatched(session(), null);
        delivered(question, Duration.ofMillis(60));
        elapse(Duration.ofMillis(70));

        assertThat(due()).contains(question.id());
        finished(question);
    }

    @Test
    default void questionThatEndsMakesItsDispatchDueWhoeverEndsIt() {
        FeedbackRequest ended = dispatched(session(), null);
        FeedbackRequest open = dispatched(session(), null);
        FeedbackRequest without = Given.asked(store(), session());
        assertThat(due()).doesNotContain(ended.id(), open.id());

        Stream.of(ended, without)
                .forEach(question -> store().<FeedbackRequest>change(
                                question.sessionId(),
                                change -> change.save(
                                        change.question(question.id()).cancel(change.now()))));
        store().<FeedbackRequest>change(
                        open.sessionId(),
                        change -> change.save(change.question(open.id()).reminded()));

        assertThat(due()).contains(ended.id()).doesNotContain(open.id(), without.id());
        assertThat(dispatch(ended).dueAt()).isNotNull();
        finished(ended);
    }

    @Test
    default void questionsOfDeletedSessionsAreDueToo() {
        Session session = session();
        FeedbackRequest question = dispatched(session, Duration.ZERO);
        Given.changed(store(), session, change -> change.save(change.session().delete(change.now())));

        assertThat(due()).contains(question.id());
        finished(question);
    }

    @Test
    default void deliveriesAreCountedByStatusAndChannel() {
        Map<ChannelKind, Long> before = queue().count(DeliveryStatus.PENDING);
        Map<ChannelKind, Long> sentBefore = queue().count(DeliveryStatus.SENT);
        FeedbackRequest question = dispatched(session(), null);
        delivered(question, Duration.ofMinutes(1));
        delivered(question, Given.user(), ChannelKind.SLACK, (delivery, now) -> delivery);
        delivered(
                question,
                Given.user(),
                ChannelKind.SLACK,
                (delivery, now) -> delivery.begin(Given.IDS.next(), now.plusSeconds(60), now));
        delivered(question, Given.user(), ChannelKind.SLACK, (delivery, now) -> delivery.givenUp("No.", now));
        delivered(question, Given.user(), ChannelKind.WEBHOOK, (delivery, now) -> delivery.decided(now));
        delivered(
                question,
                Given.user(),
                ChannelKind.WEBHOOK,
                (delivery, now) -> delivery.begin(Given.IDS.next(), now.plusSeconds(60), now)
                        .sent(null, now));

        Map<ChannelKind, Long> after = queue().count(DeliveryStatus.PENDING);
        assertThat(Stream.of(ChannelKind.EMAIL, ChannelKind.SLACK, ChannelKind.WEBHOOK)
                        .map(kind -> after.getOrDefault(kind, 0L) - before.getOrDefault(kind, 0L)))
                .containsExactly(1L, 2L, 0L);
        assertThat(queue().count(DeliveryStatus.SENT).get(ChannelKind.WEBHOOK))
                .isEqualTo(sentBefore.getOrDefault(ChannelKind.WEBHOOK, 0L) + 1);
        finished(question);
    }

    @Test
    default void deliveriesGoWithTheirSession() {
        Session session = session();
        FeedbackRequest question = dispatched(session, Duration.ZERO);
        delivered(question, Duration.ZERO);
        Given.changed(store(), session, change -> change.save(change.session().delete(change.now())));
        Instant soon = store().<Instant>change(session.id(), SessionChange::now).plusSeconds(1);
        while (store().find(session.id()).isPresent()) {
            assertThat(store().purge(soon, EVERYTHING)).isPositive();
        }

        assertThat(due()).doesNotContain(question.id());
        assertThat(queue().of(List.of(question.id())).getOrDefault(question.id(), List.of()))
                .isEmpty();
    }
}
