package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Answer;
import dev.parley.application.AskFeedback;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.chat.AccessTest.Touched;
import dev.parley.memory.chat.AccessTest.UseCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who loses access in the middle of a use case gets nothing of what came after. */
@Timeout(60)
class LostAccessTest {
    private static final String LATER = "Later";

    /** Takes a reader's access away, and something is said and asked. */
    private static void removeAndGoOn(Chat chat, SessionId session, Caller reader) {
        chat.parley.sessions().unshare(ALICE, session, reader.user());
        chat.post(session, LATER);
        chat.parley.feedback().ask(ALICE, session, null, AskFeedback.of(LATER, FeedbackKind.FreeText.any()));
    }

    /** Nobody removes the owner. */
    private static Stream<UseCase> useCasesOfParticipants() {
        return Arrays.stream(UseCase.values()).filter(useCase -> useCase.needed != Access.OWNER);
    }

    @ParameterizedTest
    @MethodSource("useCasesOfParticipants")
    void nothingOfWhatCameLaterIsGivenToWhoWasRemovedMeanwhile(UseCase useCase) throws Exception {
        Meanwhile meanwhile = Meanwhile.afterACheck();
        try (Chat chat = Chat.open(ChatLimits.defaults(), meanwhile::around)) {
            Touched given = AccessTest.given(chat);
            Caller reader = AccessTest.caller(useCase.needed);
            meanwhile.happens(() -> removeAndGoOn(chat, given.session(), reader));

            String got = got(useCase, chat, reader, given);

            assertThat(meanwhile.isOver()).isTrue();
            assertThat(got).doesNotContain(LATER);
            chat.quiet(given.session());
        }
    }

    @Test
    void snapshotHasNoQuestionOfWhatCameLater() {
        Meanwhile meanwhile = Meanwhile.afterASnapshot();
        try (Chat chat = Chat.open(ChatLimits.defaults(), meanwhile::around)) {
            Touched given = AccessTest.given(chat);
            Caller reader = AccessTest.caller(Access.VIEWER);
            try (Subscription watching = chat.watch(reader, given.session(), null)) {
                meanwhile.happens(() -> removeAndGoOn(chat, given.session(), reader));

                assertThat(Chat.drain(watching)).isEmpty();
                assertThat(meanwhile.isOver()).isTrue();
                assertThat(watching.isOver()).isTrue();
            }
            chat.quiet(given.session());
        }
    }

    /** A page in hand is still given; the next one is not. */
    @Test
    void exportEndsWhereAccessEnds() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            for (String text : List.of("one", "two", "three", "four", "five", "six")) {
                chat.ended(chat.post(session, text));
            }
            chat.quiet(session);
            List<String> exported = new ArrayList<>();

            assertThatThrownBy(() -> chat.parley.histories().export(BOB, session, message -> {
                        if (exported.isEmpty()) {
                            chat.parley.sessions().unshare(ALICE, session, BOB.user());
                        }
                        exported.add(message.text());
                    }))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThat(exported).hasSizeLessThan(12);
        }
    }

    @Test
    void whoWaitsForAnAnswerGetsNoneAfterTheEndOfAccess() throws Exception {
        try (Chat chat = Chat.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            ScriptedModel.Gate gate = ScriptedModel.Gate.closed();
            chat.model.next(ScriptedModel.script(gate, ScriptedModel.say(LATER)));
            Future<Answer> answer =
                    threads.submit(() -> chat.parley.conversations().ask(BOB, session, Chat.message("Hello"), SOON));
            gate.awaitArrival();
            chat.parley.sessions().unshare(ALICE, session, BOB.user());

            assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ChatException.NotFound.class);
            gate.open();
            chat.quiet(session);
        }
    }

    private static String got(UseCase useCase, Chat chat, Caller caller, Touched given) throws Exception {
        try {
            return String.valueOf(useCase.perform(chat, caller, given));
        } catch (ChatException.NotFound lost) {
            return "nothing";
        }
    }
}
