package dev.parley.application.delivery;

import dev.parley.application.port.DeliveryQueue.Due;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears of changes that this node stored after which something may have to be delivered. Most turns end without anybody waiting for them over a
 * channel, so it remembers those of which somebody does; one that it does not know of is found by the next look at what is due.
 */
final class Ear implements EventBus.Listener {
    private final Consumer<Due> due;
    private final Set<TurnId> awaited = Collections.synchronizedSet(Collections.newSetFromMap(new MostRecent()));

    /** @param due called with what somebody has to look at; must not block */
    Ear(Consumer<Due> due) {
        this.due = due;
    }

    @Override
    public void onEvents(SessionId id, long upTo, List<Event> known) {
        for (Event event : known) {
            Due concerned = concerned(id, event.payload());
            if (concerned != null) {
                due.accept(concerned);
            }
        }
    }

    private @Nullable Due concerned(SessionId id, EventPayload payload) {
        return switch (payload) {
            case EventPayload.FeedbackRequested asked ->
                new Due.OfQuestion(id, asked.request().id());
            case EventPayload.FeedbackReminder reminder -> new Due.OfQuestion(id, reminder.requestId());
            case EventPayload.FeedbackAnswered answered -> new Due.OfQuestion(id, answered.requestId());
            case EventPayload.FeedbackExpired expired -> new Due.OfQuestion(id, expired.requestId());
            case EventPayload.FeedbackCancelled cancelled -> new Due.OfQuestion(id, cancelled.requestId());
            case EventPayload.AnswerDelivery told
            when told.delivery().status() == DeliveryStatus.PENDING -> {
                awaited.add(told.turnId());
                yield new Due.OfTurn(id, told.turnId());
            }
            case EventPayload.MessageCreated created -> {
                if (created.message() instanceof UserMessage message && message.channel() != ChannelKind.WEB) {
                    awaited.add(message.turnId());
                }
                yield null;
            }
            case EventPayload.TurnEnded ended ->
                awaited.remove(ended.turnId()) ? new Due.OfTurn(id, ended.turnId()) : null;
            case EventPayload other -> null;
        };
    }

    @Override
    public void onSignal(Signal signal) {}

    /** Turns that end on other nodes are forgotten some day. */
    private static final class MostRecent extends LinkedHashMap<TurnId, Boolean> {
        private static final long serialVersionUID = 1;
        private static final int MOST = 10_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TurnId, Boolean> eldest) {
            return size() > MOST;
        }
    }
}
