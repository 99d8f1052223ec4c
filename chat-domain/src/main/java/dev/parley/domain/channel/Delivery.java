package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to one person over one channel.
 *
 * <pre>
 * PENDING → SENT → SUPERSEDED      the question was decided, and the person was told so where it was asked
 *    ↓ ↘
 *    │  SUPERSEDED                 it was decided before this channel got it out
 *    ↓
 * FAILED                           after the last retry; the next channel by priority takes over
 * </pre>
 *
 * Whatever is sent is an errand, and each try of it an attempt with an id of its own. An attempt is begun in one change and ended in another;
 * in between it belongs to the node that began it, until {@link #dueAt}. Only the attempt in progress can end.
 *
 * @param attempts how often it was tried to ask
 * @param errand what has to be sent next; null if nothing
 * @param failures how often this errand failed
 * @param attempt the try in progress; null if there is none
 * @param uncertain whether an earlier try may have arrived although nobody knows
 * @param dueAt when somebody has to see to it: begin an attempt, or look what became of the one in progress; null if there is no errand
 * @param receipt where the question stands, in the channel's own words; null if it is nowhere or the channel did not say
 * @param error why the last try failed, in a sentence without secrets; null if it did not
 */
public record Delivery(
        DeliveryKey key,
        DeliveryStatus status,
        int attempts,
        @Nullable Errand errand,
        int failures,
        @Nullable UUID attempt,
        boolean uncertain,
        @Nullable Instant dueAt,
        @Nullable String receipt,
        @Nullable String error,
        Instant updatedAt) {

    /** The order in which those of a question are listed: by recipient, then by channel. */
    public static final Comparator<Delivery> ORDER = Comparator.comparing(
                    (Delivery delivery) -> delivery.key().recipient().value())
            .thenComparing(delivery -> delivery.key().channel());

    public Delivery {
        if ((errand == null) != (dueAt == null) || (attempt != null && errand == null)) {
            throw new IllegalArgumentException("an errand has a time, and an attempt an errand");
        }
    }

    /** A delivery that begins at a time. */
    public static Delivery planned(DeliveryKey key, Instant at, Instant now) {
        return new Delivery(key, DeliveryStatus.PENDING, 0, Errand.ASK, 0, null, false, at, null, null, now);
    }

    /** A delivery that nobody needs to begin with. */
    public static Delivery useless(DeliveryKey key, String why, Instant now) {
        return new Delivery(key, DeliveryStatus.FAILED, 0, null, 0, null, false, null, null, why, now);
    }

    /** Whether somebody has to see to it. */
    public boolean isDue(Instant now) {
        return dueAt != null && !dueAt.isAfter(now);
    }

    /**
     * A try begins.
     *
     * @param leaseUntil until when nobody else looks after it
     */
    public Delivery begin(UUID id, Instant leaseUntil, Instant now) {
        if (errand == null || attempt != null) {
            throw illegal("begin an attempt");
        }
        int tries = errand == Errand.ASK ? attempts + 1 : attempts;
        return new Delivery(key, status, tries, errand, failures, id, uncertain, leaseUntil, receipt, error, now);
    }

    /** Somebody finds out what became of the try in progress, whose node is late or gone. */
    public Delivery lookInto(Instant leaseUntil) {
        requireAttempt();
        return due(leaseUntil);
    }

    /** The try in progress was taken. */
    public Delivery sent(@Nullable String place, Instant now) {
        requireAttempt();
        DeliveryStatus next = errand == Errand.TELL ? DeliveryStatus.SUPERSEDED : DeliveryStatus.SENT;
        return rest(next, place == null ? receipt : place, null, now);
    }

    /**
     * The errand failed this time.
     *
     * @param unknown whether it may have arrived nevertheless
     */
    public Delivery failed(String why, boolean unknown, Instant retryAt, Instant now) {
        requireErrand();
        return new Delivery(
                key, status, attempts, errand, failures + 1, null, uncertain || unknown, retryAt, receipt, why, now);
    }

    /** Nobody could find out what became of the try in progress; somebody looks again. */
    public Delivery unclear(String why, Instant lookAt, Instant now) {
        requireAttempt();
        return new Delivery(key, status, attempts, errand, failures + 1, attempt, uncertain, lookAt, receipt, why, now);
    }

    /** The errand failed for good. What was sent before stays sent, and who cannot be told of the end is told no more. */
    public Delivery givenUp(String why, Instant now) {
        return switch (requireErrand()) {
            case ASK -> rest(DeliveryStatus.FAILED, receipt, why, now);
            case REMIND -> rest(DeliveryStatus.SENT, receipt, why, now);
            case TELL -> rest(DeliveryStatus.SUPERSEDED, receipt, why, now);
        };
    }

    /** The channel cannot be used before a time; that is no failed try. */
    public Delivery postponed(Instant until) {
        if (errand == null || attempt != null) {
            throw illegal("be put off");
        }
        return due(until);
    }

    /** The question's time is over soon: who got it gets it once more. */
    public Delivery reminded(Instant now) {
        return status == DeliveryStatus.SENT && errand == null ? with(Errand.REMIND, now) : this;
    }

    /** The question has ended. An attempt in progress ends first. */
    public Delivery decided(Instant now) {
        if (attempt != null || errand == Errand.TELL) {
            return this;
        }
        return switch (status) {
            case PENDING -> rest(DeliveryStatus.SUPERSEDED, receipt, error, now);
            case SENT -> receipt == null ? rest(DeliveryStatus.SUPERSEDED, null, error, now) : with(Errand.TELL, now);
            case SUPERSEDED, FAILED -> this;
        };
    }

    /** What people may see of it. */
    public DeliveryState state() {
        return new DeliveryState(key.channel(), key.recipient(), status, attempts, updatedAt, error, dueAt);
    }

    private Delivery with(Errand next, Instant now) {
        return new Delivery(key, status, attempts, next, 0, null, uncertain, now, receipt, null, now);
    }

    private Delivery due(Instant at) {
        return new Delivery(key, status, attempts, errand, failures, attempt, uncertain, at, receipt, error, updatedAt);
    }

    private Delivery rest(DeliveryStatus next, @Nullable String place, @Nullable String why, Instant now) {
        if (next != status && !status.canBecome(next)) {
            throw illegal("become " + next.wireName());
        }
        return new Delivery(key, next, attempts, null, 0, null, uncertain, null, place, why, now);
    }

    private void requireAttempt() {
        if (attempt == null) {
            throw illegal("end an attempt");
        }
    }

    private Errand requireErrand() {
        if (errand == null) {
            throw illegal("fail");
        }
        return errand;
    }

    private ChatException.Conflict illegal(String verb) {
        return new ChatException.Conflict(
                ErrorCode.INVALID_STATE, "A delivery that is %s cannot %s now.".formatted(status.wireName(), verb));
    }
}
