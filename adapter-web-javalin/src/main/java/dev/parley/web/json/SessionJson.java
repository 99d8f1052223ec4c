package dev.parley.web.json;

import dev.parley.application.SessionView;
import dev.parley.application.port.FoundSession;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.Origin;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session as one caller sees it.
 *
 * @param access the caller's
 * @param position behind the newest event
 * @param turns those that have not ended, in order of execution; empty in lists of sessions
 * @param pendingFeedback the questions that wait for an answer, the oldest first; empty in lists of sessions
 * @param match where it has the text that was looked for; null unless some was
 */
public record SessionJson(
        String sessionId,
        String ownerId,
        String title,
        JsonText metadata,
        String profile,
        @OneOf(SessionStatus.class) String status,
        @OneOf(words = {"viewer", "editor", "owner"}) String access,
        List<ParticipantJson> participants,
        AgentJson agent,
        String position,
        int messageCount,
        long contextAfter,
        @Nullable OriginJson forkedFrom,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActiveAt,
        @Nullable Instant endedAt,
        @Nullable Instant deletedAt,
        List<TurnJson> turns,
        List<FeedbackJson> pendingFeedback,
        @Nullable MatchJson match) {

    /** Somebody with whom the session is shared. */
    public record ParticipantJson(
            String userId,
            @OneOf(words = {"viewer", "editor"}) String access) {}

    /** The session this one was forked from. */
    public record OriginJson(String sessionId, long seq) {
        static OriginJson from(Origin origin) {
            return new OriginJson(origin.sessionId().toString(), origin.seq());
        }
    }

    public static SessionJson from(SessionView view, UserId caller) {
        return from(view.session(), caller, view.openTurns(), view.openQuestions(), null);
    }

    /**
     * A session at the moment of a snapshot.
     *
     * @param openTurns those that have not ended
     * @param openQuestions those that wait for an answer
     */
    static SessionJson from(Session session, UserId caller, List<Turn> openTurns, List<FeedbackRequest> openQuestions) {
        return from(session, caller, openTurns, openQuestions, null);
    }

    /** An item of a list. */
    public static SessionJson from(FoundSession found, UserId caller) {
        return from(
                found.session(),
                caller,
                List.of(),
                List.of(),
                found.match() == null ? null : MatchJson.from(found.match()));
    }

    private static SessionJson from(
            Session session,
            UserId caller,
            List<Turn> openTurns,
            List<FeedbackRequest> openQuestions,
            @Nullable MatchJson match) {
        return new SessionJson(
                session.id().toString(),
                session.owner().toString(),
                session.title().value(),
                session.metadata().json(),
                session.profile().toString(),
                session.status().wireName(),
                session.accessOf(caller).wireName(),
                session.participants().entrySet().stream()
                        .map(entry -> new ParticipantJson(
                                entry.getKey().toString(), entry.getValue().wireName()))
                        .toList(),
                AgentJson.from(session.agent()),
                Position.after(session.lastSeq()).toString(),
                session.messageCount(),
                session.contextAfter(),
                session.origin() == null ? null : OriginJson.from(session.origin()),
                session.createdAt(),
                session.updatedAt(),
                session.lastActiveAt(),
                session.endedAt(),
                session.deletedAt(),
                openTurns.stream().map(TurnJson::from).toList(),
                FeedbackJson.from(openQuestions),
                match);
    }
}
