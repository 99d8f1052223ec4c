package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one turn on its way to one person over one channel.
 *
 * <pre>
 * PENDING → SENT      it waits for the turn's end first
 *    ↓
 * FAILED              the channel refused it, or did not work for too long
 * </pre>
 *
 * As with a {@link Delivery}, each try is an attempt with an id of its own, begun in one change and ended in another; in between it belongs to
 * the node that began it, until {@link #dueAt}.
 *
 * @param attempts how often it was tried to send it
 * @param failures how many tries in a row failed
 * @param attempt the try in progress; null if there is none
 * @param dueAt when somebody has to see to it: begin an attempt, or look what became of the one in progress; null if that is at the turn's end,
 *     or nothing is left to do
 * @param receipt where the answer stands, in the channel's own words; null if it is nowhere or the channel did not say
 * @param error why the last try failed, in a sentence without secrets; null if it did not
 */
public record ChannelReply(
        ReplyKey key,
        ReplyPath path,
        DeliveryStatus status,
        int attempts,
        int failures,
        @Nullable UUID attempt,
        @Nullable Instant dueAt,
        @Nullable String receipt,
        @Nullable String error,
        Instant updatedAt) {

    /** The order in which those of a turn are listed: by recipient, then by channel. */
    public static final Comparator<ChannelReply> ORDER = Comparator.comparing(
                    (ChannelReply reply) -> reply.key().recipient().value())
            .thenComparing(reply -> reply.key().channel());

    public ChannelReply {
        boolean isOpen = status == DeliveryStatus.PENDING;
        boolean isUnderWay = attempt != null || dueAt != null;
        if ((!isOpen && isUnderWay) || (attempt != null && dueAt == null)) {
            throw new IllegalArgumentException("what is under way is pending, and an attempt has a time");
        }
    }

    /** A reply that waits for its turn's end. */
    public static ChannelReply awaited(ReplyKey key, ReplyPath path, Instant now) {
        return new ChannelReply(key, path, DeliveryStatus.PENDING, 0, 0, null, null, null, null, now);
    }

    /** One that is under way no more is sent once more, in the thread in which it was before. */
    public ChannelReply again(Instant now) {
        if (isOpen()) {
            throw illegal("be sent again");
        }
        return awaited(key, path.thread() == null ? path.in(receipt) : path, now);
    }

    /** Whether it still has to be sent. */
    public boolean isOpen() {
        return status == DeliveryStatus.PENDING;
    }

    /** Whether somebody has to see to it. */
    public boolean isDue(boolean turnEnded, Instant now) {
        return isOpen() && (dueAt == null ? turnEnded : !dueAt.isAfter(now));
    }

    /**
     * A try begins.
     *
     * @param leaseUntil until when nobody else looks after it
     */
    public ChannelReply begin(UUID id, Instant leaseUntil, Instant now) {
        requireAtRest("begin an attempt");
        return new ChannelReply(key, path, status, attempts + 1, failures, id, leaseUntil, receipt, error, now);
    }

    /** Somebody finds out what became of the try in progress, whose node is late or gone. */
    public ChannelReply lookInto(Instant leaseUntil) {
        requireAttempt();
        return new ChannelReply(key, path, status, attempts, failures, attempt, leaseUntil, receipt, error, updatedAt);
    }

    /** The try in progress was taken. */
    public ChannelReply sent(@Nullable String place, Instant now) {
        requireAttempt();
        return new ChannelReply(key, path, DeliveryStatus.SENT, attempts, 0, null, null, place, null, now);
    }

    /** It failed this time, or can not be sent now. */
    public ChannelReply failed(String why, Instant retryAt, Instant now) {
        requireOpen("fail");
        return new ChannelReply(key, path, status, attempts, failures + 1, null, retryAt, receipt, why, now);
    }

    /** Nobody could find out what became of the try in progress; somebody looks again. */
    public ChannelReply unclear(String why, Instant lookAt, Instant now) {
        requireAttempt();
        return new ChannelReply(key, path, status, attempts, failures + 1, attempt, lookAt, receipt, why, now);
    }

    /** It is not tried any more. */
    public ChannelReply givenUp(String why, Instant now) {
        requireOpen("be given up");
        return new ChannelReply(key, path, DeliveryStatus.FAILED, attempts, 0, null, null, receipt, why, now);
    }

    /** The channel cannot be used before a time; that is no failed try. */
    public ChannelReply postponed(Instant until) {
        requireAtRest("be put off");
        return new ChannelReply(key, path, status, attempts, failures, null, until, receipt, error, updatedAt);
    }

    /** What people may see of it. */
    public DeliveryState state() {
        return new DeliveryState(key.channel(), key.recipient(), status, attempts, updatedAt, error, dueAt);
    }

    private void requireAtRest(String verb) {
        requireOpen(verb);
        if (attempt != null) {
            throw illegal(verb);
        }
    }

    private void requireOpen(String verb) {
        if (!isOpen()) {
            throw illegal(verb);
        }
    }

    private void requireAttempt() {
        if (attempt == null) {
            throw illegal("end an attempt");
        }
    }

    private ChatException.Conflict illegal(String verb) {
        return new ChatException.Conflict(
                ErrorCode.INVALID_STATE, "A reply that is %s cannot %s now.".formatted(status.wireName(), verb));
    }
}
