package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link MessageChannel} promises. Each test has a channel and an other side of its own. */
@Timeout(60)
public interface MessageChannelContract {
    /** The channel under test, the same throughout a test. */
    MessageChannel channel();

    /** Where messages are taken, until something else is said. */
    String address();

    /** What arrived at the address so far, each with the texts that people read in it as they are. */
    List<String> arrived();

    /** From now on the other side does not work. */
    void breakDown();

    /** From now on there is nobody at the address. */
    void closeAddress();

    /** From now on the other side takes its time: longer than any test. */
    void standStill();

    /** Texts that must not appear in what is told about failures, such as passwords and the address itself. */
    List<String> secrets();

    private static Outgoing.Question question(String address, FeedbackRequest request) {
        return new Outgoing.Question(Given.IDS.next(), address, Given.user(), request, "Holidays", false, null);
    }

    private Outgoing.Question question() {
        return question(address(), asked("Where do we go?", FeedbackKind.FreeText.any()));
    }

    private static FeedbackRequest asked(String text, FeedbackKind kind) {
        return FeedbackRequest.ask(
                Given.requestId(),
                Given.sessionId(),
                null,
                text,
                kind,
                Set.of(),
                null,
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofHours(48),
                Duration.ofHours(4));
    }

    private static FeedbackRequest answered(FeedbackRequest request) {
        AnswerOutcome outcome = request.answer(
                Given.IDS.next(),
                new UserId("carol"),
                ChannelKind.WEB,
                new FeedbackAnswer.Text("To the lake"),
                request.createdAt().plusSeconds(60));
        return ((AnswerOutcome.Won) outcome).request();
    }

    private void requireArrived(String... texts) {
        assertThat(arrived()).last().satisfies(last -> assertThat(last).contains(texts));
    }

    @Test
    default void itReachesPeopleWhoAreNotOnTheWeb() {
        assertThat(channel().kind()).isNotEqualTo(ChannelKind.WEB);
        assertThat(channel().server(address())).isEqualTo(channel().server(address()));
    }

    @Test
    default void questionsOfEachKindArriveWithWhatPeopleNeedToAnswer() throws Exception {
        List<Receipt> receipts = new ArrayList<>();
        receipts.add(channel().send(question()));
        requireArrived("Where do we go?");
        receipts.add(channel()
                .send(question(
                        address(),
                        asked("Which colour?", new FeedbackKind.Choice(List.of("dark red", "green"), false)))));
        requireArrived("Which colour?", "dark red", "green");
        ToolCall call = new ToolCall("1", "delete_task", "{\"number\":3}", null);
        receipts.add(channel().send(question(address(), asked("May I?", new FeedbackKind.Approval(call, false)))));
        requireArrived("May I?", "delete_task");
        receipts.add(channel().send(question(address(), asked("You mean?", new FeedbackKind.Clarification()))));
        requireArrived("You mean?");
        assertThat(new HashSet<>(receipts)).hasSameSizeAs(receipts);
    }

    @Test
    default void textsArriveAsTheyAre() throws Exception {
        for (String text : List.of(
                "<b>bold</b> & <script>alert(1)</script>",
                "*stars* _lines_ `ticks` [link](https://example.com)",
                "<!channel> @here <@U024BE7LH>",
                "Ünïcödé 😀 中文 \u202eright to left",
                "first line\nsecond line\r\n.\r\nBcc: eve@example.com")) {
            channel().send(question(address(), asked(text, FeedbackKind.FreeText.any())));
            assertThat(arrived().getLast().replace("\r\n", "\n")).contains(text.replace("\r\n", "\n"));
        }
    }

    @Test
    default void reminderIsAMessageOfItsOwn() throws Exception {
        Outgoing.Question first = question();
        Receipt place = channel().send(first);
        int before = arrived().size();

        channel()
                .send(new Outgoing.Question(
                        Given.IDS.next(), address(), first.recipient(), first.request(), "Holidays", true, place));

        assertThat(arrived()).hasSizeGreaterThan(before);
        requireArrived("Where do we go?");
    }

