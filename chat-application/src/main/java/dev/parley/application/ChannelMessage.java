package dev.parley.application;

import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ReplyPath;
import java.util.List;

/**
 * What somebody wrote to the agent over another channel than the web. Messages are named as the channel names them, each always the same.
 *
 * @param from where it came from, and where the answer goes
 * @param provenBy the address by which the writer is known, of whatever channel; usually the same
 * @param proof what shows that it is from there
 * @param name of the message itself
 * @param thread the names of earlier messages that it belongs to, the one that began the thread first; empty if it begins one
 * @param subject one line; may be empty
 * @param text without what was quoted; may be empty
 * @param files the names of what came with it and is not read, of any form
 */
public record ChannelMessage(
        ChannelAddress from,
        ChannelAddress provenBy,
        Proof proof,
        String name,
        List<String> thread,
        String subject,
        String text,
        List<String> files) {
    public ChannelMessage {
        thread = List.copyOf(thread);
        files = List.copyOf(files);
    }

    /** What shows that a message is from whom it says. */
    public sealed interface Proof {}

    /** The channel itself checked it. */
    public record Vouched() implements Proof {}

    /**
     * It was sent to addresses of which each person has their own.
     *
     * @param tokens what stands in them, of any form
     */
    public record Addressed(List<String> tokens) implements Proof {
        public Addressed {
            tokens = List.copyOf(tokens);
        }
    }

    /** The way back. */
    ReplyPath path() {
        return new ReplyPath(from, provenBy, thread.isEmpty() ? name : thread.getFirst(), name, subject);
    }

    /** Says nothing of what somebody wrote. */
    @Override
    public String toString() {
        return "ChannelMessage[" + from + "]";
    }
}
