package dev.parley.domain.feedback;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody's answer to a question.
 *
 * @param id unique; the same when a program sends the same answer again
 * @param late whether it came after the question's end
 */
public record FeedbackResponse(
        UUID id, UserId author, ChannelKind channel, FeedbackAnswer answer, Instant at, boolean late) {}
