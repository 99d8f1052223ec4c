package dev.parley.application;

import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.turn.IfBusy;
import org.jspecify.annotations.Nullable;

/**
 * A message to be posted.
 *
 * @param id chosen by the sender; posting the same id again has no second effect and gets the first result
 * @param replyTo where the answer goes once it is complete, besides the log; null for nowhere
 */
public record PostMessage(
        MessageId id,
        UserText text,
        IfBusy ifBusy,
        @Nullable ReplyPath replyTo) {
    /** A message whose answer is read in the log. */
    public PostMessage(MessageId id, UserText text, IfBusy ifBusy) {
        this(id, text, ifBusy, null);
    }
}
