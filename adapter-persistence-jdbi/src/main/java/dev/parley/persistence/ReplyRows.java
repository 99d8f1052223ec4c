package dev.parley.persistence;

import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Answers on their way over channels, as rows. */
final class ReplyRows {
    /** All columns of a reply; the table must be named {@code r}. */
    static final String COLUMNS = """
            r.turn_id, r.recipient, r.channel, r.address, r.proven_kind, r.proven_address, r.thread, r.message, r.subject, r.status,
            r.attempts, r.failures, r.attempt_id, r.due_at, r.receipt, r.error, r.updated_at
            """;

    private static final String UPSERT = """
            insert into channel_replies (turn_id, recipient, channel, session_id, address, proven_kind, proven_address, thread, message,
                subject, status, attempts, failures, attempt_id, due_at, receipt, error, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (turn_id, recipient, channel) do update set address = excluded.address, proven_kind = excluded.proven_kind,
                proven_address = excluded.proven_address, thread = excluded.thread, message = excluded.message,
                subject = excluded.subject, status = excluded.status, attempts = excluded.attempts, failures = excluded.failures,
                attempt_id = excluded.attempt_id, due_at = excluded.due_at, receipt = excluded.receipt, error = excluded.error,
                updated_at = excluded.updated_at
            """;

    private ReplyRows() {}

    static ChannelReply read(ResultSet row, StatementContext context) throws SQLException {
        ChannelKind channel = Columns.named(ChannelKind.class, row.getString("channel"));
        ReplyPath path = new ReplyPath(
                new ChannelAddress(channel, row.getString("address")),
                new ChannelAddress(
                        Columns.named(ChannelKind.class, row.getString("proven_kind")),
                        row.getString("proven_address")),
                row.getString("thread"),
                row.getString("message"),
                row.getString("subject"));
        return new ChannelReply(
                new ReplyKey(new TurnId(Columns.uuid(row, "turn_id")), new UserId(row.getString("recipient")), channel),
                path,
                Columns.named(DeliveryStatus.class, row.getString("status")),
                row.getInt("attempts"),
                row.getInt("failures"),
                Columns.optionalUuid(row, "attempt_id").orElse(null),
                Columns.optionalInstant(row, "due_at"),
                row.getString("receipt"),
                row.getString("error"),
                Columns.instant(row, "updated_at"));
    }

    static void write(Pipeline pipeline, SessionId session, List<ChannelReply> replies) {
        pipeline.addAll(
                UPSERT, replies.stream().map(reply -> values(reply, session)).toList());
    }

    private static @Nullable Object[] values(ChannelReply reply, SessionId session) {
        ReplyPath path = reply.path();
        return new @Nullable Object[] {
            reply.key().turnId().value(),
            reply.key().recipient().value(),
            reply.key().channel().wireName(),
            session.value(),
            path.to().value(),
            path.provenBy().kind().wireName(),
            path.provenBy().value(),
            path.thread(),
            path.message(),
            path.subject(),
            reply.status().wireName(),
            reply.attempts(),
            reply.failures(),
            reply.attempt(),
            Columns.optionalTimestamp(reply.dueAt()),
            reply.receipt(),
            reply.error(),
            Columns.timestamp(reply.updatedAt())
        };
    }
}
