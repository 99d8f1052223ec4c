package dev.parley.persistence;

import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageRole;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Messages as rows. */
final class MessageRows implements RowMapper<Message> {
    /** All columns of a message; the table must be named {@code m}. */
    static final String COLUMNS = """
            m.session_id, m.seq, m.id, m.turn_id, m.role, m.status, m.author_id, m.channel, m.text, m.tool_calls, m.tool_call_id, m.tool_name,
            m.tool_failed, m.model, m.prompt_tokens, m.completion_tokens, m.failure_code, m.failure_message, m.created_at, m.ended_at
            """;

    private static final String OF_TURN =
            "select " + COLUMNS + " from messages m where m.session_id = :session and m.turn_id = :turn order by m.seq";

    private static final String LATEST =
            "select " + COLUMNS + " from messages m where m.session_id = :session order by m.seq desc limit :limit";

    private static final String CONTEXT = "select " + COLUMNS
            + " from messages m where m.session_id = :session"
            + " and m.seq > (select s.context_after from sessions s where s.id = :session) order by m.seq desc limit :limit";

    private static final String UPSERT = """
            insert into messages (session_id, seq, id, turn_id, role, status, author_id, channel, text, tool_calls, tool_call_id,
                tool_name, tool_failed, model, prompt_tokens, completion_tokens, failure_code, failure_message, created_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as json), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (session_id, seq) do update set status = excluded.status, text = excluded.text,
                tool_calls = excluded.tool_calls, model = excluded.model, prompt_tokens = excluded.prompt_tokens,
                completion_tokens = excluded.completion_tokens, failure_code = excluded.failure_code,
                failure_message = excluded.failure_message, ended_at = excluded.ended_at
            """;

    private static final String DELETE_DRAFT = "delete from drafts where message_id = any(?)";

    private final PayloadCodec codec;

    MessageRows(PayloadCodec codec) {
        this.codec = codec;
    }

    /** The messages of one turn, oldest first. */
    List<Message> ofTurn(Handle handle, SessionId session, TurnId turn) {
        return handle.createQuery(OF_TURN)
                .bind("session", session.value())
                .bind("turn", turn.value())
                .map(this)
                .list();
    }

    /** The newest messages of a session, oldest first. */
    List<Message> latest(Handle handle, SessionId session, int limit) {
        return newest(handle, LATEST, session, limit);
    }

    /** The newest of those that a model may see, oldest first. */
    List<Message> context(Handle handle, SessionId session, int limit) {
        return newest(handle, CONTEXT, session, limit);
    }

    private List<Message> newest(Handle handle, String query, SessionId session, int limit) {
        return handle.createQuery(query)
                .bind("session", session.value())
                .bind("limit", limit)
                .map(this)
                .list()
                .reversed();
    }

    @Override
    public Message map(ResultSet row, StatementContext context) throws SQLException {
        SessionId session = new SessionId(Columns.uuid(row, "session_id"));
        MessageId id = new MessageId(Columns.uuid(row, "id"));
        long seq = row.getLong("seq");
        var createdAt = Columns.instant(row, "created_at");
        String text = row.getString("text");
        return switch (Columns.named(MessageRole.class, row.getString("role"))) {
            case USER ->
                new UserMessage(
                        id,
                        session,
                        turn(row),
                        seq,
                        new UserId(row.getString("author_id")),
                        channel(row),
                        text,
                        createdAt);
            case SYSTEM -> new SystemMessage(id, session, seq, text, createdAt);
            case TOOL ->
                new ToolMessage(
                        id,
                        session,
                        turn(row),
                        seq,
                        row.getString("tool_call_id"),
                        row.getString("tool_name"),
                        text,
                        row.getBoolean("tool_failed"),
                        createdAt);
            case ASSISTANT -> assistant(row, id, session, seq, text);
        };
    }

    private AssistantMessage assistant(ResultSet row, MessageId id, SessionId session, long seq, String text)
            throws SQLException {
        String calls = row.getString("tool_calls");
        return new AssistantMessage(
                id,
                session,
                turn(row),
                seq,
                Columns.named(MessageStatus.class, row.getString("status")),
                text,
                calls == null ? List.of() : codec.readToolCalls(calls),
                row.getString("model"),
                new TokenUsage(row.getInt("prompt_tokens"), row.getInt("completion_tokens")),
                failure(row),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "ended_at"));
    }

    private static ChannelKind channel(ResultSet row) throws SQLException {
        String name = row.getString("channel");
        return name == null ? ChannelKind.WEB : Columns.named(ChannelKind.class, name);
    }

    private static TurnId turn(ResultSet row) throws SQLException {
        return new TurnId(Columns.uuid(row, "turn_id"));
    }

    /** The failure that a message or turn ended with; null if it did not fail. */
    static @Nullable TurnFailure failure(ResultSet row) throws SQLException {
        String code = row.getString("failure_code");
        return code == null
                ? null
                : new TurnFailure(
                        Columns.named(ErrorCode.class, code), Objects.requireNonNull(row.getString("failure_message")));
    }

    void write(Pipeline pipeline, List<Message> messages) {
        pipeline.addAll(UPSERT, messages.stream().map(this::values).toList());
        UUID[] ended = messages.stream()
                .filter(message -> message instanceof AssistantMessage && message.status() != MessageStatus.STREAMING)
                .map(message -> message.id().value())
                .toArray(UUID[]::new);
        if (ended.length > 0) {
            pipeline.add(DELETE_DRAFT, (Object) ended);
        }
    }

    private @Nullable Object[] values(Message message) {
        TurnId turn = message.turnId();
        ToolMessage tool = message instanceof ToolMessage result ? result : null;
        UserMessage said = message instanceof UserMessage user ? user : null;
        AssistantMessage answer = message instanceof AssistantMessage given ? given : null;
        TurnFailure failure = answer == null ? null : answer.failure();
        return new @Nullable Object[] {
            message.sessionId().value(),
            message.seq(),
            message.id().value(),
            turn == null ? null : turn.value(),
            message.role().wireName(),
            message.status().wireName(),
            said == null ? null : said.author().value(),
            said == null ? null : said.channel().wireName(),
            message.text(),
            answer == null || answer.toolCalls().isEmpty() ? null : codec.writeToolCalls(answer.toolCalls()),
            tool == null ? null : tool.toolCallId(),
            tool == null ? null : tool.toolName(),
            tool == null ? null : (Boolean) tool.failed(),
            answer == null ? null : answer.model(),
            answer == null ? 0 : answer.usage().promptTokens(),
            answer == null ? 0 : answer.usage().completionTokens(),
            failure == null ? null : failure.code().code(),
            failure == null ? null : failure.message(),
            Columns.timestamp(message.createdAt()),
            answer == null ? null : Columns.optionalTimestamp(answer.endedAt())
        };
    }
}
