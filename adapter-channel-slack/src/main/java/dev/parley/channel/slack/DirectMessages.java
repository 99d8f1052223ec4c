package dev.parley.channel.slack;

import com.slack.api.methods.request.chat.ChatPostMessageRequest;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.Message;
import com.slack.api.model.view.View;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The app's conversations with people. What is sent carries its attempt's id in its metadata, at the end of it if it takes several messages, so
 * that it can be found again when it is there as a whole. Several messages are in one thread, and what begins one stands where its first
 * message does, since that is what people answer to. Safe for many threads.
 */
final class DirectMessages {
    private static final String METADATA = "parley_message";
    private static final String ATTEMPT = "attempt_id";
    private static final String FIRST = "first_ts";
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MESSAGES_LOOKED_AT = 100;
    private static final int THREADS_LOOKED_AT = 5;
    private static final int LONGEST_WHISPER = 2_900;

    private final SlackApi api;
    private final Recent<String, String> conversations = new Recent<>(MOST_REMEMBERED);
    private final Recent<UUID, Receipt> sent = new Recent<>(MOST_REMEMBERED);
    private final Recent<UUID, Boolean> uncertain = new Recent<>(MOST_REMEMBERED);

    DirectMessages(SlackApi api) {
        this.api = api;
    }

    /**
     * Sends what was not sent under this attempt's id, as far as that is known or can be found out.
     *
     * @param thread the message to answer to; null for none
     * @param drafts at least one
     * @return where the last one is, or the first one if it begins a thread
     */
    Receipt send(Outgoing message, @Nullable String thread, List<Draft> drafts)
            throws SlackException, UndeliveredException, InterruptedException {
        UUID attempt = message.attempt();
        Receipt known = sent.find(attempt);
        if (known == null && uncertain.find(attempt) != null) {
            known = find(attempt, message.address()).orElse(null);
        }
        if (known != null) {
            return known;
        }
        uncertain.put(attempt, true);
        try {
            Receipt receipt = post(message, thread, drafts);
            sent.put(attempt, receipt);
            uncertain.forget(attempt);
            return receipt;
        } catch (SlackException failure) {
            if (!failure.mayHaveHadItsEffect()) {
                uncertain.forget(attempt);
                throw failure;
            }
            Receipt arrived = arrived(message).orElseThrow(() -> failure);
            sent.put(attempt, arrived);
            uncertain.forget(attempt);
            return arrived;
        }
    }

    /** Where a message is whose call failed; empty if it is not there, or nobody tells. */
    private Optional<Receipt> arrived(Outgoing message) throws InterruptedException {
        try {
            return find(message.attempt(), message.address());
        } catch (SlackException | UndeliveredException untold) {
            return Optional.empty();
        }
    }

    private Receipt post(Outgoing message, @Nullable String thread, List<Draft> drafts)
            throws SlackException, UndeliveredException, InterruptedException {
        Place first = null;
        for (Draft draft : drafts.subList(0, drafts.size() - 1)) {
            Place place = post(message, first == null ? thread : first.root(), draft, null);
            first = first == null ? place : first;
        }
        if (first == null || thread != null) {
            return post(message, thread, drafts.getLast(), metadata(message, null))
                    .receipt();
        }
        post(message, first.root(), drafts.getLast(), metadata(message, first.ts()));
        return first.receipt();
    }

