package dev.parley.domain.channel;

import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.user.UserId;

/** Which delivery it is: there is one for each question, person and channel. */
public record DeliveryKey(FeedbackRequestId requestId, UserId recipient, ChannelKind channel) {}
