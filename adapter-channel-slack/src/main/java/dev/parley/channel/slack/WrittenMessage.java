package dev.parley.channel.slack;

import dev.parley.application.ChannelMessage;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a person wrote in their conversation with the app.
 *
 * @param team of which workspace they are
 * @param text as they see it; empty if they sent files only
 * @param files the names of what they sent with it, of any form
 */
record WrittenMessage(String user, String team, Place place, String text, List<String> files) {
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{2,30}");
    private static final Pattern CONVERSATION = Pattern.compile("D[A-Z0-9]{2,30}");
    private static final String SLACKBOT = "USLACKBOT";

    /** Those of the many kinds of messages that carry what somebody wrote. */
    private static final Set<String> KINDS = Set.of("", "file_share", "thread_broadcast", "me_message");

    WrittenMessage {
        files = List.copyOf(files);
    }

    /** The message that an event tells of; empty if it is another event, or the message is no person's, changed, hidden or empty. */
    static Optional<WrittenMessage> of(Payload payload) {
        Optional<Payload> event = payload.at("event").filter(WrittenMessage::isWritten);
        Optional<Place> place = event.flatMap(WrittenMessage::place);
        Optional<String> user = event.flatMap(message -> message.text("user"))
                .filter(id -> USER.matcher(id).matches() && !id.equals(SLACKBOT));
        Optional<String> team = event.flatMap(WrittenMessage::team).or(() -> payload.text("team_id"));
        if (event.isEmpty() || place.isEmpty() || user.isEmpty() || team.isEmpty()) {
            return Optional.empty();
        }
        String text = WrittenText.of(event.get().text("text").orElse("")).strip();
        List<String> files = event.get().list("files").stream()
                .map(file -> file.text("name").orElse(""))
                .toList();
        return text.isEmpty() && files.isEmpty()
                ? Optional.empty()
                : Optional.of(new WrittenMessage(user.get(), team.get(), place.get(), text, files));
    }

    /**
     * Who gave another text to what they had written, in the conversation in which they did; empty if the event tells of something else. Slack
     * also changes messages by itself, to show what links lead to.
     */
    static Optional<Change> change(Payload payload) {
        return payload.at("event")
                .filter(event -> event.text("subtype")
                                .filter("message_changed"::equals)
                                .isPresent()
                        && event.text("channel_type").filter("im"::equals).isPresent()
                        && event.at("message", "edited").isPresent()
                        && event.text("message", "bot_id").isEmpty()
                        && !event.text("message", "text").equals(event.text("previous_message", "text")))
                .flatMap(event -> event.text("message", "user")
                        .filter(id -> USER.matcher(id).matches() && !id.equals(SLACKBOT))
                        .flatMap(user -> event.text("channel")
                                .filter(id -> CONVERSATION.matcher(id).matches())
                                .map(channel -> new Change(user, channel))));
    }

    /** Somebody gave another text to what they had written. */
    record Change(String user, String channel) {}

    private static boolean isWritten(Payload event) {
        return event.text("type").filter("message"::equals).isPresent()
                && event.text("channel_type").filter("im"::equals).isPresent()
                && KINDS.contains(event.text("subtype").orElse(""))
                && event.text("bot_id").isEmpty()
                && event.text("app_id").isEmpty()
                && event.at("bot_profile").isEmpty()
                && event.at("edited").isEmpty()
                && !event.isTrue("hidden");
    }

    private static Optional<Place> place(Payload event) {
        String ts = event.text("ts").orElse("");
        String thread = event.text("thread_ts").filter(root -> !root.equals(ts)).orElse(null);
        return event.text("channel").flatMap(channel -> Place.parse(new Place(channel, ts, thread)));
    }

    /** The workspace of whoever wrote it, which may be another one than that in which it is seen. */
    private static Optional<String> team(Payload event) {
        return event.text("user_team").or(() -> event.text("source_team")).or(() -> event.text("team"));
    }

    /** @param provenBy the verified address by which whoever wrote it is known */
    ChannelMessage from(ChannelAddress provenBy) {
        String root = place.thread();
        return new ChannelMessage(
                new ChannelAddress(ChannelKind.SLACK, user),
                provenBy,
                new ChannelMessage.Vouched(),
                place.receipt().value(),
                root == null
                        ? List.of()
                        : List.of(
                                new Place(place.channel(), root, null).receipt().value()),
                "",
                text,
                files);
    }

    /** Says nothing of what somebody wrote. */
    @Override
    public String toString() {
        return "WrittenMessage[…]";
    }
}
