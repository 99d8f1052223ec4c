package dev.parley.application.port;

import dev.parley.domain.channel.ChannelKind;
import java.util.Optional;
import java.util.UUID;

/**
 * A way to reach people who are not looking at the chat, such as email. It only sends; what people answer comes in by the adapter's own means
 * and goes to the use cases.
 *
 * <p>Callers rely on this: a call blocks until the other side has taken the message or refused it, and ends soon after an interrupt; many
 * threads may call at once; what was sent under one attempt id is the same message, however often it is sent, where the channel has ids of
 * messages; texts of people and models appear as they are and never as markup; nothing secret is in an exception's text. Every adapter passes
 * {@code MessageChannelContract}.
 */
public interface MessageChannel {
    ChannelKind kind();

    /**
     * Sends a message or, for one that {@linkplain Outgoing.Decided changes an earlier one}, changes that.
     *
     * @return where it is, for messages that belong to it later
     * @throws UndeliveredException if it was not taken
     */
    Receipt send(Outgoing message) throws UndeliveredException, InterruptedException;

    /**
     * Looks for what was sent under an attempt id by a node that died before it could note so.
     *
     * @return where it is; empty if it was not sent, or if this channel cannot tell
     */
    default Optional<Receipt> find(UUID attempt, String address) throws UndeliveredException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Looks whether the other side lets this channel in, without sending anything.
     *
     * @throws UndeliveredException saying what is wrong, for those who run the node
     */
    default void check() throws UndeliveredException, InterruptedException {}

    /**
     * Where a person writes to the agent over this channel.
     *
     * @param token has to be in it, out of a–z and 2–7; whoever knows it may write in that person's name
     * @return empty if nothing is read there, or no such address is needed
     */
    default Optional<String> mailbox(String token) {
        return Optional.empty();
    }

    /**
     * Names a thread that has no message yet, for channels whose messages can refer to their thread by a name. What people write back then refers
     * to it, too, whichever of several tries to send its first message reached them, and whether or not anybody noted so.
     *
     * @return another name for another id; empty if threads are named after their first message
     */
    default Optional<Receipt> thread(UUID id) {
        return Optional.empty();
    }

    /** Which system takes what goes to an address: addresses with the same one work or fail together. */
    default String server(String address) {
        return "";
    }
}
