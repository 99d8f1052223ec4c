package dev.parley.application.delivery;

import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryPlan;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.Errand;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the deliveries of a question, inside one locked change of its session. It follows from what is stored, and from whom and
 * over what people can be reached now.
 */
final class DeliveryRules {
    /** Where something was asked is brought up to date for so long after the end of the question. */
    private static final Duration TELLING = Duration.ofHours(24);

    private static final String NOT_ASKED = "The person is not asked any more.";
    private static final String NOT_USED = "The person cannot be reached over this channel any more.";
    private static final String NOT_HERE = "The channel is not set up on this server.";
    private static final String QUIET = "The person does not want to be disturbed until the question's time is over.";
    private static final String NO_TIME = "The question's time is over before the next try.";
    private static final String TOO_LATE = "The channel did not work for too long after the question's end.";

    private final DeliverySettings settings;
    private final IdSource ids;

    DeliveryRules(DeliverySettings settings, IdSource ids) {
        this.settings = settings;
        this.ids = ids;
    }

    /**
     * Does everything that is due for a question and begins what has to be sent.
     *
     * @param reach over what people can be reached; asked for anew each time this runs
     * @param room most attempts to begin
     */
    Step advance(SessionChange change, FeedbackRequestId id, Supplier<Reach> reach, int room) {
        Optional<FeedbackRequest> request = change.findQuestion(id);
        Optional<Dispatch> dispatch = change.dispatch(id);
        return request.isEmpty() || dispatch.isEmpty()
                ? new Step(List.of(), false, reach.get().unused())
                : new Pass(change, request.get(), dispatch.get(), reach.get(), room).run();
    }

    /** One change of one question's deliveries. */
    private final class Pass {
        private final SessionChange change;
        private final FeedbackRequest request;
        private final Dispatch dispatch;
        private final Reach reach;
        private final int room;
        private final Instant now;
        private final Set<UserId> asked;
        private final List<Attempt> attempts = new ArrayList<>();
        private boolean more;

        Pass(SessionChange change, FeedbackRequest request, Dispatch dispatch, Reach reach, int room) {
            this.change = change;
            this.request = request;
            this.dispatch = dispatch;
            this.reach = reach;
            this.room = room;
            this.now = change.now();
            this.asked = request.thoseAsked(change.session());
        }

        Step run() {
            List<Delivery> known = change.deliveriesOf(request.id());
            if (isOpen()) {
                plan(known);
            } else if (!request.isPending() && dispatch.isDue(now)) {
                known.forEach(delivery -> settle(change, delivery, delivery.decided(now)));
            }
            if (dispatch.isDue(now)) {
                change.save(dispatch.seenTo());
            }
            for (Delivery delivery : change.deliveriesOf(request.id())) {
                if (!delivery.isDue(now)) {
                    continue;
                }
                if (attempts.size() == room) {
                    more = true;
                    break;
                }
                see(delivery);
            }
            return new Step(attempts, more, reach.unused());
        }

        /** Whether asking is of use. Between the end of a question's time and its expiry nothing is. */
        private boolean isOpen() {
            return request.isPending() && !request.isOverdue(now);
        }

        /** Whoever comes later is not asked; who was asked over one channel may be asked over the next. */
        private void plan(List<Delivery> known) {
            DeliveryPlan plan = new DeliveryPlan(request, dispatch.mode());
            Set<UserId> people = dispatch.isDue(now)
                    ? asked
                    : known.stream().map(delivery -> delivery.key().recipient()).collect(Collectors.toSet());
            for (UserId person : people) {
                if (!asked.contains(person)) {
                    continue;
                }
                List<Delivery> theirs = known.stream()
                        .filter(delivery -> delivery.key().recipient().equals(person))
                        .toList();
                if (!dispatch.isDue(now) && dispatch.mode() == DeliveryMode.PARALLEL) {
                    continue;
                }
                plan.next(reach.of(person, dispatch), theirs, reach::isPaused, now)
                        .forEach(delivery -> settle(change, null, delivery));
            }
        }

        private void see(Delivery delivery) {
            Optional<UserChannel> to =
                    reach.of(delivery.key().recipient(), delivery.key().channel());
            if (delivery.attempt() != null) {
                lookInto(delivery, to);
            } else if (isOpen()) {
                ask(delivery, to);
            } else if (!request.isPending()) {
                tell(delivery.decided(now), to);
            }
        }

        /** The attempt in progress belongs to nobody any more. */
        private void lookInto(Delivery delivery, Optional<UserChannel> to) {
            if (to.isPresent() && reach.kinds().contains(delivery.key().channel())) {
                begin(delivery.lookInto(now.plus(settings.lease())), to.get(), true);
            } else {
                Delivery lost =
                        retried(delivery, to.isPresent() ? NOT_HERE : NOT_USED, true, null, request.expiresAt(), now);
                end(delivery, request.isPending() ? lost : lost.decided(now));
            }
        }

