package dev.parley.application;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.turn.IfBusy;

/**
 * A message to be posted.
 *
 * @param id chosen by the sender; posting the same id again has no second effect and gets the first result
 */
public record PostMessage(MessageId id, UserText text, IfBusy ifBusy) {}
