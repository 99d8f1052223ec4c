package dev.parley.channel.slack;

import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions and how they are sent. */
final class Questions {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final UserId ALICE = new UserId("alice");
    static final String ALICES = "U024BE7LH";

    private Questions() {}

    static FeedbackRequest question(String text, FeedbackKind kind) {
        return question(text, kind, null);
    }

    static FeedbackRequest question(String text, FeedbackKind kind, @Nullable FeedbackAnswer usual) {
        return FeedbackRequest.ask(
                new FeedbackRequestId(Given.IDS.next()),
                Given.sessionId(),
                null,
                text,
                kind,
                Set.of(ALICE),
                usual,
                NOW,
                Duration.ofHours(48),
                Duration.ofHours(1));
    }

    static FeedbackKind approval(String arguments) {
        return new FeedbackKind.Approval(new ToolCall("c1", "delete_task", arguments, null), true);
    }

    static Outgoing.Question sent(FeedbackRequest request) {
        return sent(request, UUID.randomUUID(), false, null);
    }

    static Outgoing.Question sent(FeedbackRequest request, UUID attempt, boolean reminder, @Nullable Receipt earlier) {
        return new Outgoing.Question(attempt, ALICES, ALICE, request, "The <garden> & *more*", reminder, earlier);
    }

    static FeedbackRequest answered(FeedbackRequest request, FeedbackAnswer answer) {
        AnswerOutcome outcome = request.answer(UUID.randomUUID(), ALICE, ChannelKind.WEB, answer, NOW.plusSeconds(60));
        return ((AnswerOutcome.Won) outcome).request();
    }
}
