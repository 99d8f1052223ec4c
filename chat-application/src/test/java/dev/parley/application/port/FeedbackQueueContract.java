package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.Together.Outcome;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link FeedbackQueue} promises. */
public interface FeedbackQueueContract extends StorageFixture {
    Duration A_MOMENT = Duration.ofMillis(5);

    Duration SHORT = Duration.ofMillis(60);

    /** Longer than any test takes. */
    Duration LONG = Duration.ofMinutes(5);

    /** More questions than tests leave behind. */
    int ALL = 100_000;

    private SessionStore store() {
        return storage().sessions();
    }

    private FeedbackQueue queue() {
        return storage().feedback();
    }

    private Session session(UserId owner) {
        return Given.activeSession(store(), owner);
    }

    private void change(Session session, BiFunction<Session, Instant, Session> transition) {
        Given.changed(store(), session, change -> change.save(transition.apply(change.session(), change.now())));
    }

    private void share(Session session, UserId with, Access access) {
        change(session, (now, time) -> now.share(with, access, ChatLimits.defaults(), time));
    }

    private FeedbackRequest changed(
            FeedbackRequest question, BiFunction<FeedbackRequest, Instant, FeedbackRequest> work) {
        return store().change(
                        question.sessionId(),
                        change -> change.save(work.apply(change.question(question.id()), change.now())));
    }

    private FeedbackRequest withdrawn(FeedbackRequest question) {
        return changed(question, FeedbackRequest::cancel);
    }

    private static FeedbackRequest answer(FeedbackRequest question, Instant now) {
        UserId author = question.responders().stream().findFirst().orElseGet(Given::user);
        AnswerOutcome outcome =
                question.answer(Given.IDS.next(), author, ChannelKind.EMAIL, new FeedbackAnswer.Text("Go ahead."), now);
        return ((AnswerOutcome.Won) outcome).request();
    }

    private static FeedbackRequest expire(FeedbackRequest question) {
        return question.expire(question.expiresAt());
    }

    /** A question with times of its own, relative to now; none to be reminded of if that is null. */
    private FeedbackRequest asked(Session session, Duration expiresIn, @Nullable Duration remindIn) {
        return store().change(session.id(), change -> {
            Instant now = change.now();
            return change.save(Given.feedback(
                    change,
                    Given.requestId(),
                    null,
                    Set.of(),
                    now.minus(Duration.ofDays(30)),
                    now.plus(expiresIn),
                    remindIn == null ? null : now.plus(remindIn)));
        });
    }

    private List<FeedbackRequest> inbox(UserId user, @Nullable FeedbackStatus status) {
        return all(new FeedbackQuery(null, user, status, 100, 0));
    }

    private List<FeedbackRequest> inbox(UserId user) {
        return inbox(user, null);
    }

    private List<FeedbackRequest> of(Session session) {
        return all(new FeedbackQuery(session.id(), null, null, 100, 0));
    }

    private List<FeedbackRequest> all(FeedbackQuery query) {
        Page<FeedbackRequest> page = queue().page(query);
        assertThat(page.total()).isEqualTo(page.items().size());
        return page.items();
    }

    // Single questions

    @Test
    default void questionIsFoundAsItStands() {
        Session session = session(Given.user());
        FeedbackRequest asked = Given.asked(store(), session);
        assertThat(queue().find(asked.id())).contains(asked);

        FeedbackRequest reminded = changed(asked, (question, now) -> question.reminded());
        assertThat(queue().find(asked.id())).contains(reminded);

        FeedbackRequest answered = changed(asked, FeedbackQueueContract::answer);
        assertThat(queue().find(asked.id())).contains(answered);
        assertThat(of(session)).containsExactly(answered);

        assertThat(queue().find(Given.requestId())).isEmpty();
    }

