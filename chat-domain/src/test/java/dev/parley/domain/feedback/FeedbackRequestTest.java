package dev.parley.domain.feedback;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.BEN;
import static dev.parley.domain.Samples.EVE;
import static dev.parley.domain.Samples.MESSAGE_ID;
import static dev.parley.domain.Samples.REQUEST_ID;
import static dev.parley.domain.Samples.SESSION_ID;
import static dev.parley.domain.Samples.START;
import static dev.parley.domain.Samples.TURN_ID;
import static dev.parley.domain.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Records;
import dev.parley.domain.Samples;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackRequestTest {
    private static final Instant END = START.plus(Duration.ofHours(48));
    private static final Instant BEFORE_END = END.minusNanos(1);
    private static final Instant AFTER_END = END.plusNanos(1);

    private static final UUID WINNER_ID = uuid(31);
    private static final UUID OTHER_ID = uuid(32);
    private static final FeedbackAnswer VALID = new FeedbackAnswer.Text("yes");
    private static final FeedbackAnswer INVALID = new FeedbackAnswer.Text("");
    private static final FeedbackResponse WINNER =
            new FeedbackResponse(WINNER_ID, BEN, ChannelKind.EMAIL, VALID, START.plusSeconds(9), false);

    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    private enum State {
        PENDING(new FeedbackState.Pending(), FeedbackStatus.PENDING),
        ANSWERED(new FeedbackState.Answered(WINNER), FeedbackStatus.ANSWERED),
        EXPIRED(new FeedbackState.Expired(END), FeedbackStatus.EXPIRED),
        CANCELLED(new FeedbackState.Cancelled(START), FeedbackStatus.CANCELLED);

        private final FeedbackState state;
        private final FeedbackStatus status;

        State(FeedbackState state, FeedbackStatus status) {
            this.state = state;
            this.status = status;
        }

        private FeedbackRequest request() {
            return Records.with(pending(), "state", state);
        }
    }

    @Test
    void everyStateIsCovered() {
        assertThat(Arrays.stream(State.values()).map(state -> state.request().status()))
                .containsExactly(FeedbackStatus.values())
                .containsExactlyElementsOf(
                        Arrays.stream(State.values()).map(state -> state.status).toList());
        assertThat(Arrays.stream(State.values()).<Class<?>>map(state -> state.state.getClass()))
                .containsExactly(FeedbackState.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerMeetsTheStateAndTheClock(
            State state, Instant now, UUID id, UserId author, FeedbackAnswer answer, Class<?> outcome) {
        FeedbackRequest request = state.request();
        FeedbackResponse inTime = new FeedbackResponse(id, author, ChannelKind.WEB, answer, now, false);
        FeedbackResponse late = Records.with(inTime, "late", true);
        AnswerOutcome actual = request.answer(id, author, ChannelKind.WEB, answer, now);

        assertThat(actual).isInstanceOf(outcome);
        switch (actual) {
            case AnswerOutcome.Won won ->
                assertThat(won)
                        .isEqualTo(new AnswerOutcome.Won(
                                Records.with(request, "state", new FeedbackState.Answered(inTime)), inTime));
            case AnswerOutcome.WonBefore before -> assertThat(before.response()).isEqualTo(WINNER);
            case AnswerOutcome.Lost lost -> assertThat(lost.winner()).isEqualTo(WINNER);
            case AnswerOutcome.TooLate tooLate ->
                assertThat(tooLate.response()).isEqualTo(answer.equals(VALID) ? late : null);
            case AnswerOutcome.NotAsked notAsked -> throw new AssertionError("everybody who may write was asked");
            case AnswerOutcome.NotValid notValid ->
                assertThat(notValid.defect()).isNotBlank();
        }
        assertThat(request).isEqualTo(state.request());
    }

    static Stream<Arguments> answers() {
        Class<?> won = AnswerOutcome.Won.class;
        Class<?> wonBefore = AnswerOutcome.WonBefore.class;
        Class<?> lost = AnswerOutcome.Lost.class;
        Class<?> tooLate = AnswerOutcome.TooLate.class;
        Class<?> notValid = AnswerOutcome.NotValid.class;
        List<Arguments> rows = new ArrayList<>();
        for (UUID id : List.of(WINNER_ID, OTHER_ID)) {
            for (UserId author : List.of(BEN, ANNA)) {
                rows.add(Arguments.of(State.PENDING, START, id, author, VALID, won));
                rows.add(Arguments.of(State.PENDING, BEFORE_END, id, author, VALID, won));
                rows.add(Arguments.of(State.PENDING, END, id, author, VALID, tooLate));
                rows.add(Arguments.of(State.PENDING, AFTER_END, id, author, VALID, tooLate));
                rows.add(Arguments.of(State.PENDING, START, id, author, INVALID, notValid));
                rows.add(Arguments.of(State.PENDING, BEFORE_END, id, author, INVALID, notValid));
                for (Instant now : List.of(START, BEFORE_END, END, AFTER_END)) {
                    boolean winner = author.equals(BEN);
                    boolean again = winner && id.equals(WINNER_ID);
                    rows.add(Arguments.of(State.ANSWERED, now, id, author, VALID, winner ? wonBefore : lost));
                    rows.add(Arguments.of(State.ANSWERED, now, id, author, INVALID, again ? wonBefore : lost));
                    rows.add(Arguments.of(State.EXPIRED, now, id, author, VALID, tooLate));
                    rows.add(Arguments.of(State.CANCELLED, now, id, author, VALID, tooLate));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("statesAndInstants")
    void onlyAnOverduePendingQuestionExpires(State state, Instant now) {
        FeedbackRequest request = state.request();
        if (state == State.PENDING && !now.isBefore(END)) {
            assertThat(request.expire(now)).isEqualTo(Records.with(request, "state", new FeedbackState.Expired(now)));
        } else {
            assertRefused(state, () -> request.expire(now));
        }
    }

    @ParameterizedTest
    @MethodSource("statesAndInstants")
    void onlyAPendingQuestionIsCancelled(State state, Instant now) {
        FeedbackRequest request = state.request();
        if (state == State.PENDING) {
            assertThat(request.cancel(now)).isEqualTo(Records.with(request, "state", new FeedbackState.Cancelled(now)));
        } else {
            assertRefused(state, () -> request.cancel(now));
        }
    }

    static Stream<Arguments> statesAndInstants() {
        return Arrays.stream(State.values())
                .flatMap(state -> Stream.of(START, BEFORE_END, END, AFTER_END).map(now -> Arguments.of(state, now)));
    }

    /** At each instant a question can either be won or expire, never both and never neither. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void answerAndExpiryExcludeEachOther(long nanosAfterEnd) {
        Instant now = END.plusNanos(nanosAfterEnd);
        boolean wins = pending().answer(OTHER_ID, BEN, ChannelKind.WEB, VALID, now) instanceof AnswerOutcome.Won;

        assertThat(pending().isOverdue(now)).isEqualTo(!wins);
        assertThat(nanosAfterEnd < 0).isEqualTo(wins);
    }

    @Test
    void retriedWinnerGetsItsFirstResultWhateverItSaysNow() {
        AnswerOutcome retry = State.ANSWERED
                .request()
                .answer(WINNER_ID, BEN, ChannelKind.SLACK, new FeedbackAnswer.Text("no"), AFTER_END);

        assertThat(retry).isEqualTo(new AnswerOutcome.WonBefore(WINNER));
    }

    @Test
    void winnerWhoSaysTheSameAgainHasNotLostToItself() {
        FeedbackRequest request = State.ANSWERED.request();

        assertThat(request.answer(OTHER_ID, BEN, ChannelKind.WEB, new FeedbackAnswer.Text("yes"), AFTER_END))
                .isEqualTo(new AnswerOutcome.WonBefore(WINNER));
        assertThat(request.answer(OTHER_ID, BEN, ChannelKind.WEB, new FeedbackAnswer.Text("no"), AFTER_END))
                .isEqualTo(new AnswerOutcome.Lost(WINNER));
        assertThat(request.answer(OTHER_ID, ANNA, ChannelKind.WEB, new FeedbackAnswer.Text("yes"), AFTER_END))
                .isEqualTo(new AnswerOutcome.Lost(WINNER));
    }

    @Test
    void questionStaysOpenAfterAnInvalidAnswer() {
        FeedbackRequest request = pending();

        assertThat(request.answer(OTHER_ID, BEN, ChannelKind.WEB, INVALID, START))
                .isInstanceOf(AnswerOutcome.NotValid.class);
        assertThat(request.answer(OTHER_ID, BEN, ChannelKind.WEB, VALID, START)).isInstanceOf(AnswerOutcome.Won.class);
    }

    /** Answers of several people, some invalid, some sent again, in the order in which the session's lock lets them in. */
    @ParameterizedTest
    @MethodSource("seeds")
    void ofAnyNumberOfAnswersTheFirstValidOneWins(long seed) {
        Random random = new Random(seed);
        FeedbackRequest request = pending();
        Instant now = START;
        UUID winner = null;
        UserId winnersAuthor = null;
        Set<UUID> winners = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(300)));
            int number = random.nextInt(8);
            UUID id = uuid(100 + number);
            UserId author = List.of(ANNA, BEN, EVE).get(number % 3);
            FeedbackAnswer answer = random.nextInt(3) == 0 ? VALID : INVALID;
            AnswerOutcome outcome = request.answer(id, author, ChannelKind.WEB, answer, now);
            boolean mayWin = winner == null && answer.equals(VALID) && now.isBefore(END);
            boolean again =
                    winner != null && (id.equals(winner) || author.equals(winnersAuthor) && answer.equals(VALID));
            if (mayWin) {
                winner = id;
                winnersAuthor = author;
            }
            if (outcome instanceof AnswerOutcome.Won won) {
                request = won.request();
                winners.add(won.response().id());
            }
            assertThat(outcome instanceof AnswerOutcome.Won).isEqualTo(mayWin);
            assertThat(outcome instanceof AnswerOutcome.WonBefore).isEqualTo(again);
            assertThat(outcome instanceof AnswerOutcome.Lost).isEqualTo(winner != null && !mayWin && !again);
        }
        assertThat(winners).isEqualTo(winner == null ? Set.of() : Set.of(winner));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void questionWithoutNamedPeopleIsForEveryone() {
        assertThat(pending().isFor(EVE)).isTrue();
    }

    @Test
    void questionIsForThePeopleNamed() {
        FeedbackRequest request = Records.with(pending(), "responders", Set.of(ANNA, BEN));

        assertThat(request.isFor(ANNA)).isTrue();
        assertThat(request.isFor(BEN)).isTrue();
        assertThat(request.isFor(EVE)).isFalse();
    }

    @Test
    void answerOfSomebodyElseIsNotAskedForAndTakesNoSlot() {
        FeedbackRequest request = Records.with(pending(), "responders", Set.of(ANNA));

        assertThat(request.answer(OTHER_ID, EVE, ChannelKind.WEB, VALID, START))
                .isEqualTo(new AnswerOutcome.NotAsked());
        assertThat(request.answer(OTHER_ID, ANNA, ChannelKind.WEB, VALID, START))
                .isInstanceOf(AnswerOutcome.Won.class);
    }

    @Test
    void peopleAskedCannotBeChangedAfterwards() {
        Set<UserId> responders = new HashSet<>(Set.of(ANNA));
        FeedbackRequest request = Records.with(pending(), "responders", responders);
        responders.clear();

        assertThat(request.responders()).containsExactly(ANNA);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_999, 2_000})
    void questionHasUpTo2000CodePoints(int codePoints) {
        String question = Samples.GRIN.repeat(codePoints);

        assertThat(Records.with(pending(), "question", question).question()).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2_001})
    void emptyOrLongerQuestionIsRefused(int codePoints) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Records.with(pending(), "question", Samples.GRIN.repeat(codePoints)))
                .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                .returns("question", refusal -> refusal.details().get("field"));
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void questionWithACharacterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Records.with(pending(), "question", bad.text()))
                .returns(Map.of("field", "question", "index", bad.index()), ChatException::details);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void questionThatIsOverAtOnceIsRefused(long nanos) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Records.with(pending(), "expiresAt", START.plusNanos(nanos)))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "expires_at"), ChatException::details);
        assertThat(Records.with(pending(), "expiresAt", START.plusNanos(1)).isOverdue(START))
                .isFalse();
    }

    private static void assertRefused(State state, ThrowingCallable step) {
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(step)
                .withMessageStartingWith("A question that is %s cannot ", state.status.wireName())
                .returns(ErrorCode.INVALID_STATE, ChatException::code);
    }

    private static FeedbackRequest pending() {
        return new FeedbackRequest(
                REQUEST_ID,
                SESSION_ID,
                new AskingCall(TURN_ID, MESSAGE_ID, "call"),
                "Really?",
                FeedbackKind.FreeText.any(),
                Set.of(),
                new FeedbackState.Pending(),
                START,
                END,
                END.minus(Duration.ofHours(4)),
                null);
    }

    @Test
    void outcomeIsTheWinningAnswerOrTheDefaultOfAnExpiredQuestion() {
        for (State state : State.values()) {
            FeedbackRequest plain = state.request();
            FeedbackRequest withDefault = Records.with(plain, "defaultAnswer", new FeedbackAnswer.Text("default"));

            assertThat(plain.outcome()).isEqualTo(state == State.ANSWERED ? Optional.of(VALID) : Optional.empty());
            assertThat(withDefault.outcome().isPresent()).isEqualTo(state == State.ANSWERED || state == State.EXPIRED);
        }
    }

    @Test
    void defaultAnswerMustBeValid() {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Records.with(pending(), "defaultAnswer", INVALID))
                .withMessageContaining("default_answer");
    }

    @Test
    void reminderIsDueOnceFromItsTimeToTheEnd() {
        Instant reminder = END.minus(Duration.ofHours(4));

        assertThat(pending().isReminderDue(reminder.minusNanos(1))).isFalse();
        assertThat(pending().isReminderDue(reminder)).isTrue();
        assertThat(pending().isReminderDue(BEFORE_END)).isTrue();
        assertThat(pending().isReminderDue(END)).isFalse();
        assertThat(pending().reminded().isReminderDue(reminder)).isFalse();
        assertThat(State.ANSWERED.request().isReminderDue(reminder)).isFalse();
    }

    @Test
    void shortQuestionIsRemindedOfInTheMiddleOfItsLife() {
        FeedbackRequest asked = FeedbackRequest.ask(
                REQUEST_ID,
                SESSION_ID,
                null,
                "Really?",
                FeedbackKind.FreeText.any(),
                Set.of(),
                null,
                START,
                Duration.ofHours(1),
                Duration.ofHours(4));

        assertThat(asked.remindAt()).isEqualTo(START.plus(Duration.ofMinutes(30)));
        assertThat(asked.expiresAt()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(asked.turnId()).isNull();
        assertThat(pending().turnId()).isEqualTo(TURN_ID);
    }
}
