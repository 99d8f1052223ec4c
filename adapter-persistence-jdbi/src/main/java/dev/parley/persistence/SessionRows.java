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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Sessions as rows: the columns, how they are read, and how one is written. */
final class SessionRows {
    /** All columns of a session and its participants; the table must be named {@code s}. */
    static final String COLUMNS = """
            s.id, s.owner_id, s.title, s.metadata, s.profile, s.status, s.agent_activity, s.agent_context_messages,
            s.agent_context_tokens, s.agent_waiting_for, s.open_message_id, s.open_turn_id, s.open_started_seq, s.last_seq,
            s.message_count, s.origin_session_id, s.origin_seq, s.created_at, s.updated_at, s.last_active_at, s.ended_at, s.deleted_at,
            (select array_agg(array[p.user_id, p.access]) from session_participants p where p.session_id = s.id) as participants
            """;

    private static final String UPSERT = """
            insert into sessions (id, owner_id, title, metadata, profile, status, agent_activity, agent_context_messages,
                agent_context_tokens, agent_waiting_for, open_message_id, open_turn_id, open_started_seq, last_seq, message_count,
                origin_session_id, origin_seq, created_at, updated_at, last_active_at, ended_at, deleted_at)
            values (:id, :owner, :title, cast(:metadata as json), :profile, :status, :activity, :contextMessages, :contextTokens,
                :waitingFor, :openMessage, :openTurn, :openSeq, :lastSeq, :messageCount, :originSession, :originSeq, :createdAt,
                :updatedAt, :lastActiveAt, :endedAt, :deletedAt)
            on conflict (id) do update set title = excluded.title, metadata = excluded.metadata, status = excluded.status,
                agent_activity = excluded.agent_activity, agent_context_messages = excluded.agent_context_messages,
                agent_context_tokens = excluded.agent_context_tokens, agent_waiting_for = excluded.agent_waiting_for,
                open_message_id = excluded.open_message_id, open_turn_id = excluded.open_turn_id,
                open_started_seq = excluded.open_started_seq, last_seq = excluded.last_seq, message_count = excluded.message_count,
                updated_at = excluded.updated_at, last_active_at = excluded.last_active_at, ended_at = excluded.ended_at,
                deleted_at = excluded.deleted_at
            """;

    private static final String INSERT_USER = "insert into users (id) values (:id) on conflict (id) do nothing";

    private static final String DELETE_PARTICIPANTS = "delete from session_participants where session_id = :session";

    private static final String INSERT_PARTICIPANT =
            "insert into session_participants (session_id, user_id, access, listed) values (:session, :user, :access, :listed)";

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
    static void write(Handle handle, @Nullable Session before, Session session) {
        if (before == null) {
            handle.createUpdate(INSERT_USER).bind("id", session.owner().value()).execute();
        }
        OpenAnswer open = session.openAnswer();
        Origin origin = session.origin();
        FeedbackRequestId waitingFor = session.agent().waitingFor();
        handle.createUpdate(UPSERT)
                .bind("id", session.id().value())
                .bind("owner", session.owner().value())
                .bind("title", session.title().value())
                .bind("metadata", session.metadata().json().text())
                .bind("profile", session.profile().value())
                .bind("status", session.status().wireName())
                .bind("activity", session.agent().activity().wireName())
                .bind("contextMessages", session.agent().contextMessages())
                .bind("contextTokens", session.agent().contextTokens())
                .bind("waitingFor", waitingFor == null ? null : waitingFor.value())
                .bind("openMessage", open == null ? null : open.messageId().value())
                .bind("openTurn", open == null ? null : open.turnId().value())
                .bind("openSeq", open == null ? null : (Long) open.startedSeq())
                .bind("lastSeq", session.lastSeq())
                .bind("messageCount", session.messageCount())
                .bind(
                        "originSession",
                        origin == null ? null : origin.sessionId().value())
                .bind("originSeq", origin == null ? null : (Long) origin.seq())
                .bind("createdAt", Columns.timestamp(session.createdAt()))
                .bind("updatedAt", Columns.timestamp(session.updatedAt()))
                .bind("lastActiveAt", Columns.timestamp(session.lastActiveAt()))
                .bind("endedAt", Columns.optionalTimestamp(session.endedAt()))
                .bind("deletedAt", Columns.optionalTimestamp(session.deletedAt()))
                .execute();
        if (before == null
                ? !session.participants().isEmpty()
                : !before.participants().equals(session.participants()) || isDeleted(before) != isDeleted(session)) {
            writeParticipants(handle, session);
        }
    }

    private static boolean isDeleted(Session session) {
        return session.deletedAt() != null;
    }

    private static void writeParticipants(Handle handle, Session session) {
        handle.createUpdate(DELETE_PARTICIPANTS)
                .bind("session", session.id().value())
                .execute();
        session.participants()
                .forEach((user, access) -> handle.createUpdate(INSERT_PARTICIPANT)
                        .bind("session", session.id().value())
                        .bind("user", user.value())
                        .bind("access", access.wireName())
                        .bind("listed", !isDeleted(session))
                        .execute());
    }
}
