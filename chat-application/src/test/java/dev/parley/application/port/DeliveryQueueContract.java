package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.DeliveryQueue.Due;
import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryKey;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
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
        List<Delivery> ordered = saved.stream().sorted(Delivery.ORDER).toList();

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

    private Turn question(Session session) {
        return Given.question(store(), session, "what?");
    }

    private static Turn ended(SessionChange change, Turn turn) {
        return change.save(change.turn(turn.id()).cancel(CancelReason.STOPPED, change.now()));
    }

    private static ReplyPath path(ChannelKind kind, @Nullable String thread, @Nullable String message) {
        ChannelAddress email = new ChannelAddress(ChannelKind.EMAIL, "anna@example.com");
        return new ReplyPath(
                kind == ChannelKind.EMAIL ? email : new ChannelAddress(kind, "U024BE7LH"),
                email,
                thread,
                message,
                "About „it“");
    }

    private ChannelReply replied(
            Turn turn, UserId to, ReplyPath path, BiFunction<ChannelReply, Instant, ChannelReply> work) {
        return store().change(
                        turn.sessionId(),
                        change -> change.save(work.apply(
                                ChannelReply.awaited(
                                        new ReplyKey(turn.id(), to, path.to().kind()), path, change.now()),
                                change.now())));
    }

    private List<TurnId> dueTurns() {
        return queue().due(EVERYTHING).stream()
                .filter(Due.OfTurn.class::isInstance)
                .map(due -> ((Due.OfTurn) due).turn())
                .toList();
    }

    @Test
    default void repliesComeBackAsTheyWereSavedInTheirOrder() {
        Turn turn = question(session());
        UUID attempt = Given.IDS.next();
        Duration minute = Duration.ofMinutes(1);
        List<BiFunction<ChannelReply, Instant, ChannelReply>> situations = List.of(
                (reply, now) -> reply,
                (reply, now) -> reply.begin(attempt, now.plus(minute), now),
                (reply, now) -> reply.begin(attempt, now, now).failed("Why – „so“?", now.plus(minute), now),
                (reply, now) -> reply.begin(attempt, now, now).sent("<1.2@mail>", now),
                (reply, now) -> reply.givenUp("Never.", now));
        List<ChannelReply> saved = new ArrayList<>();
        for (BiFunction<ChannelReply, Instant, ChannelReply> situation : situations) {
            UserId to = new UserId("p" + (9 - saved.size() / 2));
            saved.add(replied(turn, to, path(ChannelKind.SLACK, "x".repeat(1_000), "m"), situation));
            saved.add(replied(turn, to, path(ChannelKind.EMAIL, null, null), situation));
        }

        assertThat(store().<List<ChannelReply>>change(turn.sessionId(), change -> change.repliesOf(turn.id())))
                .isEqualTo(saved.stream().sorted(ChannelReply.ORDER).toList());
        assertThat(store().<List<ChannelReply>>change(turn.sessionId(), change -> change.repliesOf(Given.turnId())))
                .isEmpty();
    }

    @Test
    default void replyIsDueFromItsTurnsEndOnOrAtItsTime() {
        Turn open = question(session());
        Turn over = question(session());
        Turn tried = question(session());
        Turn triedLater = question(session());
        Turn done = question(session());
        Turn unasked = question(session());
        for (Turn turn : List.of(open, over)) {
            replied(turn, Given.user(), path(ChannelKind.EMAIL, null, null), (reply, now) -> reply);
        }
        replied(
                tried,
                Given.user(),
                path(ChannelKind.EMAIL, null, null),
                (reply, now) -> reply.failed("No.", now, now));
        replied(
                triedLater,
                Given.user(),
                path(ChannelKind.EMAIL, null, null),
                (reply, now) -> reply.failed("No.", now.plus(Duration.ofHours(1)), now));
        replied(
                done,
                Given.user(),
                path(ChannelKind.EMAIL, null, null),
                (reply, now) -> reply.begin(Given.IDS.next(), now, now).sent("x", now));
        for (Turn turn : List.of(over, tried, triedLater, done, unasked)) {
            store().<Turn>change(turn.sessionId(), change -> ended(change, turn));
        }

        assertThat(dueTurns())
                .contains(over.id(), tried.id())
                .doesNotContain(open.id(), triedLater.id(), done.id(), unasked.id());
        assertThat(queue().due(EVERYTHING)).contains(new Due.OfTurn(over.sessionId(), over.id()));
    }

    @Test
    default void replyOfAChangeThatFailsIsNotStored() {
        Turn turn = question(session());

        assertThatThrownBy(() -> store().change(turn.sessionId(), change -> {
                    change.save(ChannelReply.awaited(
                            new ReplyKey(turn.id(), Given.user(), ChannelKind.EMAIL),
                            path(ChannelKind.EMAIL, null, null),
                            change.now()));
                    assertThat(change.repliesOf(turn.id())).hasSize(1);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(store().<List<ChannelReply>>change(turn.sessionId(), change -> change.repliesOf(turn.id())))
                .isEmpty();
    }

    @Test
    default void sessionIsFoundByWhatWasSentToAPersonOrBeganAThread() {
        UserId anna = Given.user();
        UserId bob = Given.user();
        Turn turn = question(session());
        String thread = "<" + Given.IDS.next() + "@thread>";
        String receipt = "<" + Given.IDS.next() + "@receipt>";
        String asked = "<" + Given.IDS.next() + "@asked>";
        replied(
                turn,
                anna,
                path(ChannelKind.EMAIL, thread, "<m>"),
                (reply, now) -> reply.begin(Given.IDS.next(), now, now).sent(receipt, now));
        FeedbackRequest question = dispatched(session(), null);
        delivered(
                question,
                anna,
                ChannelKind.EMAIL,
                (delivery, now) -> delivery.begin(Given.IDS.next(), now, now).sent(asked, now));

        assertThat(queue().sessionOf(anna, ChannelKind.EMAIL, List.of("<unknown>", thread)))
                .contains(turn.sessionId());
        assertThat(queue().sessionOf(anna, ChannelKind.EMAIL, List.of(receipt))).contains(turn.sessionId());
        assertThat(queue().sessionOf(anna, ChannelKind.EMAIL, List.of(asked))).contains(question.sessionId());
        assertThat(queue().sessionOf(bob, ChannelKind.EMAIL, List.of(thread, receipt, asked)))
                .isEmpty();
        assertThat(queue().sessionOf(anna, ChannelKind.SLACK, List.of(thread, receipt, asked)))
                .isEmpty();
        assertThat(queue().sessionOf(anna, ChannelKind.EMAIL, List.of())).isEmpty();
    }

    @Test
    default void ofSeveralSessionsThatOfTheNewestIsFound() {
        UserId anna = Given.user();
        String thread = "<" + Given.IDS.next() + "@thread>";
        Turn older = question(session());
        Turn newer = question(session());
        for (Turn turn : List.of(newer, older)) {
            replied(turn, anna, path(ChannelKind.EMAIL, thread, "<m>"), (reply, now) -> reply);
        }

        assertThat(queue().sessionOf(anna, ChannelKind.EMAIL, List.of(thread))).contains(newer.sessionId());
    }
}