    @Test
    default void questionsOfDeletedSessionsAreNotFound() {
        UserId named = Given.user();
        Session session = session(Given.user());
        Session other = session(Given.user());
        FeedbackRequest asked = Given.asked(store(), session, named);
        FeedbackRequest kept = Given.asked(store(), other, named);

        change(session, Session::delete);
        assertThat(queue().find(asked.id())).isEmpty();
        assertThat(queue().find(kept.id())).contains(kept);

        change(session, Session::restore);
        assertThat(queue().find(asked.id())).contains(asked);
    }

    @Test
    default void queriesSeeWhatWasStoredBefore() {
        UserId owner = Given.user();
        Session session = session(owner);
        for (int i = 0; i < 20; i++) {
            FeedbackRequest asked = Given.asked(store(), session);
            assertThat(elsewhere(() -> queue().find(asked.id()))).contains(asked);
            assertThat(elsewhere(() -> inbox(owner, FeedbackStatus.PENDING))).containsExactly(asked);
            FeedbackRequest answered = changed(asked, FeedbackQueueContract::answer);
            assertThat(elsewhere(() -> queue().find(asked.id()))).contains(answered);
            assertThat(elsewhere(() -> inbox(owner, FeedbackStatus.PENDING))).isEmpty();
        }
    }

    private static <T> T elsewhere(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query)
                .orTimeout(SessionChangeContract.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    // Lists

    @Test
    default void questionsOfASessionAreListedTheNewestFirst() throws InterruptedException {
        UserId owner = Given.user();
        Session session = session(owner);
        Given.asked(store(), session(owner));
        List<FeedbackRequest> newestFirst = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            newestFirst.addFirst(
                    i % 2 == 0 ? Given.asked(store(), session) : Given.asked(store(), session, Given.user()));
            elapse(A_MOMENT);
        }
        newestFirst.set(3, changed(newestFirst.get(3), FeedbackQueueContract::answer));
        newestFirst.set(1, withdrawn(newestFirst.get(1)));

        assertThat(of(session)).isEqualTo(newestFirst);
        assertThat(all(new FeedbackQuery(Given.sessionId(), null, null, 100, 0)))
                .isEmpty();
    }

    @Test
    default void listIsPaged() throws InterruptedException {
        UserId owner = Given.user();
        Session session = session(owner);
        List<FeedbackRequest> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(Given.asked(store(), session));
            elapse(A_MOMENT);
        }