        private void ask(Delivery delivery, Optional<UserChannel> to) {
            if (!asked.contains(delivery.key().recipient())) {
                end(delivery, delivery.givenUp(NOT_ASKED, now));
            } else if (to.isEmpty()) {
                end(delivery, delivery.givenUp(NOT_USED, now));
            } else {
                QuietHours quiet = to.get().quiet();
                Instant start = quiet == null ? now : quiet.endFrom(now);
                if (!start.isBefore(request.expiresAt())) {
                    end(delivery, delivery.givenUp(QUIET, now));
                } else if (start.isAfter(now)) {
                    change.save(delivery.postponed(start));
                } else {
                    attempt(delivery, to.get());
                }
            }
        }

        private void tell(Delivery delivery, Optional<UserChannel> to) {
            if (delivery.errand() != Errand.TELL) {
                settle(change, null, delivery);
            } else if (to.isEmpty()) {
                end(delivery, delivery.givenUp(NOT_USED, now));
            } else if (request.endedAt()
                    .map(end -> end.plus(TELLING).isBefore(now))
                    .orElse(false)) {
                end(delivery, delivery.givenUp(TOO_LATE, now));
            } else {
                attempt(delivery, to.get());
            }
        }

        private void attempt(Delivery delivery, UserChannel to) {
            Duration pause = reach.pause(to);
            if (!reach.kinds().contains(to.kind())) {
                end(delivery, retried(delivery, NOT_HERE, false, null, request.expiresAt(), now));
            } else if (!pause.isZero()) {
                change.save(delivery.postponed(now.plus(pause)));
            } else {
                begin(delivery.begin(ids.next(), now.plus(settings.lease()), now), to, false);
            }
        }

        private void begin(Delivery begun, UserChannel to, boolean lost) {
            change.save(begun);
            if (!lost) {
                reach.use(to);
            }
            attempts.add(new Attempt.OfQuestion(
                    begun, to, shownTo(to.user()), change.session().title().value(), lost));
        }

        /** Who was asked and is not any more does not learn how it ended. */
        private FeedbackRequest shownTo(UserId person) {
            return request.endedAt()
                    .filter(end -> !asked.contains(person))
                    .map(request::asWithdrawn)
                    .orElse(request);
        }

        /** Nothing was sent. If that was the last of it, another channel may be due. */
        private void end(Delivery before, Delivery after) {
            settle(change, before, after);
            more |= after.status() == DeliveryStatus.FAILED;
        }
    }

    /**
     * Notes what became of an attempt, unless another one has taken its place.
     *
     * @return whether somebody has to see to the question at once
     */
    boolean note(SessionChange change, Attempt.OfQuestion attempt, Result result) {
        Delivery before = change.deliveriesOf(attempt.request().id()).stream()
                .filter(delivery -> delivery.key().equals(attempt.delivery().key()))
                .filter(delivery -> attempt.id().equals(delivery.attempt()))
                .findFirst()
                .orElse(null);
        Optional<FeedbackRequest> request =
                change.findQuestion(attempt.request().id());
        if (before == null || request.isEmpty()) {
            return false;
        }
        Delivery after = after(before, result, request.get().expiresAt(), change.now());
        if (before.status() != after.status()) {
            tell(change, after);
        }
        Delivery last = request.get().isPending() ? after : after.decided(change.now());
        settle(change, after, last);
        return last.isDue(change.now()) || last.status() == DeliveryStatus.FAILED;
    }

    private Delivery after(Delivery delivery, Result result, Instant end, Instant now) {
        return switch (result) {
            case Result.Sent(String receipt) -> delivery.sent(receipt, now);
            case Result.Refused(String why) -> delivery.givenUp(why, now);
            case Result.Unavailable(String why, Duration asked) -> retried(delivery, why, false, asked, end, now);
            case Result.Unknown(String why) -> retried(delivery, why, true, null, end, now);
            case Result.Unclear(String why) ->
                settings.pauseAfter(delivery.failures(), delivery.attempt(), null)
                        .map(pause -> delivery.unclear(why, now.plus(pause), now))
                        .orElseGet(() -> delivery.givenUp(why, now));
        };
    }

    /** @param end of the question, up to which it is of use to ask */
    private Delivery retried(
            Delivery delivery, String why, boolean unknown, @Nullable Duration asked, Instant end, Instant now) {
        Optional<Duration> pause = settings.pauseAfter(delivery.failures(), delivery.attempt(), asked);
        if (pause.isEmpty()) {
            return delivery.givenUp(why, now);
        }
        Instant retryAt = now.plus(pause.get());
        boolean useless = delivery.errand() != Errand.TELL && !retryAt.isBefore(end);
        return useless ? delivery.givenUp(why + " " + NO_TIME, now) : delivery.failed(why, unknown, retryAt, now);
    }

    /** @param before null if it is not known to anybody yet, or as it is stored */
    private static void settle(SessionChange change, @Nullable Delivery before, Delivery after) {
        change.save(after);
        if ((before == null || before.status() != after.status()) && after.status() != DeliveryStatus.PENDING) {
            tell(change, after);
        }
    }

    private static void tell(SessionChange change, Delivery delivery) {
        change.emit(new EventPayload.FeedbackDelivery(delivery.key().requestId(), delivery.state()));
    }
}
