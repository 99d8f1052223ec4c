package dev.parley.channel.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches people by direct messages of an app in Slack. A message carries its attempt's id in its metadata, so that it is found again by whoever
 * does not know whether it was sent. Questions have buttons while they wait, and none any more when they are decided.
 */
public final class SlackChannel implements MessageChannel, AutoCloseable {
    /** The most that a call of Slack's Web API may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(SlackChannel.class);
    private static final int LARGEST_MESSAGE = 12_000;
    private static final int MOST_MESSAGES = 10;
    private static final int LONGEST_NOTE = 5;
    private static final int PIECE = 2_900;

    private final SlackApi api;
    private final AnswerTokens tokens;
    private final QuestionMessage questions;
    private final DirectMessages messages;

    /** @param tokens sign what the buttons carry */
    public SlackChannel(SlackSettings settings, AnswerTokens tokens) {
        this(settings, tokens, PATIENCE);
    }

    /** @param patience the most that a call of Slack's Web API may take */
    public SlackChannel(SlackSettings settings, AnswerTokens tokens, Duration patience) {
        this.api = new SlackApi(settings, patience);
        this.tokens = tokens;
        this.messages = new DirectMessages(api);
        this.questions = new QuestionMessage(settings.page());
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.SLACK;
    }

    SlackApi api() {
        return api;
    }

    DirectMessages messages() {
        return messages;
    }

    @Override
    public Receipt send(Outgoing message) throws UndeliveredException, InterruptedException {
        try {
            return switch (message) {
                case Outgoing.Question question -> ask(question);
                case Outgoing.Decided decided -> decide(decided);
                case Outgoing.Answer answer -> answer(answer);
                case Outgoing.Note note -> note(note);
            };
        } catch (SlackException failure) {
            throw failure.undelivered();
        }
    }

    private Receipt ask(Outgoing.Question asked) throws SlackException, UndeliveredException, InterruptedException {
        AnswerClaim claim = AnswerClaim.of(asked.request(), asked.recipient(), ChannelKind.SLACK);
        Draft draft = questions.open(asked, tokens.button(claim));
        Receipt receipt = messages.send(asked, null, List.of(draft));
        Receipt earlier = asked.earlier();
        if (earlier != null && !earlier.equals(receipt)) {
            withdraw(earlier, asked.request());
        }
        return receipt;
    }

    /** Two sets of buttons for one question would be one too many; but the question was asked, whatever becomes of the old ones. */
    private void withdraw(Receipt earlier, FeedbackRequest request) throws InterruptedException {
        try {
            change(earlier, questions.askedAgain(request));
        } catch (SlackException | UndeliveredException left) {
            LOG.debug("The buttons of an earlier message stay: {}", left.getMessage());
        }
    }

    private Receipt decide(Outgoing.Decided decided) throws SlackException, UndeliveredException, InterruptedException {
        change(decided.place(), questions.decided(decided.request()));
        return decided.place();
    }

    /** Shows that a question is decided where it was asked. */
    void showDecided(Place place, FeedbackRequest request) throws SlackException, InterruptedException {
        messages.change(place, questions.decided(request));
    }

    private void change(Receipt receipt, Draft draft)
            throws SlackException, UndeliveredException, InterruptedException {
        messages.change(
                Place.of(receipt)
                        .orElseThrow(() -> UndeliveredException.refused("the receipt is not one of a Slack message")),
                draft);
    }

    private Receipt answer(Outgoing.Answer answer) throws SlackException, UndeliveredException, InterruptedException {
        List<Draft> drafts = split(MarkdownBlocks.of(answer.text())).stream()
                .map(blocks -> Draft.of(answer.text(), blocks))
                .toList();
        if (drafts.isEmpty()) {
            throw UndeliveredException.refused("there is nothing to say");
        }
        return messages.send(answer, threadOf(answer.place()), drafts);
    }

    /** The blocks by messages, none of which is too large. */
    private static List<List<LayoutBlock>> split(List<LayoutBlock> blocks) {
        List<List<LayoutBlock>> messages = new ArrayList<>();
        List<LayoutBlock> message = new ArrayList<>();
        int size = 0;
        for (LayoutBlock block : blocks) {
            int own = BlockJson.of(block).length();
            if (!message.isEmpty() && (message.size() == Draft.MOST_BLOCKS || size + own > LARGEST_MESSAGE)) {
                messages.add(message);
                message = new ArrayList<>();
                size = 0;
            }
            message.add(block);
            size += own;
        }
        if (!message.isEmpty()) {
            messages.add(message);
        }
        if (messages.size() <= MOST_MESSAGES) {
            return messages;
        }
        List<List<LayoutBlock>> first = new ArrayList<>(messages.subList(0, MOST_MESSAGES));
        first.add(List.of(RichText.line(RichText.text("The rest of this answer is on Parley’s page.", RichText.BOLD))));
        return first;
    }

    private Receipt note(Outgoing.Note note) throws SlackException, UndeliveredException, InterruptedException {
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(RichText.line(RichText.text(SlackText.cut(note.subject(), PIECE), RichText.BOLD)));
        SlackText.pieces(note.text(), PIECE).stream()
                .limit(LONGEST_NOTE)
                .filter(piece -> !piece.isEmpty())
                .forEach(piece -> blocks.add(RichText.line(RichText.text(piece))));
        Draft draft = Draft.of(note.subject() + "\n" + note.text(), blocks);
        return messages.send(note, threadOf(note.place()), List.of(draft));
    }

    private static @Nullable String threadOf(@Nullable Receipt place) {
        return place == null ? null : Place.of(place).map(Place::root).orElse(null);
    }

    @Override
    public Optional<Receipt> find(UUID attempt, String address) throws UndeliveredException, InterruptedException {
        try {
            return messages.find(attempt, address);
        } catch (SlackException failure) {
            throw failure.undelivered();
        }
    }

    @Override
    public void check() throws UndeliveredException, InterruptedException {
        try {
            api.check();
        } catch (SlackException failure) {
            throw failure.withoutEffect().undelivered();
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
