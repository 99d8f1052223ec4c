package dev.parley.channel.slack;

import com.slack.api.model.view.View;
import dev.parley.application.AnswerResult;
import dev.parley.application.ChannelAnswers;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers of what people do. One counts if whoever gave it is mapped to the user whom the question was sent to: pressing a button proves
 * that somebody is in a channel, not that they are asked. Who pressed in vain is told why, so that nobody else sees it.
 */
final class SlackAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(SlackAnswers.class);
    private static final int LONGEST_DEFECT = 1_000;
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String NOT_MAPPED =
            "Your answer did not count: Parley does not know which of its users you are. Add Slack to your channels in Parley and confirm it with the code that is sent to you here.";

    private static final String LATER = "Your answer could not be taken now. Please try again in a minute.";
    private static final String NOTHING = "Choose or write something.";

    private final SlackChannel channel;
    private final ChannelAnswers answers;
    private final SlackPeople people;

    SlackAnswers(SlackChannel channel, ChannelAnswers answers, SlackPeople people) {
        this.channel = channel;
        this.answers = answers;
        this.people = people;
    }

    /**
     * Works on a press of a button.
     *
     * @param action the button's name
     * @return whether it is done, and need not come again
     */
    boolean pressed(Interaction press, String action) throws InterruptedException {
        try {
            Optional<ChannelAddress> sender = people.find(press.user(), press.team());
            if (sender.isEmpty()) {
                whisper(press, NOT_MAPPED);
            } else if (action.equals(Press.FORM)) {
                openForm(press, sender.get());
            } else {
                answer(press, sender.get(), action);
            }
            return true;
        } catch (ChatException | SlackException passing) {
            LOG.warn("An answer from Slack could not be taken: {}", passing.getMessage());
            whisper(press, LATER);
            return false;
        }
    }

    private void openForm(Interaction press, ChannelAddress sender) throws SlackException, InterruptedException {
        switch (answers.look(sender, press.token())) {
            case ChannelAnswers.Nowhere(AnswerResult.Refused refusal) -> whisper(press, refusal.sentence());
            case ChannelAnswers.LinkedQuestion(FeedbackRequest question, var recipient) -> {
                if (question.isPending()) {
                    channel.messages().openForm(press.trigger(), AnswerForm.of(question, press.token()));
                } else {
                    whisper(press, decided(question));
                    showDecided(press, question);
                }
            }
        }
    }

    private void answer(Interaction press, ChannelAddress sender, String action) throws InterruptedException {
        switch (action) {
            case Press.APPROVE -> answer(press, sender, new FeedbackAnswer.Decision(true, null, null));
            case Press.REFUSE -> answer(press, sender, new FeedbackAnswer.Decision(false, null, null));
            default -> {
                if (action.startsWith(Press.OPTION)) {
                    choose(press, sender, action.substring(Press.OPTION.length()));
                }
            }
        }
    }

    private void choose(Interaction press, ChannelAddress sender, String number) throws InterruptedException {
        switch (answers.look(sender, press.token())) {
            case ChannelAnswers.Nowhere(AnswerResult.Refused refusal) -> whisper(press, refusal.sentence());
            case ChannelAnswers.LinkedQuestion(FeedbackRequest question, var recipient) -> {
                if (question.kind() instanceof FeedbackKind.Choice choice) {
                    Optional<FeedbackAnswer> answer = AnswerForm.option(choice, number)
                            .map(option -> new FeedbackAnswer.Selection(List.of(option)));
                    if (answer.isPresent()) {
                        answer(press, sender, answer.get());
                    }
                }
            }
        }
    }

    private void answer(Interaction press, ChannelAddress sender, FeedbackAnswer answer) throws InterruptedException {
        AnswerResult result = answers.answer(sender, press.token(), press.trigger(), answer);
        switch (result) {
            case AnswerResult.Counted counted -> {
                // Whoever delivers questions changes the message.
            }
            case AnswerResult.AlreadyAnswered already -> {
                whisper(press, sentence(already));
                showDecided(press, already.question());
            }
            case AnswerResult.TooLate late -> {
                whisper(press, late.sentence());
                showDecided(press, late.question());
            }
            case AnswerResult.NotValid invalid -> whisper(press, invalid.defect());
            case AnswerResult.Refused refused -> whisper(press, refused.sentence());
        }
    }

    /**
     * Works on a form that was filled in.
     *
     * @param reply what shall become of the form, unless somebody completes it before, since it takes too long
     * @return whether it is done, and need not come again
     */
    boolean submitted(Interaction form, Payload state, CompletableFuture<InboxReply> reply)
            throws InterruptedException {
        boolean done = false;
        FormResult result = new FormResult.Told(LATER);
        try {
            Optional<ChannelAddress> sender = people.find(form.user(), form.team());
            result = sender.isEmpty() ? new FormResult.Told(NOT_MAPPED) : submitted(form, sender.get(), state);
            done = true;
        } catch (ChatException | SlackException passing) {
            LOG.warn("An answer from Slack could not be taken: {}", passing.getMessage());
        } finally {
            if (!reply.complete(result.reply())) {
                whisper(form, result.sentence());
            }
        }
        return done;
    }

    private FormResult submitted(Interaction form, ChannelAddress sender, Payload state) {
        return switch (answers.look(sender, form.token())) {
            case ChannelAnswers.Nowhere(AnswerResult.Refused refusal) -> new FormResult.Told(refusal.sentence());
            case ChannelAnswers.LinkedQuestion(FeedbackRequest question, var recipient) ->
                AnswerForm.read(question.kind(), state)
                        .map(answer -> formResult(answers.answer(sender, form.token(), form.trigger(), answer), answer))
                        .orElseGet(() -> new FormResult.Wrong(AnswerForm.ANSWER, NOTHING));
        };
    }

    private static FormResult formResult(AnswerResult result, FeedbackAnswer answer) {
        return switch (result) {
            case AnswerResult.Counted counted -> new FormResult.Closed();
            case AnswerResult.AlreadyAnswered already -> new FormResult.Told(sentence(already));
            case AnswerResult.TooLate late -> new FormResult.Told(late.sentence());
            case AnswerResult.NotValid invalid ->
                new FormResult.Wrong(AnswerForm.fieldOf(answer), SlackText.cut(invalid.defect(), LONGEST_DEFECT));
            case AnswerResult.Refused refused -> new FormResult.Told(refused.sentence());
        };
    }

    /** What becomes of a form that was sent. */
    private sealed interface FormResult {
        /** What Slack does with it. */
        InboxReply reply();

        /** What whoever sent it is told if Slack cannot do that any more; empty for nothing. */
        String sentence();

        record Closed() implements FormResult {
            @Override
            public InboxReply reply() {
                return InboxReply.Taken.PLAIN;
            }

            @Override
            public String sentence() {
                return "";
            }
        }

        record Wrong(String field, String sentence) implements FormResult {
            @Override
            public InboxReply reply() {
                return new InboxReply.Taken(Map.of("response_action", "errors", "errors", Map.of(field, sentence)));
            }
        }

        record Told(String sentence) implements FormResult {
            @Override
            public InboxReply reply() {
                View view = AnswerForm.told(sentence);
                return new InboxReply.Taken(Map.of("response_action", "update", "view", view));
            }
        }
    }

    private static String decided(FeedbackRequest question) {
        return switch (question.state()) {
            case FeedbackState.Answered(FeedbackResponse winner) -> sentence(winner);
            case FeedbackState.Expired expired -> "This question’s time is over; no answer is needed any more.";
            case FeedbackState.Cancelled cancelled -> "This question was withdrawn; no answer is needed any more.";
            case FeedbackState.Pending pending -> "This question waits for an answer.";
        };
    }

    private static String sentence(AnswerResult.AlreadyAnswered already) {
        return sentence(already.winner());
    }

    private static String sentence(FeedbackResponse winner) {
        return "This question was already answered by %s via %s at %s."
                .formatted(winner.author(), winner.channel().wireName(), UTC.format(winner.at()));
    }

    private void whisper(Interaction to, String sentence) throws InterruptedException {
        if (sentence.isEmpty()) {
            return;
        }
        try {
            channel.messages().whisper(to.user(), to.channel(), sentence);
        } catch (SlackException untold) {
            LOG.warn("Nobody could be told why an answer from Slack did not count: {}", untold.reason());
        }
    }

    /** Whoever delivers questions does so, too; but they may have failed, or not come to it yet. */
    private void showDecided(Interaction press, FeedbackRequest question) throws InterruptedException {
        String message = press.message();
        String where = press.channel();
        if (message == null || where == null || question.isPending()) {
            return;
        }
        try {
            channel.showDecided(new Place(where, message, null), question);
        } catch (SlackException unchanged) {
            LOG.debug("The message of a question that is decided could not be changed: {}", unchanged.reason());
        }
    }
}
