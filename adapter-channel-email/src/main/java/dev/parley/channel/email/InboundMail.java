package dev.parley.channel.email;

import dev.parley.domain.channel.ChannelAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that came, as far as it is looked at.
 *
 * @param id its Message-ID, or what stands for one: always the same for the same mail
 * @param sender whom it says it is from; null if it says nothing that can be used
 * @param tokens those of the addresses that it was sent to; usually one or none
 * @param thread the ids of earlier mails that it belongs to, the one that began the thread first
 * @param text what its author wrote, without what was quoted
 * @param forwarded what they passed on of others; empty if nothing
 * @param files the names of what came with it and is not read, of any form
 * @param check what our own mail server found out about the sender
 */
record InboundMail(
        String id,
        @Nullable ChannelAddress sender,
        List<String> tokens,
        List<String> thread,
        String subject,
        String text,
        String forwarded,
        List<String> files,
        Nature nature,
        SenderCheck check) {
    /** Who wrote it. */
    enum Nature {
        /** A person, as far as one can see. */
        PERSONAL,
        /** A program, such as one that says that somebody is on holiday; nobody answers these. */
        AUTOMATIC,
        /** A mail server that could not deliver a mail of ours. */
        BOUNCE
    }

    InboundMail {
        tokens = List.copyOf(tokens);
        thread = List.copyOf(thread);
        files = List.copyOf(files);
    }

    @Override
    public String toString() {
        return "InboundMail[" + id + ", " + nature + "]";
    }
}