        for (int limit = 1; limit <= 6; limit++) {
            for (int offset = 0; offset <= 6; offset++) {
                Page<FeedbackRequest> expected = new Page<>(
                        newestFirst.stream().skip(offset).limit(limit).toList(), 5, limit, offset);
                assertThat(queue().page(new FeedbackQuery(session.id(), null, null, limit, offset)))
                        .isEqualTo(expected);
                assertThat(queue().page(new FeedbackQuery(null, owner, null, limit, offset)))
                        .isEqualTo(expected);
                assertThat(queue().page(new FeedbackQuery(session.id(), owner, FeedbackStatus.PENDING, limit, offset)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    default void questionsOfOneMomentAreOnOnePageEach() {
        UserId owner = Given.user();
        Session session = session(owner);
        List<FeedbackRequest> asked = store().<List<FeedbackRequest>>change(
                        session.id(),
                        change -> Stream.generate(() -> Given.asked(change, new FeedbackRequestId(UUID.randomUUID())))
                                .limit(7)
                                .toList());

        List<FeedbackRequest> ofSession = new ArrayList<>();
        List<FeedbackRequest> ofOwner = new ArrayList<>();
        for (int offset = 0; offset < 8; offset += 2) {
            ofSession.addAll(queue().page(new FeedbackQuery(session.id(), null, null, 2, offset))
                    .items());
            ofOwner.addAll(queue().page(new FeedbackQuery(null, owner, null, 2, offset))
                    .items());
        }
        assertThat(ofSession).containsExactlyInAnyOrderElementsOf(asked);
        assertThat(ofOwner).containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    default void listCanBeLimitedToAStatus() {
        UserId owner = Given.user();
        Session session = session(owner);
        FeedbackRequest pending = Given.asked(store(), session);
        FeedbackRequest answered = changed(Given.asked(store(), session), FeedbackQueueContract::answer);
        FeedbackRequest expired = changed(Given.asked(store(), session), (question, now) -> expire(question));
        FeedbackRequest cancelled = withdrawn(Given.asked(store(), session));

        List<FeedbackRequest> seen = new ArrayList<>();
        for (FeedbackStatus status : FeedbackStatus.values()) {
            List<FeedbackRequest> found = all(new FeedbackQuery(session.id(), null, status, 100, 0));
            assertThat(inbox(owner, status)).isEqualTo(found);
            seen.addAll(found);
        }
        assertThat(seen).containsExactly(pending, answered, expired, cancelled);
        assertThat(of(session)).containsExactlyInAnyOrderElementsOf(seen);
    }

    @Test
    default void openQuestionsOfASessionAreGivenTheOldestFirst() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest first = asked(session, LONG, null);
        withdrawn(asked(session, LONG, null));
        asked(session(Given.user()), LONG, null);
        elapse(A_MOMENT);
        FeedbackRequest second = asked(session, LONG, LONG);

        assertThat(queue().open(session.id())).containsExactly(first, second);
        change(session, Session::delete);
        assertThat(queue().open(session.id())).isEmpty();
        assertThat(queue().open(Given.sessionId())).isEmpty();
    }

    @Test
    default void listOfAllHasTheQuestionsOfEverybody() {
        FeedbackRequest one = Given.asked(store(), session(Given.user()));
        FeedbackRequest other = Given.asked(store(), session(Given.user()), Given.user());
        Session gone = session(Given.user());
        FeedbackRequest ofGone = Given.asked(store(), gone);
        change(gone, Session::delete);

        assertThat(queue().page(new FeedbackQuery(null, null, null, ALL, 0)).items())
                .contains(one, other)
                .doesNotContain(ofGone);
        assertThat(queue().page(new FeedbackQuery(null, null, FeedbackStatus.CANCELLED, ALL, 0))
                        .items())
                .doesNotContain(one, other, ofGone);
    }

    // Who may answer

    @Test
    default void thoseNamedAreAskedWhateverTheirAccess() {
        UserId owner = Given.user();
        UserId stranger = Given.user();
        UserId viewer = Given.user();
        UserId editor = Given.user();
        Session session = session(owner);
        share(session, viewer, Access.VIEWER);
        share(session, editor, Access.EDITOR);

        FeedbackRequest asked = Given.asked(store(), session, stranger, viewer);

        assertThat(inbox(stranger)).containsExactly(asked);
        assertThat(inbox(viewer)).containsExactly(asked);
        assertThat(inbox(editor)).isEmpty();
        assertThat(inbox(owner)).isEmpty();
        assertThat(inbox(Given.user())).isEmpty();
    }

    @Test
    default void thoseNamedAreAskedOnce() {
        UserId owner = Given.user();
        UserId editor = Given.user();
        Session session = session(owner);
        share(session, editor, Access.EDITOR);

        FeedbackRequest asked = Given.asked(store(), session, owner, editor);

        assertThat(inbox(owner)).containsExactly(asked);
        assertThat(inbox(editor)).containsExactly(asked);
    }

    @Test
    default void whoeverMayWriteIsAskedWhereNobodyIsNamed() {
        UserId owner = Given.user();
        UserId viewer = Given.user();
        UserId editor = Given.user();
        Session session = session(owner);
        share(session, viewer, Access.VIEWER);
        share(session, editor, Access.EDITOR);

        FeedbackRequest asked = Given.asked(store(), session);

        assertThat(inbox(owner)).containsExactly(asked);
        assertThat(inbox(editor)).containsExactly(asked);
        assertThat(inbox(viewer)).isEmpty();
        assertThat(inbox(Given.user())).isEmpty();
    }

    @Test
    default void sharingTellsWhoIsAskedFromThenOn() {
        UserId friend = Given.user();
        Session session = session(Given.user());
        FeedbackRequest open = Given.asked(store(), session);
        FeedbackRequest named = Given.asked(store(), session, Given.user());
        assertThat(inbox(friend)).isEmpty();

        share(session, friend, Access.EDITOR);
        assertThat(inbox(friend)).containsExactly(open);

        share(session, friend, Access.VIEWER);
        assertThat(inbox(friend)).isEmpty();

        share(session, friend, Access.EDITOR);
        FeedbackRequest withdrawn = withdrawn(open);
        assertThat(inbox(friend)).containsExactly(withdrawn);
        assertThat(inbox(friend, FeedbackStatus.PENDING)).isEmpty();

        change(session, (now, time) -> now.unshare(friend, time));
        assertThat(inbox(friend)).isEmpty();
        assertThat(of(session)).containsExactlyInAnyOrder(withdrawn, named);
    }

    @Test
    default void nobodyIsAskedInDeletedSessions() {
        UserId owner = Given.user();
        UserId editor = Given.user();
        UserId named = Given.user();
        Session session = session(owner);
        share(session, editor, Access.EDITOR);
        FeedbackRequest open = Given.asked(store(), session);
        FeedbackRequest forOne = Given.asked(store(), session, named);

        change(session, Session::delete);
        for (UserId user : List.of(owner, editor, named)) {
            assertThat(inbox(user)).isEmpty();
            assertThat(inbox(user, FeedbackStatus.PENDING)).isEmpty();
        }
        assertThat(of(session)).isEmpty();

        change(session, Session::restore);
        assertThat(inbox(owner)).containsExactly(open);
        assertThat(inbox(editor)).containsExactly(open);
        assertThat(inbox(named)).containsExactly(forOne);
        assertThat(of(session)).containsExactlyInAnyOrder(open, forOne);
    }

    @Test
    default void inboxHasAllSessionsTheNewestFirst() throws InterruptedException {
        UserId user = Given.user();
        List<FeedbackRequest> newestFirst = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Session session = session(i % 3 == 0 ? user : Given.user());
            FeedbackRequest asked;
            if (i % 3 == 1) {
                share(session, user, Access.EDITOR);
                asked = Given.asked(store(), session);
            } else {
                asked = i % 3 == 0 ? Given.asked(store(), session) : Given.asked(store(), session, user, Given.user());
            }
            newestFirst.addFirst(i < 4 ? changed(asked, FeedbackQueueContract::answer) : asked);
            elapse(A_MOMENT);
        }

        assertThat(inbox(user)).isEqualTo(newestFirst);
        assertThat(inbox(user, FeedbackStatus.PENDING)).isEqualTo(newestFirst.subList(0, 5));
        assertThat(inbox(user, FeedbackStatus.ANSWERED)).isEqualTo(newestFirst.subList(5, 9));
        for (int limit = 1; limit <= 10; limit++) {
            for (int offset = 0; offset <= 10; offset++) {
                assertThat(queue().page(new FeedbackQuery(null, user, null, limit, offset)))
                        .isEqualTo(new Page<>(
                                newestFirst.stream().skip(offset).limit(limit).toList(), 9, limit, offset));
            }
        }
        for (FeedbackRequest asked : newestFirst) {
            assertThat(all(new FeedbackQuery(asked.sessionId(), user, null, 100, 0)))
                    .containsExactly(asked);
        }
        assertThat(all(new FeedbackQuery(newestFirst.getFirst().sessionId(), Given.user(), null, 100, 0)))
                .isEmpty();
    }

    // What is due

    private List<SessionId> due(Session... own) {
        List<SessionId> wanted = Arrays.stream(own).map(Session::id).toList();
        return queue().due(ALL).stream().filter(wanted::contains).toList();
    }

    @Test
    default void questionIsDueWhenItsTimeIsOver() throws InterruptedException {
        Session early = session(Given.user());
        Session late = session(Given.user());
        FeedbackRequest question = asked(early, SHORT, null);
        asked(late, LONG, null);
        asked(late, LONG, LONG);

        elapse(SHORT);
        assertThat(due(early, late)).containsExactly(early.id());

        FeedbackRequest expired = changed(question, FeedbackRequest::expire);
        assertThat(expired.status()).isEqualTo(FeedbackStatus.EXPIRED);
        assertThat(due(early, late)).isEmpty();
    }

    @Test
    default void questionIsDueWhenPeopleShallBeReminded() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest question = asked(session, LONG, SHORT);

        elapse(SHORT);
        assertThat(due(session)).containsExactly(session.id());
        assertThat(store().<Boolean>change(
                                session.id(),
                                change -> change.question(question.id()).isReminderDue(change.now())))
                .isTrue();

        changed(question, (asked, now) -> asked.reminded());
        assertThat(due(session)).isEmpty();
    }

    @Test
    default void whatIsRemindedOfIsDueAgainAtItsEnd() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest question = asked(session, SHORT, Duration.ofHours(1).negated());
        changed(question, (asked, now) -> asked.reminded());
        elapse(SHORT);

        assertThat(due(session)).containsExactly(session.id());
    }

    @Test
    default void onlyPendingQuestionsAreDue() {
        Session answered = session(Given.user());
        Session cancelled = session(Given.user());
        Session expired = session(Given.user());
        changed(asked(answered, LONG, LONG.negated()), FeedbackQueueContract::answer);
        withdrawn(asked(cancelled, LONG, LONG.negated()));
        changed(asked(expired, LONG.negated(), LONG.negated()), FeedbackRequest::expire);
        assertThat(due(answered, cancelled, expired)).isEmpty();

        asked(cancelled, LONG.negated(), null);
        assertThat(due(answered, cancelled, expired)).containsExactly(cancelled.id());
    }

    @Test
    default void longestDueComesFirstAndOnce() {
        Session third = session(Given.user());
        Session first = session(Given.user());
        Session second = session(Given.user());
        asked(third, Duration.ofHours(1), Duration.ofHours(1).negated());
        asked(first, Duration.ofHours(1).negated(), Duration.ofHours(5).negated());
        asked(first, Duration.ofHours(1), Duration.ofMinutes(1).negated());
        asked(second, Duration.ofHours(3).negated(), null);
        asked(second, Duration.ofMinutes(1).negated(), null);

        assertThat(due(first, second, third)).containsExactly(first.id(), second.id(), third.id());
        List<SessionId> all = queue().due(ALL);
        assertThat(all).doesNotHaveDuplicates();
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(queue().due(limit)).isEqualTo(all.subList(0, limit));
        }
    }

