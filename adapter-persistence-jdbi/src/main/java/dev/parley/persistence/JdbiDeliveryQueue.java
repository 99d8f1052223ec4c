package dev.parley.persistence;

import dev.parley.application.port.DeliveryQueue;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Looks over the deliveries of all questions in PostgreSQL, by the database's clock. */
final class JdbiDeliveryQueue implements DeliveryQueue {
    /** Each part gives no more than the whole can need of it, by its index; a question is in it once. */
    private static final String DUE = """
            select v.session_id, v.request_id, v.turn_id from (
                (select p.session_id, p.request_id, cast(null as uuid) as turn_id, p.due_at from feedback_dispatches p
                    where p.due_at <= statement_timestamp() order by p.due_at limit :reach)
                union all
                (select d.session_id, d.request_id, null, d.due_at from feedback_deliveries d
                    where d.due_at <= statement_timestamp() order by d.due_at limit :reach)
                union all
                (select r.session_id, null, r.turn_id, r.due_at from channel_replies r
                    where r.due_at <= statement_timestamp() order by r.due_at limit :reach)
                union all
                (select r.session_id, null, r.turn_id, r.updated_at from channel_replies r join turns t on t.id = r.turn_id
                    where r.status = 'pending' and r.due_at is null and t.status in ('completed', 'failed', 'cancelled')
                    order by r.updated_at limit :reach)) v
            group by v.session_id, v.request_id, v.turn_id order by min(v.due_at), v.request_id, v.turn_id limit :limit
            """;

    /** Of a question with a hundred people many deliveries may be due at once. */
    private static final int REACH = 20;

    private static final String SESSION_OF = """
            select v.session_id from (
                select r.turn_id as id, r.session_id from unnest(:names) n (name) join channel_replies r
                    on r.recipient = :recipient and r.channel = :channel and md5(r.receipt) = md5(n.name) and r.receipt = n.name
                union all
                select r.turn_id, r.session_id from unnest(:names) n (name) join channel_replies r
                    on r.recipient = :recipient and r.channel = :channel and md5(r.thread) = md5(n.name) and r.thread = n.name
                union all
                select d.request_id, d.session_id from unnest(:names) n (name) join feedback_deliveries d
                    on d.recipient = :recipient and d.channel = :channel and md5(d.receipt) = md5(n.name) and d.receipt = n.name) v
            order by v.id desc limit 1
            """;

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
                .map((row, context) -> due(row))
                .list());
    }

    private static Due due(ResultSet row) throws SQLException {
        SessionId session = new SessionId(Columns.uuid(row, "session_id"));
        Optional<UUID> question = Columns.optionalUuid(row, "request_id");
        return question.isPresent()
                ? new Due.OfQuestion(session, new FeedbackRequestId(question.get()))
                : new Due.OfTurn(session, new TurnId(Columns.uuid(row, "turn_id")));
    }

    @Override
    public Optional<SessionId> sessionOf(UserId recipient, ChannelKind channel, Collection<String> names) {
        return database.with(handle -> handle.createQuery(SESSION_OF)
                .bindArray("names", String.class, (Object[]) names.toArray(String[]::new))
                .bind("recipient", recipient.value())
                .bind("channel", channel.wireName())
                .map((row, context) -> new SessionId(Columns.uuid(row, "session_id")))
                .findOne());
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
                .sorted(Delivery.ORDER)
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
