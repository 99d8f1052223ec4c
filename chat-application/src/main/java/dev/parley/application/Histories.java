package dev.parley.application;

import dev.parley.application.agent.Contexts;
import dev.parley.application.feed.Feeds;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.Caller;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reading a session: its messages, its log, and what a model would see of it. */
public final class Histories {
    /** Messages that an export has in memory: who reads it slowly keeps them there. */
    private static final int EXPORTED_AT_ONCE = 10;

    private final SessionStore store;
    private final SessionGate gate;
    private final Feeds feeds;
    private final Contexts contexts;

    Histories(SessionStore store, SessionGate gate, Feeds feeds, Contexts contexts) {
        this.store = store;
        this.gate = gate;
        this.feeds = feeds;
        this.contexts = contexts;
    }

    /** A page of the messages. */
    public Page<Message> page(Caller caller, MessageQuery query) {
        return gate.read(caller, query.sessionId(), session -> store.history(query));
    }

    /**
     * Goes over all messages, oldest first.
     *
     * @throws dev.parley.domain.ChatException.NotFound if there is no such session, or the caller may not see it; also in the middle, when access ends
     */
    public Session export(Caller caller, SessionId id, Consumer<Message> each) {
        Session session = gate.require(caller, id, Access.VIEWER);
        forEach(query -> page(caller, query), id, Long.MAX_VALUE, EXPORTED_AT_ONCE, each);
        return session;
    }

    /** Goes over the messages before a sequence number, page by page. */
    static void forEach(
            Function<MessageQuery, Page<Message>> history,
            SessionId id,
            long before,
            int pageSize,
            Consumer<Message> each) {
        long after = 0;
        while (true) {
            Page<Message> page = history.apply(new MessageQuery(id, after, before, true, pageSize, 0));
            page.items().forEach(each);
            if (page.items().size() < pageSize) {
                return;
            }
            after = page.items().getLast().seq();
        }
    }

    /** What a model would see if it were asked now. */
    public ContextWindow context(Caller caller, SessionId id) {
        return gate.read(
                caller,
                id,
                session -> contexts.of(
                        session,
                        store.openTurns(id).stream()
                                .filter(Turn::isCurrent)
                                .map(Turn::id)
                                .findFirst()
                                .orElse(null)));
    }

    /** The limits of what a model would see: the chat's own, or those of the session's profile. */
    public ChatLimits contextLimits(Caller caller, SessionId id) {
        return contexts.limitsOf(gate.require(caller, id, Access.VIEWER));
    }

    /**
     * Begins to watch a session without waking it.
     *
     * @param position where to begin; null to begin with a snapshot
     * @param onNews called, on any thread, when there is something to poll; must not block and must not throw
     * @throws dev.parley.domain.ChatException.Unavailable if nobody uses the session on this node yet, and the node has as many live
     *     sessions as allowed
     */
    public Subscription watch(Caller caller, SessionId id, @Nullable Position position, Runnable onNews) {
        return feeds.watch(gate.require(caller, id, Access.VIEWER), caller.user(), position, true, onNews);
    }

    /** What follows a position in the log, as far as one read gives it. */
    public LogPart log(Caller caller, SessionId id, Position position) {
        Session session = gate.require(caller, id, Access.VIEWER);
        try (Subscription subscription = feeds.watch(session, caller.user(), position, false, () -> {})) {
            List<SharedFrame> frames = subscription.poll();
            return new LogPart(frames, subscription.position());
        }
    }

    /**
     * A part of a log.
     *
     * @param position where to read on
     */
    public record LogPart(List<SharedFrame> frames, Position position) {
        public LogPart {
            frames = List.copyOf(frames);
        }
    }
}
