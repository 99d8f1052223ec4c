package dev.parley.domain.channel;

import dev.parley.domain.feedback.FeedbackRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Over which channels a person is asked next. It follows from what became of the deliveries so far, and from nothing else.
 *
 * @param request a question that waits for an answer
 */
public record DeliveryPlan(FeedbackRequest request, DeliveryMode mode) {
    static final String QUIET = "The person does not want to be disturbed until the question's time is over.";
    static final String PAUSED = "The channel does not work at present; the next one was used.";

    /**
     * What changes.
     *
     * @param channels those that may be used for this person, by priority
     * @param known this person's deliveries of the question
     * @param isPaused whether a channel does not work at present
     * @return deliveries that are new or ended, in the order in which that happened
     */
    public List<Delivery> next(
            List<UserChannel> channels, List<Delivery> known, Predicate<UserChannel> isPaused, Instant now) {
        return switch (mode) {
            case PARALLEL ->
                channels.stream()
                        .filter(channel -> of(channel, known).isEmpty())
                        .map(channel -> begin(channel, now))
                        .toList();
            case FALLBACK -> fallback(channels, known, isPaused, now);
        };
    }

    private List<Delivery> fallback(
            List<UserChannel> channels, List<Delivery> known, Predicate<UserChannel> isPaused, Instant now) {
        List<Delivery> stuck = known.stream()
                .filter(delivery -> isStuck(delivery, channels, isPaused, now))
                .toList();
        if (known.stream()
                .anyMatch(delivery -> delivery.status() != DeliveryStatus.FAILED && !stuck.contains(delivery))) {
            return List.of();
        }
        List<Delivery> changed = new ArrayList<>();
        List<UserChannel> paused = new ArrayList<>();
        for (UserChannel channel : channels) {
            if (of(channel, known).isPresent()) {
                continue;
            }
            Delivery begun = begin(channel, now);
            if (begun.status() == DeliveryStatus.FAILED) {
                changed.add(begun);
            } else if (isPaused.test(channel)) {
                paused.add(channel);
            } else {
                stuck.forEach(delivery -> changed.add(delivery.givenUp(PAUSED, now)));
                paused.forEach(passed -> changed.add(Delivery.useless(key(passed), PAUSED, now)));
                changed.add(begun);
                return changed;
            }
        }
        if (stuck.isEmpty() && !paused.isEmpty()) {
            // Nothing works: the first one waits until it does.
            changed.add(begin(paused.getFirst(), now));
        }
        return changed;
    }

    /** Whether a delivery would be tried now if its channel worked. */
    private static boolean isStuck(
            Delivery delivery, List<UserChannel> channels, Predicate<UserChannel> isPaused, Instant now) {
        return delivery.status() == DeliveryStatus.PENDING
                && delivery.attempt() == null
                && delivery.isDue(now)
                && channels.stream()
                        .filter(channel -> channel.kind() == delivery.key().channel())
                        .anyMatch(isPaused);
    }

    private Delivery begin(UserChannel channel, Instant now) {
        QuietHours quiet = channel.quiet();
        Instant start = quiet == null ? now : quiet.endFrom(now);
        return start.isBefore(request.expiresAt())
                ? Delivery.planned(key(channel), start, now)
                : Delivery.useless(key(channel), QUIET, now);
    }

    private DeliveryKey key(UserChannel channel) {
        return new DeliveryKey(request.id(), channel.user(), channel.kind());
    }

    private static Optional<Delivery> of(UserChannel channel, List<Delivery> known) {
        return known.stream()
                .filter(delivery -> delivery.key().channel() == channel.kind())
                .findFirst();
    }
}
