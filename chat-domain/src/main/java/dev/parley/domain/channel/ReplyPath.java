package dev.parley.domain.channel;

import org.jspecify.annotations.Nullable;

/**
 * The way to somebody who talks with the agent over a channel. The names of messages are the channel's own, of at most
 * {@value #LONGEST_NAME} characters, such as the Message-ID of a mail.
 *
 * @param to where answers go
 * @param provenBy the verified address by which the person is known, of whatever channel; usually the same
 * @param thread the message that began the thread, or the thread's own name; null if the answer begins one
 * @param message what the person wrote; null if they wrote nothing over the channel yet
 * @param subject one line that names the conversation; may be empty
 */
public record ReplyPath(
        ChannelAddress to,
        ChannelAddress provenBy,
        @Nullable String thread,
        @Nullable String message,
        String subject) {
    /** Most characters of the name of a message. */
    public static final int LONGEST_NAME = 1_000;

    public ReplyPath {
        requireName(thread);
        requireName(message);
    }

    /**
     * To an address where a thread begins.
     *
     * @param thread its name; null if it will be that of its first message
     */
    public static ReplyPath begin(ChannelAddress verified, @Nullable String thread, String subject) {
        return new ReplyPath(verified, verified, thread, null, subject);
    }

    /** The same way, in another thread. */
    ReplyPath in(@Nullable String otherThread) {
        return new ReplyPath(to, provenBy, otherThread, message, subject);
    }

    private static void requireName(@Nullable String name) {
        if (name != null && (name.isEmpty() || name.length() > LONGEST_NAME)) {
            throw new IllegalArgumentException("the name of a message has 1 to 1,000 characters");
        }
    }
}
