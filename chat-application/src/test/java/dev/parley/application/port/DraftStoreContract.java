package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.DraftStore.Piece;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link DraftStore} promises. */
public interface DraftStoreContract extends StorageFixture {
    /** An answer that streams, in a session of its own. */
    private AssistantMessage answer() {
        SessionStore store = storage().sessions();
        Session session = Given.activeSession(store, Given.user());
        return Given.answer(store, Given.runningTurn(store, session, Given.node(), Duration.ofMinutes(1)));
    }

    private static Piece piece(AssistantMessage answer, int offset, String text) {
        return new Piece(answer.sessionId(), answer.id(), offset, text);
    }

    private void append(AssistantMessage answer, int offset, String text) {
        storage().drafts().append(List.of(piece(answer, offset, text)));
    }

    private String text(AssistantMessage answer) {
        return storage().drafts().text(answer.sessionId(), answer.id());
    }

    @Test
    default void answerWithoutPiecesHasAnEmptyDraft() {
        assertThat(text(answer())).isEmpty();
        assertThat(storage().drafts().text(Given.sessionId(), Given.messageId()))
                .isEmpty();
    }

    @Test
    default void piecesAreAppendedInTheOrderOfTheirOffsets() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good ");
        append(answer, 5, "morn");
        append(answer, 9, "ing");

        assertThat(text(answer)).isEqualTo("Good morning");
    }

    @Test
    default void oneWriteTakesPiecesOfManyAnswers() {
        AssistantMessage one = answer();
        AssistantMessage other = answer();
        storage()
                .drafts()
                .append(List.of(
                        piece(one, 0, "o"), piece(other, 0, "oth"), piece(one, 1, "ne"), piece(other, 3, "er")));

        assertThat(text(one)).isEqualTo("one");
        assertThat(text(other)).isEqualTo("other");
    }

    @Test
    default void emptyWriteIsNoWrite() {
        storage().drafts().append(List.of());
    }

    @Test
    default void pieceThatBeginsWithinTheDraftAddsOnlyWhatIsNew() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good");
        append(answer, 2, "XX morning");

        assertThat(text(answer)).isEqualTo("Good morning");
    }

    @Test
    default void pieceThatIsKnownAddsNothing() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good morning");
        append(answer, 0, "Good morning");
        append(answer, 0, "XXXX");
        append(answer, 5, "XXXX");
        append(answer, 8, "XXXX");
        append(answer, 12, "");

        assertThat(text(answer)).isEqualTo("Good morning");
    }

    @Test
    default void pieceBehindAGapIsLeftOut() {
        AssistantMessage answer = answer();
        append(answer, 1, "X");
        append(answer, 0, "Good");
        append(answer, 5, "morning");

        assertThat(text(answer)).isEqualTo("Good");
    }

    @Test
    default void offsetsCountUtf16CodeUnits() {
        AssistantMessage answer = answer();
        append(answer, 0, "😀😀");
        append(answer, 4, "ä\n\t\"\\'%_ ");
        append(answer, 13, "end");
        append(answer, 2, "😀ä\n\t\"\\'%_ end!");

        assertThat(text(answer)).isEqualTo("😀😀ä\n\t\"\\'%_ end!");
    }

    @Test
    default void draftCanBeReadFromAnOffset() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good 😀 morning");
        DraftStore drafts = storage().drafts();

        assertThat(drafts.textFrom(answer.sessionId(), answer.id(), 0)).isEqualTo("Good 😀 morning");
        assertThat(drafts.textFrom(answer.sessionId(), answer.id(), 5)).isEqualTo("😀 morning");
        assertThat(drafts.textFrom(answer.sessionId(), answer.id(), 7)).isEqualTo(" morning");
        assertThat(drafts.textFrom(answer.sessionId(), answer.id(), 15)).isEmpty();
        assertThat(drafts.textFrom(answer.sessionId(), answer.id(), 16)).isEmpty();
        assertThat(drafts.textFrom(answer.sessionId(), Given.messageId(), 0)).isEmpty();
    }

    @Test
    default void draftsCanBeLong() {
        AssistantMessage answer = answer();
        String part = "0123456789abcde😀".repeat(1_000);
        for (int i = 0; i < 20; i++) {
            append(answer, i * part.length(), part);
        }

        assertThat(text(answer)).isEqualTo(part.repeat(20));
    }

    @Test
    default void draftIsGoneWhenItsAnswerHasEnded() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good morning");
        end(answer);

        assertThat(text(answer)).isEmpty();
    }

    @Test
    default void pieceOfAnAnswerThatHasEndedIsIgnored() {
        AssistantMessage answer = answer();
        end(answer);
        append(answer, 0, "Good");

        assertThat(text(answer)).isEmpty();
    }

    @Test
    default void pieceOfAnUnknownAnswerIsIgnored() {
        AssistantMessage known = answer();
        MessageId unknown = Given.messageId();
        SessionId nowhere = Given.sessionId();
        storage()
                .drafts()
                .append(List.of(
                        new Piece(known.sessionId(), unknown, 0, "X"),
                        new Piece(nowhere, known.id(), 0, "X"),
                        piece(known, 0, "Good")));

        assertThat(storage().drafts().text(known.sessionId(), unknown)).isEmpty();
        assertThat(storage().drafts().text(nowhere, known.id())).isEmpty();
        assertThat(text(known)).isEqualTo("Good");
    }

    @Test
    default void changeSeesTheDraft() {
        AssistantMessage answer = answer();
        append(answer, 0, "Good morning");

        String seen = storage().sessions().change(answer.sessionId(), change -> change.draftOf(answer.id()));

        assertThat(seen).isEqualTo("Good morning");
    }

    @Test
    default void manyThreadsWriteTheirOwnDrafts() {
        List<AssistantMessage> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(answer());
        }
        List<String> texts = Together.results(answers.size(), number -> {
            for (int i = 0; i < 20; i++) {
                append(answers.get(number), i, Integer.toString(number));
            }
            return text(answers.get(number));
        });

        for (int i = 0; i < answers.size(); i++) {
            assertThat(texts.get(i)).isEqualTo(Integer.toString(i).repeat(20));
        }
    }

    /** Two nodes may write one draft for a moment, after one of them was taken over. */
    @Test
    default void draftWrittenTwiceAtOnceHasNoGapAndNothingTwice() {
        AssistantMessage answer = answer();
        String whole = "The quick brown fox jumps over the lazy dog.";
        Together.results(4, number -> {
            for (int i = 0; i < whole.length(); i += 4) {
                append(answer, i, whole.substring(i, Math.min(whole.length(), i + 4)));
            }
            return number;
        });

        assertThat(text(answer)).isEqualTo(whole);
    }

    private void end(AssistantMessage answer) {
        storage()
                .sessions()
                .change(
                        answer.sessionId(),
                        change -> change.emit(
                                new EventPayload.MessageStopped(change.save(answer.stop("Good mor", change.now())))));
    }
}
