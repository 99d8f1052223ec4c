package dev.parley.persistence;

import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Looks over the deliveries of all questions in PostgreSQL, by the database's clock. */
final class JdbiDeliveryQueue implements DeliveryQueue {
    /** Each part gives no more than the whole can need of it, by its index; a question is in it once. */
    private static final String DUE = """
            select v.session_id, v.request_id from (
                (select p.session_id, p.request_id, p.due_at from feedback_dispatches p
                    where p.due_at <= statement_timestamp() order by p.due_at limit :reach)
                union all
                (select d.session_id, d.request_id, d.due_at from feedback_deliveries d
                    where d.due_at <= statement_timestamp() order by d.due_at limit :reach)) v
            group by v.session_id, v.request_id order by min(v.due_at), v.request_id limit :limit
            """;

    /** Of a question with a hundred people many deliveries may be due at once. */
    private static final int REACH = 20;

    private static final String OF = "select " + DeliveryRows.COLUMNS
            + " from feedback_deliveries d where d.request_id = any(:ids) order by d.request_id";

    private final Database database;

    JdbiDeliveryQueue(Database database) {
        this.database = database;
    }

    @Override
    public List<Due> due(int limit) {
        return database.with(handle -> handle.createQuery(DUE)
                .bind("limit", limit)
                .bind("reach", (long) limit * REACH)
                .map((row, context) -> new Due(
                        new SessionId(Columns.uuid(row, "session_id")),
                        new FeedbackRequestId(Columns.uuid(row, "request_id"))))
                .list());
    }

    @Override
    public Map<FeedbackRequestId, List<Delivery>> of(Collection<FeedbackRequestId> questions) {
        if (questions.isEmpty()) {
            return Map.of();
        }
        UUID[] ids = questions.stream().map(FeedbackRequestId::value).toArray(UUID[]::new);
        return database
                .with(handle -> handle.createQuery(OF)
                        .bindArray("ids", UUID.class, (Object[]) ids)
                        .map(DeliveryRows::read)
                        .list())
                .stream()
                .sorted(SessionChange.DELIVERY_ORDER)
                .collect(Collectors.groupingBy(delivery -> delivery.key().requestId()));
    }

    @Override
    public Map<ChannelKind, Long> count(DeliveryStatus status) {
        return database.with(handle -> {
            Map<ChannelKind, Long> counts = new EnumMap<>(ChannelKind.class);
            handle.createQuery(counting(status))
                    .map((row, context) -> Map.entry(
                            Columns.named(ChannelKind.class, row.getString("channel")), row.getLong("deliveries")))
                    .forEach(count -> counts.put(count.getKey(), count.getValue()));
            return counts;
        });
    }

    /** The status is a part of the text, so that the planner sees that the index of open deliveries fits. */
    private static String counting(DeliveryStatus status) {
        return "select d.channel, count(*) as deliveries from feedback_deliveries d where d.status = '%s' group by d.channel"
                .formatted(status.wireName());
    }
}