    @Test
    default void endOfAQuestionCanBeToldOfEachKindOfEnd() throws Exception {
        Outgoing.Question asked = question();
        Receipt place = channel().send(asked);
        FeedbackRequest request = asked.request();
        for (FeedbackRequest end : List.of(
                answered(request),
                request.expire(request.expiresAt()),
                request.cancel(request.createdAt().plusSeconds(1)))) {
            Receipt told =
                    channel().send(new Outgoing.Decided(Given.IDS.next(), address(), asked.recipient(), end, place));
            assertThat(told).isNotNull();
        }
    }

    @Test
    default void answersAndNotesArrive() throws Exception {
        channel().send(new Outgoing.Note(Given.IDS.next(), address(), "A test", "It works.", null));
        requireArrived("A test", "It works.");
        channel()
                .send(new Outgoing.Answer(
                        Given.IDS.next(), address(), Given.user(), "Holidays", "To the lake.", null, null, null));
        requireArrived("To the lake.");
    }

    @Test
    default void whatWasSentIsFoundIfTheChannelCanTellAndNothingElseIs() throws Exception {
        Outgoing.Question sent = question();
        Receipt receipt = channel().send(sent);

        assertThat(channel().find(sent.attempt(), address())).isIn(Optional.of(receipt), Optional.empty());
        assertThat(channel().find(Given.IDS.next(), address())).isEmpty();
    }

    @Test
    default void threadsHaveNamesOfTheirOwnIfAny() throws Exception {
        Optional<Receipt> thread = channel().thread(Given.IDS.next());
        if (thread.isPresent()) {
            assertThat(thread.get().value()).hasSizeBetween(1, ReplyPath.LONGEST_NAME);
            assertThat(channel().thread(Given.IDS.next())).isPresent().isNotEqualTo(thread);
            Receipt first = channel()
                    .send(new Outgoing.Answer(
                            Given.IDS.next(),
                            address(),
                            Given.user(),
                            "Holidays",
                            "To the hills.",
                            thread.get(),
                            thread.get(),
                            null));
            assertThat(first).isNotEqualTo(thread.get());
            requireArrived("To the hills.");
        }
    }

    @Test
    default void receiptsCanBeStored() throws Exception {
        Receipt receipt = channel().send(question());

        assertThat(receipt.value()).hasSizeBetween(1, Receipt.LONGEST).doesNotContain("\u0000");
    }

    @Test
    default void otherSideThatDoesNotWorkMayTakeItLater() {
        breakDown();

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> channel().send(question()))
                .returns(false, UndeliveredException::isLasting)
                .satisfies(this::requireDiscreet);
    }

    @Test
    default void nobodyAtTheAddressIsLasting() {
        closeAddress();

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> channel().send(question()))
                .returns(true, UndeliveredException::isLasting)
                .satisfies(this::requireDiscreet);
    }

    private void requireDiscreet(UndeliveredException undelivered) {
        assertThat(undelivered.getMessage()).isNotBlank();
        for (@Nullable Throwable cause = undelivered; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).doesNotContain(secrets());
        }
    }

    @Test
    default void manyThreadsMaySendAtOnce() {
        int messages = 20;
        int before = arrived().size();

        List<Receipt> receipts = Together.results(messages, number -> channel().send(question()));

        assertThat(arrived()).hasSize(before + messages);
        assertThat(new HashSet<>(receipts)).hasSize(messages);
    }

    @Test
    default void interruptEndsACall() throws Exception {
        standStill();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        UUID attempt = Given.IDS.next();
        FeedbackRequest request = asked("Still there?", FeedbackKind.FreeText.any());
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                channel().send(new Outgoing.Question(attempt, address(), Given.user(), request, "", false, null));
                end.complete(new AssertionError("it was taken"));
            } catch (Throwable thrown) {
                end.complete(thrown);
            }
        });
        sending.interrupt();

        assertThat(end.get()).isInstanceOfAny(InterruptedException.class, UndeliveredException.class);
    }
}
