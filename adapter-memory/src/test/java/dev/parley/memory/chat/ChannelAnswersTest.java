package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AnswerResult;
import dev.parley.application.AskFeedback;
import dev.parley.application.ChannelAnswers;
import dev.parley.application.Parley;
import dev.parley.application.UserChange;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.testkit.Together;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryRateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers by links and replies: whose they are, which count, and what is told of the others. */
class ChannelAnswersTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final FeedbackAnswer YES = new FeedbackAnswer.Decision(true, null, null);
    private static final FeedbackAnswer NO = new FeedbackAnswer.Decision(false, null, null);
    private static final FeedbackKind APPROVAL = new FeedbackKind.Approval(null, false);
    private static final ChannelAddress ALICES = email("alice@example.com");
    private static final ChannelAddress BOBS = email("bob@example.com");

    private final Chat chat = Chat.open(ChatLimits.defaults());
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final Parley parley = chat.node(builder ->
            builder.answerTokens(tokens).rateLimiter(new InMemoryRateLimiter(() -> nanos(chat.time.instant()))));
    private final ChannelAnswers answers = parley.channelAnswers();
    private final SessionId session = chat.session();

    @AfterEach
    void close() {
        chat.close();
    }

    private static long nanos(Instant time) {
        return Duration.between(Instant.EPOCH, time).toNanos();
    }

    private static ChannelAddress email(String address) {
        return new ChannelAddress(ChannelKind.EMAIL, address);
    }

    private void reachable(UserId user, ChannelAddress address) {
        reachable(user, address, true, true);
    }

    private void reachable(UserId user, ChannelAddress address, boolean enabled, boolean verified) {
        UserChannel channel = new UserChannel(user, address, 1, null, enabled, verified ? chat.time.instant() : null);
        chat.storage.channels().change(user, ChannelKind.EMAIL, before -> channel);
    }

    private FeedbackRequest ask(FeedbackKind kind, UserId... responders) {
        return parley.feedback()
                .ask(ALICE, session, null, new AskFeedback("May I?", kind, Set.of(responders), null, null));
    }

    private String link(FeedbackRequest question, Caller recipient) {
        return tokens.link(AnswerClaim.of(question, recipient.user(), ChannelKind.EMAIL));
    }

    private String reply(FeedbackRequest question, Caller recipient) {
        return tokens.reply(AnswerClaim.of(question, recipient.user(), ChannelKind.EMAIL));
    }

    private FeedbackRequest now(FeedbackRequest question) {
        return chat.storage.feedback().find(question.id()).orElseThrow();
    }

    private void assertOpen(FeedbackRequest question) {
        assertThat(now(question).isPending()).isTrue();
    }

    private static void assertRefused(AnswerResult result, AnswerResult.Reason reason) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        AnswerResult.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void linkAnswersInTheNameOfWhomItWasSentTo() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);

        AnswerResult result = answers.answer(link(question, ALICE), YES);

        assertThat(result).isInstanceOfSatisfying(AnswerResult.Counted.class, counted -> {
            assertThat(counted.response().author()).isEqualTo(ALICE.user());
            assertThat(counted.response().channel()).isEqualTo(ChannelKind.EMAIL);
            assertThat(counted.response().answer()).isEqualTo(YES);
            assertThat(counted.question()).isEqualTo(now(question));
        });
    }

    /** As programs do that look at all links in mails. */
    @Test
    void lookingAtALinkChangesNothingHoweverOften() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        for (int look = 0; look < 100; look++) {
            assertThat(answers.look(link(question, ALICE)))
                    .isEqualTo(new ChannelAnswers.LinkedQuestion(
                            question, new Caller(ALICE.user(), Role.VIEWER, ChannelKind.EMAIL)));
        }

        assertOpen(question);
    }

    @Test
    void secondAnswerByALinkLearnsWhichOneCounted() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        answers.answer(link(question, ALICE), YES);

        assertThat(answers.answer(link(question, ALICE), YES)).isInstanceOf(AnswerResult.Counted.class);
        assertThat(answers.answer(link(question, ALICE), NO))
                .isInstanceOfSatisfying(
                        AnswerResult.AlreadyAnswered.class,
                        already -> assertThat(already.winner().answer()).isEqualTo(YES));
    }

    @Test
    void answerOverTheWebWinsOverALaterLinkAndReply() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        parley.feedback().respond(ALICE, session, question.id(), UUID.randomUUID(), NO);

        assertThat(List.of(
                        answers.answer(link(question, ALICE), YES),
                        answers.reply(ALICES, reply(question, ALICE), "<1@x>", "Yes")))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(AnswerResult.AlreadyAnswered.class, already -> {
                            assertThat(already.winner().answer()).isEqualTo(NO);
                            assertThat(already.winner().channel()).isEqualTo(ChannelKind.WEB);
                        }));
    }

    @Test
    void replyAnswersInAnyCaseOfItsAddressAndItsSender() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        String shouted = reply(question, ALICE).toUpperCase(Locale.ROOT);

        AnswerResult result = answers.reply(email("ALICE@Example.COM"), shouted, "<1@x>", "No\nToo early");

        assertThat(result)
                .isInstanceOfSatisfying(
                        AnswerResult.Counted.class,
                        counted -> assertThat(counted.response())
                                .returns(ALICE.user(), FeedbackResponse::author)
                                .returns(
                                        new FeedbackAnswer.Decision(false, "Too early", null),
                                        FeedbackResponse::answer));
    }

    @Test
    void sameReplyAgainHasNoSecondEffect() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        String token = reply(question, ALICE);
        answers.reply(ALICES, token, "<1@x>", "Blue");

        assertThat(answers.reply(ALICES, token, "<1@x>", "Blue")).isInstanceOf(AnswerResult.Counted.class);
        assertThat(answers.reply(ALICES, token, "<2@x>", "Red")).isInstanceOf(AnswerResult.AlreadyAnswered.class);
    }

    @Test
    void replyFromAnotherAddressNeverCounts() {
        reachable(ALICE.user(), ALICES);
        reachable(BOB.user(), BOBS);
        FeedbackRequest question = ask(APPROVAL);
        String token = reply(question, ALICE);

        assertRefused(answers.reply(BOBS, token, "<1@x>", "yes"), AnswerResult.Reason.WRONG_SENDER);
        assertRefused(answers.reply(email("eve@example.com"), token, "<2@x>", "yes"), AnswerResult.Reason.WRONG_SENDER);
        assertOpen(question);
    }

    @Test
    void addressThatIsNotVerifiedOrSwitchedOffAnswersNothing() {
        FeedbackRequest question = ask(APPROVAL);
        reachable(ALICE.user(), ALICES, true, false);
        assertRefused(answers.reply(ALICES, reply(question, ALICE), "<1@x>", "yes"), AnswerResult.Reason.WRONG_SENDER);
        assertRefused(answers.answer(link(question, ALICE), YES), AnswerResult.Reason.FORBIDDEN);

        reachable(ALICE.user(), ALICES, false, true);
        assertRefused(answers.reply(ALICES, reply(question, ALICE), "<1@x>", "yes"), AnswerResult.Reason.FORBIDDEN);
        assertRefused(answers.answer(link(question, ALICE), YES), AnswerResult.Reason.FORBIDDEN);
        assertOpen(question);
    }

    @Test
    void forgedTokensLeadNowhere() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        AnswerTokens foreign = new AnswerTokens(SigningKeys.random());
        AnswerClaim claim = AnswerClaim.of(question, ALICE.user(), ChannelKind.EMAIL);

        assertRefused(answers.answer(foreign.link(claim), YES), AnswerResult.Reason.FORGED);
        assertThat(answers.look(foreign.link(claim))).isInstanceOf(ChannelAnswers.Nowhere.class);
        assertRefused(answers.reply(ALICES, foreign.reply(claim), "<1@x>", "yes"), AnswerResult.Reason.WRONG_SENDER);
        assertRefused(answers.reply(ALICES, "nonsense", "<1@x>", "yes"), AnswerResult.Reason.FORGED);
        assertOpen(question);
    }

    @Test
    void tokenOfOneQuestionAnswersNoOther() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest first = ask(APPROVAL);
        FeedbackRequest second = ask(APPROVAL);

        answers.answer(link(first, ALICE), YES);
        answers.reply(ALICES, reply(first, ALICE), "<1@x>", "yes");

        assertOpen(second);
    }

    @Test
    void whoMayNotAnswerOnThePageMayNotByMail() {
        reachable(ALICE.user(), ALICES);
        reachable(BOB.user(), BOBS);
        FeedbackRequest question = ask(APPROVAL);
        FeedbackRequest forBob = ask(APPROVAL, BOB.user());

        assertRefused(answers.answer(link(question, BOB), YES), AnswerResult.Reason.FORGED);
        assertRefused(answers.reply(ALICES, reply(forBob, ALICE), "<1@x>", "yes"), AnswerResult.Reason.FORBIDDEN);
        assertThat(answers.reply(BOBS, reply(forBob, BOB), "<2@x>", "yes")).isInstanceOf(AnswerResult.Counted.class);
        assertOpen(question);
    }

    @Test
    void whoLostTheSessionLosesItsLinks() {
        reachable(BOB.user(), BOBS);
        parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
        FeedbackRequest question = ask(APPROVAL);
        assertThat(answers.look(link(question, BOB))).isInstanceOf(ChannelAnswers.LinkedQuestion.class);

        parley.sessions().unshare(ALICE, session, BOB.user());

        assertThat(answers.look(link(question, BOB))).isInstanceOf(ChannelAnswers.Nowhere.class);
        assertRefused(answers.answer(link(question, BOB), YES), AnswerResult.Reason.FORGED);
        assertOpen(question);
    }

    @Test
    void disabledUsersAnswerNothing() {
        reachable(BOB.user(), BOBS);
        FeedbackRequest question = ask(APPROVAL, BOB.user());
        parley.users().change(ROOT, BOB.user(), UserChange.ofDisabled(true));

        assertRefused(answers.answer(link(question, BOB), YES), AnswerResult.Reason.FORBIDDEN);
        assertRefused(answers.reply(BOBS, reply(question, BOB), "<1@x>", "yes"), AnswerResult.Reason.FORBIDDEN);
        assertThat(answers.look(link(question, BOB))).isInstanceOf(ChannelAnswers.Nowhere.class);
        assertOpen(question);
    }

    @Test
    void answeringByMailChangesNobodysRole() {
        reachable(BOB.user(), BOBS);
        parley.users().admit(new Caller(BOB.user(), Role.ANALYST, ChannelKind.WEB));
        parley.users()
                .change(
                        ROOT,
                        BOB.user(),
                        new UserChange(RoleChoice.named("token").orElseThrow(), null));
        FeedbackRequest question = ask(APPROVAL, BOB.user());

        answers.answer(link(question, BOB), YES);

        assertThat(answers.look(link(question, BOB)))
                .isInstanceOfSatisfying(
                        ChannelAnswers.LinkedQuestion.class,
                        linked -> assertThat(linked.recipient().role()).isEqualTo(Role.ANALYST));
    }

    @Test
    void lateAnswersAreToldSoAndChangeNothing() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        chat.time.advance(Duration.ofHours(48));

        assertThat(answers.answer(link(question, ALICE), YES)).isInstanceOf(AnswerResult.TooLate.class);
        assertThat(answers.reply(ALICES, reply(question, ALICE), "<1@x>", "yes"))
                .isInstanceOf(AnswerResult.TooLate.class);
        parley.housekeeping().sweep();
        assertThat(now(question).state()).isInstanceOf(FeedbackState.Expired.class);
        assertThat(answers.reply(ALICES, reply(question, ALICE), "<2@x>", "what?"))
                .isInstanceOf(AnswerResult.TooLate.class);
        assertThat(answers.look(link(question, ALICE))).isInstanceOf(ChannelAnswers.LinkedQuestion.class);
    }

    @Test
    void withdrawnQuestionsTakeNoAnswer() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(APPROVAL);
        parley.feedback().withdraw(ALICE, session, question.id());

        assertThat(answers.answer(link(question, ALICE), YES))
                .isInstanceOfSatisfying(
                        AnswerResult.TooLate.class,
                        late -> assertThat(late.sentence()).contains("withdrawn"));
    }

    @Test
    void unclearReplyLeavesTheQuestionOpenAndLearnsWhatToWrite() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(new FeedbackKind.Choice(List.of("Red", "Blue"), false));

        assertThat(answers.reply(ALICES, reply(question, ALICE), "<1@x>", "Purple"))
                .isInstanceOfSatisfying(
                        AnswerResult.NotValid.class,
                        defect -> assertThat(defect.defect()).contains("1. Red", "2. Blue"));
        assertThat(answers.reply(ALICES, reply(question, ALICE), "<2@x>", "blue"))
                .isInstanceOf(AnswerResult.Counted.class);
    }

    @Test
    void answerThatBreaksTheRulesLeavesTheQuestionOpen() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(new FeedbackKind.FreeText(1, 3, null));

        assertThat(answers.reply(ALICES, reply(question, ALICE), "<1@x>", "too long"))
                .isInstanceOf(AnswerResult.NotValid.class);
        assertOpen(question);
    }

    @Test
    void answersAreChargedToTheirSenderAndForgedOnesToNobody() {
        reachable(ALICE.user(), ALICES);
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        for (int forged = 0; forged < 100; forged++) {
            answers.reply(email("eve@example.com"), reply(question, ALICE), "<%d@x>".formatted(forged), "x");
            answers.reply(ALICES, "a".repeat(AnswerTokens.REPLY_LENGTH), "<%d@x>".formatted(forged), "x");
        }
        assertThat(answers.reply(ALICES, reply(question, ALICE), "<ok@x>", "Blue"))
                .isInstanceOf(AnswerResult.Counted.class);

        AnswerResult last = answers.reply(ALICES, reply(question, ALICE), "<more@x>", "Red");
        for (int more = 0; more < 30; more++) {
            last = answers.reply(ALICES, reply(question, ALICE), "<more%d@x>".formatted(more), "Red");
        }
        assertRefused(last, AnswerResult.Reason.LIMITED);
    }

    @Test
    void ofManyAnswersAtOnceOneCounts() {
        reachable(ALICE.user(), ALICES);
        reachable(BOB.user(), BOBS);
        parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
        for (int round = 0; round < 3; round++) {
            FeedbackRequest question = ask(FeedbackKind.FreeText.any());
            List<AnswerResult> results = Together.results(4, number -> switch (number) {
                case 0 -> answers.answer(link(question, ALICE), new FeedbackAnswer.Text("link a"));
                case 1 -> answers.answer(link(question, BOB), new FeedbackAnswer.Text("link b"));
                case 2 -> answers.reply(ALICES, reply(question, ALICE), "<1@x>", "reply a");
                default -> answers.reply(BOBS, reply(question, BOB), "<1@x>", "reply b");
            });

            assertThat(results)
                    .filteredOn(AnswerResult.Counted.class::isInstance)
                    .hasSize(1);
            assertThat(results)
                    .filteredOn(AnswerResult.AlreadyAnswered.class::isInstance)
                    .hasSize(3);
            chat.time.advance(Duration.ofMinutes(1));
        }
    }
}
