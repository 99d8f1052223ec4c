package dev.parley.memory;

import dev.parley.application.port.DeliveryQueue;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.feedback.FeedbackRequestId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks over the deliveries of the sessions in memory. */
final class InMemoryDeliveryQueue implements DeliveryQueue {
    private final SessionSlots slots;
    private final InstantSource time;

    InMemoryDeliveryQueue(SessionSlots slots, InstantSource time) {
        this.slots = slots;
        this.time = time;
    }

    /** A question and since when it is due. */
    private record Waiting(Due due, Instant since) {}

    @Override
    public List<Due> due(int limit) {
        Instant now = time.instant();
        return slots.all().stream()
                .flatMap(slot -> slots.<List<Waiting>>read(slot.id, List.of(), InMemoryDeliveryQueue::waiting).stream())
                .filter(waiting -> !waiting.since.isAfter(now))
                .sorted(Comparator.comparing(Waiting::since))
                .limit(limit)
                .map(Waiting::due)
                .toList();
    }

    private static List<Waiting> waiting(SessionSlot slot) {
        return slot.dispatches().stream()
                .flatMap(dispatch ->
                        since(slot, dispatch)
                                .map(time -> new Waiting(new Due(slot.id, dispatch.requestId()), time))
                                .stream())
                .toList();
    }

    private static Optional<Instant> since(SessionSlot slot, Dispatch dispatch) {
        return Stream.concat(
                        Stream.ofNullable(dispatch.dueAt()),
                        slot.deliveriesOf(dispatch.requestId()).stream()
                                .map(Delivery::dueAt)
                                .filter(Objects::nonNull))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Map<FeedbackRequestId, List<Delivery>> of(Collection<FeedbackRequestId> questions) {
        Map<FeedbackRequestId, List<Delivery>> found = new LinkedHashMap<>();
        for (FeedbackRequestId question : questions) {
            slots.ofQuestion(question)
                    .ifPresent(session ->
                            found.put(question, slots.read(session, List.of(), slot -> slot.deliveriesOf(question))));
        }
        return found;
    }

    @Override
    public Map<ChannelKind, Long> count(DeliveryStatus status) {
        return slots.all().stream()
                .flatMap(slot -> slots.<List<Delivery>>read(slot.id, List.of(), InMemoryDeliveryQueue::all).stream())
                .filter(delivery -> delivery.status() == status)
                .collect(Collectors.groupingBy(delivery -> delivery.key().channel(), Collectors.counting()));
    }

    private static List<Delivery> all(SessionSlot slot) {
        return slot.dispatches().stream()
                .flatMap(dispatch -> slot.deliveriesOf(dispatch.requestId()).stream())
                .toList();
    }
}
