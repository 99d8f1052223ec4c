package dev.parley.persistence;

import dev.parley.domain.JsonText;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Origin;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Sessions as rows: the columns, how they are read, and how one is written. */
final class SessionRows {
    /** All columns of a session and its participants; the table must be named {@code s}. */
    static final String COLUMNS = """
            s.id, s.owner_id, s.title, s.metadata, s.profile, s.status, s.agent_activity, s.agent_context_messages,
            s.agent_context_tokens, s.agent_waiting_for, s.open_message_id, s.open_turn_id, s.open_started_seq, s.last_seq,
            s.message_count, s.context_after, s.origin_session_id, s.origin_seq, s.created_at, s.updated_at, s.last_active_at, s.ended_at, s.deleted_at,
            (select array_agg(array[p.user_id, p.access]) from session_participants p where p.session_id = s.id) as participants
            """;

    private static final String INSERT = """
            insert into sessions (id, owner_id, title, metadata, profile, status, agent_activity, agent_context_messages,
                agent_context_tokens, agent_waiting_for, open_message_id, open_turn_id, open_started_seq, last_seq, message_count,
                context_after, updated_at, last_active_at, ended_at, deleted_at, origin_session_id, origin_seq, created_at)
            values (?, ?, ?, cast(? as json), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE = """
            update sessions set title = ?, metadata = cast(? as json), profile = ?, status = ?, agent_activity = ?,
                agent_context_messages = ?, agent_context_tokens = ?, agent_waiting_for = ?, open_message_id = ?, open_turn_id = ?,
                open_started_seq = ?, last_seq = ?, message_count = ?, context_after = ?, updated_at = ?, last_active_at = ?, ended_at = ?,
                deleted_at = ?
            where id = ?
            """;

    private static final String INSERT_USER = "insert into users (id) values (?) on conflict (id) do nothing";

    private static final String DELETE_PARTICIPANTS = "delete from session_participants where session_id = ?";

    private static final String INSERT_PARTICIPANTS = """
            insert into session_participants (session_id, user_id, access, listed)
            select ?, p.user_id, p.access, ? from unnest(?, ?) p (user_id, access)
            """;

    private SessionRows() {}

    static Session read(ResultSet row, StatementContext context) throws SQLException {
        return new Session(
                new SessionId(Columns.uuid(row, "id")),
                new UserId(row.getString("owner_id")),
                new Title(row.getString("title")),
                new Metadata(new JsonText(row.getString("metadata"))),
                new ProfileName(row.getString("profile")),
                SessionStatus.named(row.getString("status")).orElseThrow(),
                participants(row),
                new AgentState(
                        Columns.named(AgentActivity.class, row.getString("agent_activity")),
                        row.getInt("agent_context_messages"),
                        row.getInt("agent_context_tokens"),
                        Columns.optionalUuid(row, "agent_waiting_for")
                                .map(FeedbackRequestId::new)
                                .orElse(null)),
                openAnswer(row),
                row.getLong("last_seq"),
                row.getInt("message_count"),
                row.getLong("context_after"),
                origin(row),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                Columns.instant(row, "last_active_at"),
                Columns.optionalInstant(row, "ended_at"),
                Columns.optionalInstant(row, "deleted_at"));
    }

    private static Map<UserId, Access> participants(ResultSet row) throws SQLException {
        Array array = row.getArray("participants");
        Map<UserId, Access> participants = new HashMap<>();
        if (array != null) {
            for (Object participant : (Object[]) array.getArray()) {
                String[] pair = (String[]) participant;
                participants.put(new UserId(pair[0]), Access.grantable(pair[1]).orElseThrow());
            }
        }
        return participants;
    }

    private static @Nullable OpenAnswer openAnswer(ResultSet row) throws SQLException {
        Optional<UUID> message = Columns.optionalUuid(row, "open_message_id");
        return message.isEmpty()
                ? null
                : new OpenAnswer(
                        new MessageId(message.get()),
                        new TurnId(Columns.uuid(row, "open_turn_id")),
                        row.getLong("open_started_seq"));
    }

    private static @Nullable Origin origin(ResultSet row) throws SQLException {
        Optional<UUID> session = Columns.optionalUuid(row, "origin_session_id");
        return session.isEmpty() ? null : new Origin(new SessionId(session.get()), row.getLong("origin_seq"));
    }

    /** @param before the session as it was; null if it is new */
    static void write(Pipeline pipeline, @Nullable Session before, Session session) {
        List<@Nullable Object> values = new ArrayList<>(changing(session));
        if (before == null) {
            pipeline.add(INSERT_USER, session.owner().value());
            Origin origin = session.origin();
            values.addFirst(session.owner().value());
            values.addFirst(session.id().value());
            values.add(origin == null ? null : origin.sessionId().value());
            values.add(origin == null ? null : (Long) origin.seq());
            values.add(Columns.timestamp(session.createdAt()));
            pipeline.add(INSERT, values.toArray());
        } else {
            values.add(session.id().value());
            pipeline.add(UPDATE, values.toArray());
        }
        if (before == null
                ? !session.participants().isEmpty()
                : !before.participants().equals(session.participants()) || isDeleted(before) != isDeleted(session)) {
            writeParticipants(pipeline, session);
        }
    }

    private static List<@Nullable Object> changing(Session session) {
        OpenAnswer open = session.openAnswer();
        FeedbackRequestId waitingFor = session.agent().waitingFor();
        return Arrays.asList(
                session.title().value(),
                session.metadata().json().text(),
                session.profile().value(),
                session.status().wireName(),
                session.agent().activity().wireName(),
                session.agent().contextMessages(),
                session.agent().contextTokens(),
                waitingFor == null ? null : waitingFor.value(),
                open == null ? null : open.messageId().value(),
                open == null ? null : open.turnId().value(),
                open == null ? null : (Long) open.startedSeq(),
                session.lastSeq(),
                session.messageCount(),
                session.contextAfter(),
                Columns.timestamp(session.updatedAt()),
                Columns.timestamp(session.lastActiveAt()),
                Columns.optionalTimestamp(session.endedAt()),
                Columns.optionalTimestamp(session.deletedAt()));
    }

    private static boolean isDeleted(Session session) {
        return session.deletedAt() != null;
    }

    private static void writeParticipants(Pipeline pipeline, Session session) {
        pipeline.add(DELETE_PARTICIPANTS, session.id().value());
        if (!session.participants().isEmpty()) {
            List<Map.Entry<UserId, Access>> participants =
                    List.copyOf(session.participants().entrySet());
            pipeline.add(
                    INSERT_PARTICIPANTS,
                    session.id().value(),
                    !isDeleted(session),
                    participants.stream().map(entry -> entry.getKey().value()).toArray(String[]::new),
                    participants.stream()
                            .map(entry -> entry.getValue().wireName())
                            .toArray(String[]::new));
        }
    }
}