    // Late answers

    private static FeedbackResponse late(UUID id, SessionChange change) {
        return new FeedbackResponse(
                id, Given.user(), ChannelKind.SLACK, new FeedbackAnswer.Text("Too late?"), change.now(), true);
    }

    private FeedbackResponse late(FeedbackRequest question, UUID id) {
        return store().change(question.sessionId(), change -> {
            FeedbackResponse answer = late(id, change);
            change.keepLate(question.id(), answer);
            return answer;
        });
    }

    @Test
    default void lateAnswersAreKeptTheOldestFirst() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest question = withdrawn(Given.asked(store(), session));
        FeedbackRequest other = withdrawn(Given.asked(store(), session));
        assertThat(queue().lateAnswers(question.id())).isEmpty();
        List<FeedbackResponse> late = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            late.add(late(question, UUID.randomUUID()));
            elapse(A_MOMENT);
        }

        assertThat(queue().lateAnswers(question.id())).isEqualTo(late);
        assertThat(queue().lateAnswers(other.id())).isEmpty();
        assertThat(queue().lateAnswers(Given.requestId())).isEmpty();
        assertThat(queue().find(question.id())).contains(question);
    }

    @Test
    default void lateAnswerSentAgainIsKeptOnce() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest question = withdrawn(Given.asked(store(), session));
        FeedbackRequest other = withdrawn(Given.asked(store(), session));
        FeedbackResponse first = late(question, Given.IDS.next());
        elapse(A_MOMENT);
        late(question, first.id());
        FeedbackResponse ofOther = late(other, first.id());

        assertThat(queue().lateAnswers(question.id())).containsExactly(first);
        assertThat(queue().lateAnswers(other.id())).containsExactly(ofOther);
    }

    @Test
    default void answerThatWonIsNotLate() {
        Session session = session(Given.user());
        FeedbackRequest answered = changed(Given.asked(store(), session), FeedbackQueueContract::answer);

        assertThat(queue().lateAnswers(answered.id())).isEmpty();
    }

    @Test
    default void atMostAHundredLateAnswersAreGiven() throws InterruptedException {
        Session session = session(Given.user());
        FeedbackRequest question = withdrawn(Given.asked(store(), session));
        List<FeedbackResponse> late = new ArrayList<>();
        for (int batch = 0; batch < 30; batch++) {
            late.addAll(store().<List<FeedbackResponse>>change(session.id(), change -> {
                List<FeedbackResponse> answers = Stream.generate(() -> late(Given.IDS.next(), change))
                        .limit(4)
                        .toList();
                answers.forEach(answer -> change.keepLate(question.id(), answer));
                return answers;
            }));
            elapse(Duration.ofMillis(1));
        }

        assertThat(queue().lateAnswers(question.id())).isEqualTo(late.subList(0, 100));
    }

    // Ids

    @Test
    default void questionIdBelongsToOneSession() {
        UserId owner = Given.user();
        UserId named = Given.user();
        Session first = session(owner);
        Session second = session(owner);
        FeedbackRequest asked = Given.asked(store(), first);
        List<FeedbackRequestId> free =
                Stream.generate(Given::requestId).limit(4).toList();

        for (int others = 0; others <= free.size(); others += free.size()) {
            List<FeedbackRequestId> along = free.subList(0, others);
            assertThatThrownBy(() -> store().change(second.id(), change -> {
                        along.forEach(id -> Given.asked(change, id, named));
                        change.emit(Given.custom(1));
                        return Given.asked(change, asked.id(), named);
                    }))
                    .isInstanceOfSatisfying(
                            ChatException.Unprocessable.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MESSAGE_ID_REUSED));
        }

        assertThat(queue().find(asked.id())).contains(asked);
        assertThat(inbox(owner)).containsExactly(asked);
        assertThat(inbox(named)).isEmpty();
        assertThat(of(second)).isEmpty();
        assertThat(store().find(second.id()).orElseThrow().lastSeq()).isEqualTo(second.lastSeq());
        FeedbackRequest next = store().change(second.id(), change -> Given.asked(change, free.getFirst()));
        assertThat(queue().find(next.id())).contains(next);
    }

    @Test
    default void oneOfManySessionsGetsAQuestionId() {
        for (int round = 0; round < 20; round++) {
            FeedbackRequestId id = Given.requestId();
            List<Session> sessions =
                    Stream.generate(() -> session(Given.user())).limit(3).toList();

            List<Outcome<FeedbackRequest>> outcomes = Together.outcomes(
                    sessions.size(),
                    number -> store().change(sessions.get(number).id(), change -> Given.asked(change, id)));

            assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.succeeded())
                    .extracting(Outcome::failure)
                    .allMatch(ChatException.Unprocessable.class::isInstance);
            SessionId winner = queue().find(id).orElseThrow().sessionId();
            for (int i = 0; i < sessions.size(); i++) {
                boolean won = outcomes.get(i).succeeded();
                assertThat(sessions.get(i).id().equals(winner)).isEqualTo(won);
                assertThat(of(sessions.get(i))).hasSize(won ? 1 : 0);
                assertThat(inbox(sessions.get(i).owner())).hasSize(won ? 1 : 0);
            }
        }
    }

    @Test
    default void questionsAskedAtTheSameTimeAreAllThere() {
        UserId owner = Given.user();
        UserId named = Given.user();
        List<Session> sessions = List.of(session(owner), session(owner));
        List<List<FeedbackRequest>> asked = Together.results(6, number -> {
            List<FeedbackRequest> own = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Session session = sessions.get((number + i) % 2);
                own.add(i % 3 == 0 ? Given.asked(store(), session, named) : Given.asked(store(), session));
            }
            return own;
        });

        List<FeedbackRequest> newestFirst = asked.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(FeedbackRequest::createdAt).reversed())
                .toList();
        List<FeedbackRequest> seen = new ArrayList<>(inbox(owner));
        seen.addAll(inbox(named));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(newestFirst);
        assertThat(inbox(owner))
                .isSortedAccordingTo(
                        Comparator.comparing(FeedbackRequest::createdAt).reversed());
        assertThat(new HashSet<>(inbox(named))).allMatch(question -> question.isFor(named));
    }

    // How long they wait

    @Test
    default void questionsThatWaitAreCountedByAge() {
        List<Duration> ages = List.of(Duration.ofDays(1), Duration.ofDays(29), Duration.ofDays(31));
        PendingQuestions before = queue().pending(ages);
        Session session = session(Given.user());
        asked(session, LONG, null);
        FeedbackRequest old = asked(session, LONG, null);
        Given.asked(store(), session);
        withdrawn(Given.asked(store(), session));
        changed(asked(session, LONG, null), FeedbackQueueContract::answer);

        PendingQuestions after = queue().pending(ages);

        assertThat(added(before, after)).containsExactly(1L, 0L, 2L, 0L);
        assertThat(after.counted()).isEqualTo(before.counted() + 3);
        assertThat(after.oldest()).isNotNull().isBeforeOrEqualTo(old.createdAt());
        assertThat(after.complete()).isTrue();
    }

    @Test
    default void questionsAreNotTheirAgeBeforeItIsOver() throws InterruptedException {
        Session session = session(Given.user());
        Duration age = Duration.ofMinutes(1);
        long younger = queue().pending(List.of(age)).byAge().getFirst();
        Given.asked(store(), session);
        elapse(A_MOMENT);

        assertThat(queue().pending(List.of(age)).byAge().getFirst()).isEqualTo(younger + 1);
        assertThat(queue().pending(List.of(Duration.ofMillis(1))).byAge().getLast())
                .isEqualTo(queue().pending(List.of()).counted());
    }

    private static List<Long> added(PendingQuestions before, PendingQuestions after) {
        return IntStream.range(0, after.byAge().size())
                .mapToObj(band -> after.byAge().get(band) - before.byAge().get(band))
                .toList();
    }

    // What is removed

    @Test
    default void questionsAreRemovedWithTheirSession() throws InterruptedException {
        UserId owner = Given.user();
        UserId named = Given.user();
        Session session = session(owner);
        FeedbackRequest pending = asked(session, LONG, LONG.negated());
        FeedbackRequest answered = changed(Given.asked(store(), session, named), FeedbackQueueContract::answer);
        FeedbackRequest withdrawn = withdrawn(Given.asked(store(), session));
        late(withdrawn, Given.IDS.next());
        change(session, Session::end);
        elapse(A_MOMENT);

        Instant border = store().change(Given.sessionId(), SessionChange::now);
        assertThat(store().purge(border, ALL)).isPositive();

        for (FeedbackRequest gone : List.of(pending, answered, withdrawn)) {
            assertThat(queue().find(gone.id())).isEmpty();
            assertThat(queue().lateAnswers(gone.id())).isEmpty();
        }
        assertThat(of(session)).isEmpty();
        assertThat(inbox(owner)).isEmpty();
        assertThat(inbox(named)).isEmpty();
        assertThat(due(session)).isEmpty();
        Session next = session(owner);
        FeedbackRequest again = store().change(next.id(), change -> Given.asked(change, answered.id()));
        assertThat(queue().find(answered.id())).contains(again);
        assertThat(inbox(owner)).containsExactly(again);
    }
}
