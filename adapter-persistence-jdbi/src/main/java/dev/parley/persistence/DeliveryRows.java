package dev.parley.persistence;

import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryKey;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.Errand;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** How questions get to people, as rows. */
final class DeliveryRows {
    /** All columns of a dispatch; the table must be named {@code p}. */
    static final String DISPATCH_COLUMNS = "p.request_id, p.session_id, p.mode, p.channels, p.due_at";

    /** All columns of a delivery; the table must be named {@code d}. */
    static final String COLUMNS = """
            d.request_id, d.recipient, d.channel, d.status, d.attempts, d.errand, d.failures, d.attempt_id, d.uncertain, d.due_at,
            d.receipt, d.error, d.updated_at
            """;

    private static final String END =
            "update feedback_dispatches set due_at = ? where request_id = any(?) and session_id = ?";

    private static final String UPSERT_DISPATCH = """
            insert into feedback_dispatches (request_id, session_id, mode, channels, due_at) values (?, ?, ?, ?, ?)
            on conflict (request_id) do update set due_at = excluded.due_at
            """;

    private static final String UPSERT = """
            insert into feedback_deliveries (request_id, recipient, channel, session_id, status, attempts, errand, failures, attempt_id,
                uncertain, due_at, receipt, error, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (request_id, recipient, channel) do update set status = excluded.status, attempts = excluded.attempts,
                errand = excluded.errand, failures = excluded.failures, attempt_id = excluded.attempt_id,
                uncertain = excluded.uncertain, due_at = excluded.due_at, receipt = excluded.receipt, error = excluded.error,
                updated_at = excluded.updated_at
            """;

    private DeliveryRows() {}

    static Dispatch readDispatch(ResultSet row, StatementContext context) throws SQLException {
        String[] channels = (String[]) row.getArray("channels").getArray();
        return new Dispatch(
                new FeedbackRequestId(Columns.uuid(row, "request_id")),
                new SessionId(Columns.uuid(row, "session_id")),
                Columns.named(DeliveryMode.class, row.getString("mode")),
                Arrays.stream(channels)
                        .map(name -> Columns.named(ChannelKind.class, name))
                        .collect(Collectors.toSet()),
                Columns.optionalInstant(row, "due_at"));
    }

    static Delivery read(ResultSet row, StatementContext context) throws SQLException {
        String errand = row.getString("errand");
        return new Delivery(
                new DeliveryKey(
                        new FeedbackRequestId(Columns.uuid(row, "request_id")),
                        new UserId(row.getString("recipient")),
                        Columns.named(ChannelKind.class, row.getString("channel"))),
                Columns.named(DeliveryStatus.class, row.getString("status")),
                row.getInt("attempts"),
                errand == null ? null : Columns.named(Errand.class, errand),
                row.getInt("failures"),
                Columns.optionalUuid(row, "attempt_id").orElse(null),
                row.getBoolean("uncertain"),
                Columns.optionalInstant(row, "due_at"),
                row.getString("receipt"),
                row.getString("error"),
                Columns.instant(row, "updated_at"));
    }

    static void write(Pipeline pipeline, SessionId session, SessionChange.Writes writes, Instant now) {
        UUID[] ended = writes.questions().stream()
                .filter(question -> !question.isPending())
                .map(FeedbackRequest::id)
                .map(FeedbackRequestId::value)
                .toArray(UUID[]::new);
        if (ended.length > 0) {
            pipeline.add(END, Columns.timestamp(now), ended, session.value());
        }
        pipeline.addAll(
                UPSERT_DISPATCH,
                writes.dispatches().stream().map(DeliveryRows::values).toList());
        pipeline.addAll(
                UPSERT,
                writes.deliveries().stream()
                        .map(delivery -> values(delivery, session))
                        .toList());
    }

    private static @Nullable Object[] values(Dispatch dispatch) {
        return new @Nullable Object[] {
            dispatch.requestId().value(),
            dispatch.sessionId().value(),
            dispatch.mode().wireName(),
            dispatch.channels().stream().map(ChannelKind::wireName).sorted().toArray(String[]::new),
            Columns.optionalTimestamp(dispatch.dueAt())
        };
    }

    private static @Nullable Object[] values(Delivery delivery, SessionId session) {
        Errand errand = delivery.errand();
        return new @Nullable Object[] {
            delivery.key().requestId().value(),
            delivery.key().recipient().value(),
            delivery.key().channel().wireName(),
            session.value(),
            delivery.status().wireName(),
            delivery.attempts(),
            errand == null ? null : errand.wireName(),
            delivery.failures(),
            delivery.attempt(),
            delivery.uncertain(),
            Columns.optionalTimestamp(delivery.dueAt()),
            delivery.receipt(),
            delivery.error(),
            Columns.timestamp(delivery.updatedAt())
        };
    }
}
