package dev.parley.memory;

import dev.parley.application.port.DeliveryQueue;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks over the deliveries of the sessions in memory. */
final class InMemoryDeliveryQueue implements DeliveryQueue {
    private final SessionSlots slots;
    private final InstantSource time;

    InMemoryDeliveryQueue(SessionSlots slots, InstantSource time) {
        this.slots = slots;
        this.time = time;
    }

    /** What is due and since when. */
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
        Stream<Waiting> questions = slot.dispatches().stream()
                .flatMap(dispatch -> since(slot, dispatch)
                        .map(time -> new Waiting(new Due.OfQuestion(slot.id, dispatch.requestId()), time))
                        .stream());
        Map<TurnId, Instant> turns = new LinkedHashMap<>();
        for (ChannelReply reply : slot.replies()) {
            since(slot, reply)
                    .ifPresent(time ->
                            turns.merge(reply.key().turnId(), time, (one, other) -> one.isBefore(other) ? one : other));
        }
        return Stream.concat(
                        questions,
                        turns.entrySet().stream()
                                .map(turn -> new Waiting(new Due.OfTurn(slot.id, turn.getKey()), turn.getValue())))
                .toList();
    }

    private static Optional<Instant> since(SessionSlot slot, ChannelReply reply) {
        if (!reply.isOpen() || reply.dueAt() != null) {
            return Optional.ofNullable(reply.dueAt());
        }
        return slot.turn(reply.key().turnId()).filter(Turn::isEnded).map(turn -> reply.updatedAt());
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

    /** Something that was said to a person, or by them; the ids are in the order of time. */
    private record Said(SessionId session, String id) {}

    @Override
    public Optional<SessionId> sessionOf(UserId recipient, ChannelKind channel, Collection<String> names) {
        return slots.all().stream()
                .flatMap(slot ->
                        slots
                                .<List<Said>>read(slot.id, List.of(), held -> said(held, recipient, channel, names))
                                .stream())
                .max(Comparator.comparing(Said::id))
                .map(Said::session);
    }

    private static List<Said> said(SessionSlot slot, UserId person, ChannelKind channel, Collection<String> names) {
        Stream<Said> replies = slot.replies().stream()
                .filter(reply -> reply.key().recipient().equals(person)
                        && reply.key().channel() == channel
                        && isOneOf(names, reply.receipt(), reply.path().thread()))
                .map(reply -> new Said(slot.id, reply.key().turnId().toString()));
        Stream<Said> questions = all(slot).stream()
                .filter(delivery -> delivery.key().recipient().equals(person)
                        && delivery.key().channel() == channel
                        && isOneOf(names, delivery.receipt()))
                .map(delivery -> new Said(slot.id, delivery.key().requestId().toString()));
        return Stream.concat(replies, questions).toList();
    }

    private static boolean isOneOf(Collection<String> names, @Nullable String... some) {
        return Arrays.stream(some).anyMatch(name -> name != null && names.contains(name));
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
