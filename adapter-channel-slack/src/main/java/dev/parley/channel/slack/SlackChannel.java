package dev.parley.channel.slack;

import com.slack.api.methods.request.chat.ChatPostMessageRequest;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.Message;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.view.View;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final String METADATA = "parley_message";
    private static final String ATTEMPT = "attempt_id";
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MESSAGES_LOOKED_AT = 100;
    private static final int THREADS_LOOKED_AT = 5;
    private static final int LARGEST_MESSAGE = 12_000;
    private static final int MOST_MESSAGES = 10;
    private static final int LONGEST_NOTE = 5;
    private static final int PIECE = 2_900;

    private final SlackApi api;
    private final AnswerTokens tokens;
    private final QuestionMessage questions;
    private final Recent<String, String> conversations = new Recent<>(MOST_REMEMBERED);
    private final Recent<UUID, Receipt> sent = new Recent<>(MOST_REMEMBERED);
    private final Recent<UUID, Boolean> uncertain = new Recent<>(MOST_REMEMBERED);

    /** @param tokens sign what the buttons carry */
    public SlackChannel(SlackSettings settings, AnswerTokens tokens) {
        this(settings, tokens, PATIENCE);
    }

    /** @param patience the most that a call of Slack's Web API may take */
    public SlackChannel(SlackSettings settings, AnswerTokens tokens, Duration patience) {
        this.api = new SlackApi(settings, patience);
        this.tokens = tokens;
        this.questions = new QuestionMessage(settings.page());
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.SLACK;
    }

    SlackApi api() {
        return api;
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
        Receipt receipt = once(asked, () -> post(asked, null, draft));
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

    private Receipt decide(Outgoing.Decided decided)
            throws SlackException, UndeliveredException, InterruptedException {
        change(decided.place(), questions.decided(decided.request()));
        return decided.place();
    }

    /** Shows that a question is decided where it was asked. */
    void showDecided(Place place, FeedbackRequest request) throws SlackException, InterruptedException {
        change(place, questions.decided(request));
    }

    private void change(Receipt receipt, Draft draft)
            throws SlackException, UndeliveredException, InterruptedException {
        change(
                Place.of(receipt)
                        .orElseThrow(() -> UndeliveredException.refused("the receipt is not one of a Slack message")),
                draft);
    }

    private void change(Place place, Draft draft) throws SlackException, InterruptedException {
        api.call(methods -> methods.chatUpdate(request -> request.channel(place.channel())
                .ts(place.ts())
                .text(draft.text())
                .blocksAsString(BlockJson.of(draft.blocks()))
                .parse("none")
                .linkNames(false)));
    }

    private Receipt answer(Outgoing.Answer answer) throws SlackException, UndeliveredException, InterruptedException {
        String thread = threadOf(answer.place());
        return once(answer, () -> {
            Receipt last = null;
            for (List<LayoutBlock> blocks : messages(MarkdownBlocks.of(answer.text()))) {
                last = post(answer, thread, Draft.of(answer.text(), blocks));
            }
            if (last == null) {
                throw SlackErrors.refused("no_text");
            }
            return last;
        });
    }

    /** The blocks by messages, none of which is too large. */
    private static List<List<LayoutBlock>> messages(List<LayoutBlock> blocks) {
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
        String thread = threadOf(note.place());
        return once(note, () -> post(note, thread, Draft.of(note.subject() + "\n" + note.text(), blocks)));
    }

    private static @Nullable String threadOf(@Nullable Receipt place) {
        return place == null ? null : Place.of(place).map(Place::root).orElse(null);
    }

    /** Sends a message. */
    @FunctionalInterface
    private interface Sending {
        Receipt run() throws SlackException, UndeliveredException, InterruptedException;
    }

    /** Not again what was sent under this attempt's id, as far as that is known or can be found out. */
    private Receipt once(Outgoing message, Sending sending)
            throws SlackException, UndeliveredException, InterruptedException {
        UUID attempt = message.attempt();
        Receipt known = sent.find(attempt);
        if (known == null && uncertain.find(attempt) != null) {
            known = find(attempt, message.address()).orElse(null);
        }
        if (known != null) {
            return known;
        }
        boolean sure = false;
        try {
            Receipt receipt = sending.run();
            sent.put(attempt, receipt);
            sure = true;
            return receipt;
        } catch (SlackException failure) {
            Optional<Receipt> arrived = failure.mayHaveHadItsEffect() ? arrived(message) : Optional.empty();
            sure = !failure.mayHaveHadItsEffect() || arrived.isPresent();
            if (arrived.isEmpty()) {
                throw failure;
            }
            sent.put(attempt, arrived.get());
            return arrived.get();
        } finally {
            if (sure) {
                uncertain.forget(attempt);
            } else {
                uncertain.put(attempt, true);
            }
        }
    }

    /** Where a message is whose call failed; empty if it is not there, or nobody tells. */
    private Optional<Receipt> arrived(Outgoing message) throws InterruptedException {
        try {
            return find(message.attempt(), message.address());
        } catch (UndeliveredException untold) {
            return Optional.empty();
        }
    }

    /** @param thread the message to answer to; null for none */
    private Receipt post(Outgoing message, @Nullable String thread, Draft draft)
            throws SlackException, UndeliveredException, InterruptedException {
        String user = user(message.address());
        boolean remembered = conversations.find(user) != null;
        try {
            return post(message.attempt(), conversation(user), thread, draft);
        } catch (SlackException failure) {
            if (!remembered || !failure.is("channel_not_found")) {
                throw failure;
            }
            // The conversation that is remembered is gone; there may be another one.
            conversations.forget(user);
            return post(message.attempt(), conversation(user), thread, draft);
        }
    }

    private Receipt post(UUID attempt, String channel, @Nullable String thread, Draft draft)
            throws SlackException, InterruptedException {
        ChatPostMessageRequest request = ChatPostMessageRequest.builder()
                .channel(channel)
                .threadTs(thread)
                .text(draft.text())
                .blocksAsString(BlockJson.of(draft.blocks()))
                .mrkdwn(false)
                .parse("none")
                .linkNames(false)
                .unfurlLinks(false)
                .unfurlMedia(false)
                .metadata(Message.Metadata.builder()
                        .eventType(METADATA)
                        .eventPayload(Map.of(ATTEMPT, attempt.toString()))
                        .build())
                .build();
        ChatPostMessageResponse answer = api.call(methods -> methods.chatPostMessage(request));
        return receipt(answer.getChannel(), answer.getTs(), thread);
    }

    private static Receipt receipt(@Nullable String channel, @Nullable String ts, @Nullable String thread)
            throws SlackException {
        Receipt receipt = new Place(String.valueOf(channel), String.valueOf(ts), thread).receipt();
        if (Place.of(receipt).isEmpty()) {
            throw SlackErrors.unknown("Slack does not tell where the message is");
        }
        return receipt;
    }

    private static String user(String address) throws UndeliveredException {
        try {
            return new ChannelAddress(ChannelKind.SLACK, address).value();
        } catch (ChatException.Invalid malformed) {
            throw UndeliveredException.refused("the address is not the id of a Slack user");
        }
    }

    /** The conversation of the app with one user. */
    private String conversation(String user) throws SlackException, InterruptedException {
        String known = conversations.find(user);
        if (known != null) {
            return known;
        }
        Conversation opened = api.call(methods -> methods.conversationsOpen(request -> request.users(List.of(user))))
                .getChannel();
        String id = opened == null ? null : opened.getId();
        if (id == null || id.isEmpty()) {
            throw SlackErrors.refused(null);
        }
        conversations.put(user, id);
        return id;
    }

    /**
     * Looks at the latest messages to this address, and into the latest threads.
     *
     * @return where it is; empty if it is not there
     */
    @Override
    public Optional<Receipt> find(UUID attempt, String address) throws UndeliveredException, InterruptedException {
        try {
            String channel = conversation(user(address));
            List<Message> latest = api.call(methods -> methods.conversationsHistory(
                            request -> request.channel(channel).limit(MESSAGES_LOOKED_AT).includeAllMetadata(true)))
                    .getMessages();
            Optional<Receipt> found = find(attempt, channel, null, latest);
            int threads = 0;
            for (Message begin : latest == null ? List.<Message>of() : latest) {
                Integer replies = begin.getReplyCount();
                if (found.isEmpty() && replies != null && replies > 0 && threads++ < THREADS_LOOKED_AT) {
                    found = find(attempt, channel, begin.getTs(), replies(channel, begin.getTs()));
                }
            }
            return found;
        } catch (SlackException failure) {
            throw failure.undelivered();
        }
    }

    private @Nullable List<Message> replies(String channel, String thread)
            throws SlackException, InterruptedException {
        return api.call(methods -> methods.conversationsReplies(request -> request.channel(channel)
                        .ts(thread)
                        .limit(MESSAGES_LOOKED_AT)
                        .includeAllMetadata(true)))
                .getMessages();
    }

    private static Optional<Receipt> find(
            UUID attempt, String channel, @Nullable String thread, @Nullable List<Message> messages)
            throws SlackException {
        for (Message message : messages == null ? List.<Message>of() : messages) {
            Message.Metadata metadata = message.getMetadata();
            if (metadata != null
                    && METADATA.equals(metadata.getEventType())
                    && metadata.getEventPayload() != null
                    && attempt.toString().equals(metadata.getEventPayload().get(ATTEMPT))) {
                return Optional.of(receipt(channel, message.getTs(), thread));
            }
        }
        return Optional.empty();
    }

    /** Opens a form for whoever pressed a button a moment ago. */
    void openForm(String trigger, View form) throws SlackException, InterruptedException {
        api.call(methods -> methods.viewsOpen(request -> request.triggerId(trigger).viewAsString(BlockJson.of(form))));
    }

    /**
     * Says a few words that only one user sees, and only for a while.
     *
     * @param channel where they are; null for their conversation with the app
     */
    void whisper(String user, @Nullable String channel, String sentence) throws SlackException, InterruptedException {
        String place = channel != null ? channel : conversation(user);
        Draft draft = Draft.of(sentence, List.of(RichText.line(RichText.text(SlackText.cut(sentence, PIECE)))));
        api.call(methods -> methods.chatPostEphemeral(request -> request.channel(place)
                .user(user)
                .text(draft.text())
                .blocksAsString(BlockJson.of(draft.blocks()))
                .parse("none")
                .linkNames(false)));
    }

    @Override
    public void close() {
        api.close();
    }
}
