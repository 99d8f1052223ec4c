package dev.parley.domain.channel;

import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;

/** Which reply it is: there is one for each turn, person and channel. */
public record ReplyKey(TurnId turnId, UserId recipient, ChannelKind channel) {}
