package dev.parley.application;

import dev.parley.domain.event.Position;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.turn.Turn;

/**
 * A message that is stored for good and will be answered.
 *
 * @param turn the turn that answers it, as it is now
 * @param position the place of the message in the log; what follows leads to the answer
 * @param duplicate whether it had been accepted before
 */
public record Accepted(UserMessage message, Turn turn, Position position, boolean duplicate) {}
