package dev.parley.domain.session;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One conversation. {@link SessionStatus} draws its life.
 *
 * @param participants the people it is shared with, without the owner; each is a viewer or an editor
 * @param openAnswer the answer being streamed; null if none is
 * @param lastSeq the sequence number of the newest event in its log; 0 while the log is empty
 * @param messageCount messages in its history
 * @param contextAfter the model sees nothing that was said up to this sequence number; 0 = it may see everything
 * @param origin the session it was forked from; null if it was not
 * @param updatedAt when anything last changed
 * @param lastActiveAt when a person or the agent last did something
 * @param endedAt when it completed or expired; null before
 * @param deletedAt when it was deleted; null unless it was
 */
public record Session(
        SessionId id,
        UserId owner,
        Title title,
        Metadata metadata,
        ProfileName profile,
        SessionStatus status,
        Map<UserId, Access> participants,
        AgentState agent,
        @Nullable OpenAnswer openAnswer,
        long lastSeq,
        int messageCount,
        long contextAfter,
        @Nullable Origin origin,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActiveAt,
        @Nullable Instant endedAt,
        @Nullable Instant deletedAt) {

    public Session {
        TreeMap<UserId, Access> sorted = new TreeMap<>();
        sorted.putAll(participants);
        participants = Collections.unmodifiableMap(sorted);
    }

    /** A session that waits for its first message. */
    public static Session start(
            SessionId id,
            UserId owner,
            Title title,
            Metadata metadata,
            ProfileName profile,
            @Nullable Origin origin,
            Instant now) {
        return new Session(
                id,
                owner,
                title,
                metadata,
                profile,
                SessionStatus.INITIALIZING,
                Map.of(),
                AgentState.INITIAL,
                null,
                0,
                0,
                0,
                origin,
                now,
                now,
                now,
                null,
                null);
    }

    public Access accessOf(UserId user) {
        if (user.equals(owner)) {
            return Access.OWNER;
        }
        return participants.getOrDefault(user, Access.NONE);
    }

    /** Those who may write in it: its owner and editors. */
    public Set<UserId> writers() {
        return Stream.concat(Stream.of(owner), participants.keySet().stream())
                .filter(user -> accessOf(user).atLeast(Access.EDITOR))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Lets the caller pass or refuses.
     *
     * @throws ChatException.NotFound if the caller may not even see the session, or it is deleted
     * @throws ChatException.Forbidden if the caller may see it but not do this
     */
    public Session require(Caller caller, Access needed) {
        if (deletedAt != null) {
            throw new ChatException.NotFound("session");
        }
        return requireEvenDeleted(caller, needed);
    }

    /** Whether {@link #require} would let a user through. */
    public boolean allows(UserId user, Access needed) {
        return deletedAt == null && accessOf(user).atLeast(needed);
    }

    /** {@link #require} for what its owner may do to a deleted session too; nobody else sees anything of one. */
    public Session requireEvenDeleted(Caller caller, Access needed) {
        Access access = accessOf(caller.user());
        if (access == Access.NONE || (deletedAt != null && access != Access.OWNER)) {
            throw new ChatException.NotFound("session");
        }
        if (!access.atLeast(needed)) {
            throw new ChatException.Forbidden("This takes the access of %s in the session; you have that of %s."
                    .formatted(needed.wireName(), access.wireName()));
        }
        return this;
    }

    /** Begins or goes on: the first message, a join, or by hand. */
    public Session activate(Instant now) {
        return become(SessionStatus.ACTIVE, now).copy().lastActiveAt(now).done(now);
    }

    public Session pause(Instant now) {
        return become(SessionStatus.PAUSED, now);
    }

    public Session end(Instant now) {
        return become(SessionStatus.COMPLETED, now).copy().endedAt(now).done(now);
    }

    public Session expire(Instant now) {
        return become(SessionStatus.EXPIRED, now).copy().endedAt(now).done(now);
    }

    /** Notes activity. */
    public Session touch(Instant now) {
        return copy().lastActiveAt(now).done(now);
    }

    public Session rename(Title newTitle, Instant now) {
        return copy().title(newTitle).done(now);
    }

    public Session describe(Metadata newMetadata, Instant now) {
        return copy().metadata(newMetadata).done(now);
    }

    /** @throws ChatException.Invalid if the access is neither that of a viewer nor that of an editor */
    public Session share(UserId user, Access access, ChatLimits limits, Instant now) {
        if (access != Access.VIEWER && access != Access.EDITOR) {
            throw ChatException.Invalid.field("access", "must be viewer or editor.");
        }
        if (user.equals(owner)) {
            throw new ChatException.Conflict(ErrorCode.INVALID_STATE, "The owner of a session needs no share in it.");
        }
        if (!participants.containsKey(user) && participants.size() >= limits.participants()) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "A session is shared with at most %d people; remove one first.".formatted(limits.participants()));
        }
        TreeMap<UserId, Access> changed = new TreeMap<>(participants);
        changed.put(user, access);
        return copy().participants(changed).done(now);
    }

    public Session unshare(UserId user, Instant now) {
        TreeMap<UserId, Access> changed = new TreeMap<>(participants);
        changed.remove(user);
        return copy().participants(changed).done(now);
    }

    /** Lets the model see nothing of what was said up to now. */
    public Session clearContext(Instant now) {
        return copy().contextAfter(lastSeq).done(now);
    }

    public Session delete(Instant now) {
        return copy().deletedAt(now).done(now);
    }

    public Session restore(Instant now) {
        return copy().deletedAt(null).done(now);
    }

    public Session withAgent(AgentState state) {
        return copy().agent(state).done(updatedAt);
    }

    public Session withOpenAnswer(@Nullable OpenAnswer answer) {
        return copy().openAnswer(answer).done(updatedAt);
    }

    /** The session after its log and history grew. */
    public Session grown(long newLastSeq, int newMessageCount) {
        return copy().lastSeq(newLastSeq).messageCount(newMessageCount).done(updatedAt);
    }

    /** Whether it may be paused for want of activity: nobody did anything for so long, and the agent does not wait for people. */
    public boolean isIdle(Duration limit, Instant now) {
        return status.countsAsActive()
                && openAnswer == null
                && agent.waitingFor() == null
                && !lastActiveAt.plus(limit).isAfter(now);
    }

    /** Whether it may expire. */
    public boolean isOverdue(Duration limit, Instant now) {
        return !status.isFinal()
                && openAnswer == null
                && agent.waitingFor() == null
                && !lastActiveAt.plus(limit).isAfter(now);
    }

    /** When it was deleted or else ended; empty for a session in use. */
    public Optional<Instant> outOfUseSince() {
        if (deletedAt != null) {
            return Optional.of(deletedAt);
        }
        return Optional.ofNullable(endedAt);
    }

    private Session become(SessionStatus next, Instant now) {
        if (!status.canBecome(next)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "A session that is %s cannot become %s.".formatted(status.wireName(), next.wireName()),
                    Map.of("status", status.wireName()));
        }
        return copy().status(next).done(now);
    }

    private Copy copy() {
        return new Copy(this);
    }

    /** The parts of a session that change, while a changed copy is made. */
    private static final class Copy {
        private final Session original;
        private Title title;
        private Metadata metadata;
        private SessionStatus status;
        private Map<UserId, Access> participants;
        private AgentState agent;
        private @Nullable OpenAnswer openAnswer;
        private long lastSeq;
        private int messageCount;
        private long contextAfter;
        private Instant lastActiveAt;
        private @Nullable Instant endedAt;
        private @Nullable Instant deletedAt;

        Copy(Session original) {
            this.original = original;
            title = original.title;
            metadata = original.metadata;
            status = original.status;
            participants = original.participants;
            agent = original.agent;
            openAnswer = original.openAnswer;
            lastSeq = original.lastSeq;
            messageCount = original.messageCount;
            contextAfter = original.contextAfter;
            lastActiveAt = original.lastActiveAt;
            endedAt = original.endedAt;
            deletedAt = original.deletedAt;
        }

        Copy title(Title value) {
            title = value;
            return this;
        }

        Copy metadata(Metadata value) {
            metadata = value;
            return this;
        }

        Copy status(SessionStatus value) {
            status = value;
            return this;
        }

        Copy participants(Map<UserId, Access> value) {
            participants = value;
            return this;
        }

        Copy agent(AgentState value) {
            agent = value;
            return this;
        }

        Copy openAnswer(@Nullable OpenAnswer value) {
            openAnswer = value;
            return this;
        }

        Copy lastSeq(long value) {
            lastSeq = value;
            return this;
        }

        Copy messageCount(int value) {
            messageCount = value;
            return this;
        }

        Copy contextAfter(long value) {
            contextAfter = value;
            return this;
        }

        Copy lastActiveAt(Instant value) {
            lastActiveAt = value;
            return this;
        }

        Copy endedAt(@Nullable Instant value) {
            endedAt = value;
            return this;
        }

        Copy deletedAt(@Nullable Instant value) {
            deletedAt = value;
            return this;
        }

        Session done(Instant now) {
            return new Session(
                    original.id,
                    original.owner,
                    title,
                    metadata,
                    original.profile,
                    status,
                    participants,
                    agent,
                    openAnswer,
                    lastSeq,
                    messageCount,
                    contextAfter,
                    original.origin,
                    original.createdAt,
                    now,
                    lastActiveAt,
                    endedAt,
                    deletedAt);
        }
    }
}