    /** @param first the message that begins the thread; null if this one does, or it is in an older one */
    private static Message.Metadata metadata(Outgoing message, @Nullable String first) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put(ATTEMPT, message.attempt().toString());
        if (first != null) {
            payload.put(FIRST, first);
        }
        return Message.Metadata.builder()
                .eventType(METADATA)
                .eventPayload(payload)
                .build();
    }

    private Place post(Outgoing message, @Nullable String thread, Draft draft, Message.@Nullable Metadata metadata)
            throws SlackException, UndeliveredException, InterruptedException {
        String user = user(message.address());
        boolean remembered = conversations.find(user) != null;
        try {
            return post(conversation(user), thread, draft, metadata);
        } catch (SlackException failure) {
            if (!remembered || !failure.is("channel_not_found")) {
                throw failure;
            }
            // The conversation that is remembered is gone; there may be another one.
            conversations.forget(user);
            return post(conversation(user), thread, draft, metadata);
        }
    }

    private Place post(String channel, @Nullable String thread, Draft draft, Message.@Nullable Metadata metadata)
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
                .metadata(metadata)
                .build();
        ChatPostMessageResponse answer = api.call(methods -> methods.chatPostMessage(request));
        return place(answer.getChannel(), answer.getTs(), thread);
    }

    private static Place place(@Nullable String channel, @Nullable String ts, @Nullable String thread)
            throws SlackException {
        return Place.parse(new Place(String.valueOf(channel), String.valueOf(ts), thread))
                .orElseThrow(() -> SlackErrors.unknown("Slack does not tell where the message is"));
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
        Conversation opened = open(user);
        String id = opened == null ? null : opened.getId();
        if (id == null || id.isEmpty()) {
            throw SlackErrors.refused(null, null);
        }
        conversations.put(user, id);
        return id;
    }

    private @Nullable Conversation open(String user) throws SlackException, InterruptedException {
        try {
            return api.call(methods -> methods.conversationsOpen(request -> request.users(List.of(user))))
                    .getChannel();
        } catch (SlackException failure) {
            throw failure.withoutEffect();
        }
    }

    /** Looks at the latest messages to this address, and into the latest threads. */
    Optional<Receipt> find(UUID attempt, String address)
            throws SlackException, UndeliveredException, InterruptedException {
        String channel = conversation(user(address));
        List<Message> latest = api.call(methods -> methods.conversationsHistory(request ->
                        request.channel(channel).limit(MESSAGES_LOOKED_AT).includeAllMetadata(true)))
                .getMessages();
        Optional<Receipt> found = find(attempt, channel, null, latest);
        for (String thread : threads(latest)) {
            if (found.isEmpty()) {
                found = find(attempt, channel, thread, replies(channel, thread));
            }
        }
        return found;
    }

    /** The threads that were answered in last. */
    private static List<String> threads(@Nullable List<Message> messages) {
        return messages == null
                ? List.of()
                : messages.stream()
                        .filter(begin -> begin.getReplyCount() != null && begin.getReplyCount() > 0)
                        .sorted(Comparator.comparing(DirectMessages::latestReply)
                                .reversed())
                        .limit(THREADS_LOOKED_AT)
                        .map(Message::getTs)
                        .toList();
    }

    private static String latestReply(Message begin) {
        return begin.getLatestReply() == null ? begin.getTs() : begin.getLatestReply();
    }

    private @Nullable List<Message> replies(String channel, String thread) throws SlackException, InterruptedException {
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
                Object first = metadata.getEventPayload().get(FIRST);
                Place found = first == null
                        ? place(channel, message.getTs(), thread)
                        : place(channel, first.toString(), null);
                return Optional.of(found.receipt());
            }
        }
        return Optional.empty();
    }

    void change(Place place, Draft draft) throws SlackException, InterruptedException {
        api.call(methods -> methods.chatUpdate(request -> request.channel(place.channel())
                .ts(place.ts())
                .text(draft.text())
                .blocksAsString(BlockJson.of(draft.blocks()))
                .parse("none")
                .linkNames(false)));
    }

    /** Opens a form for whoever pressed a button a moment ago. */
    void openForm(String trigger, View form) throws SlackException, InterruptedException {
        api.call(methods ->
                methods.viewsOpen(request -> request.triggerId(trigger).viewAsString(BlockJson.of(form))));
    }

    /**
     * Says a few words that only one user sees, and only for a while.
     *
     * @param channel where they are; null for their conversation with the app
     */
    void whisper(String user, @Nullable String channel, String sentence) throws SlackException, InterruptedException {
        String place = channel != null ? channel : conversation(user);
        Draft draft =
                Draft.of(sentence, List.of(RichText.line(RichText.text(SlackText.cut(sentence, LONGEST_WHISPER)))));
        api.call(methods -> methods.chatPostEphemeral(request -> request.channel(place)
                .user(user)
                .text(draft.text())
                .blocksAsString(BlockJson.of(draft.blocks()))
                .parse("none")
                .linkNames(false)));
    }
}
