package dev.parley.application;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.delivery.UnreadFiles;
import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Conversations over other channels than the web. What somebody writes there goes into the session to which its thread belongs, or begins one;
 * it is answered by a turn like any other, and the whole answer goes back once the turn has ended. Whoever writes is who has proved that
 * the address is theirs. Safe for many threads.
 */
public final class ChannelChats {
    private static final System.Logger LOG = System.getLogger(ChannelChats.class.getName());

    private static final ChatResult.Refused NOT_USED = new ChatResult.Refused(
            "Your message was not taken, since this channel is switched off in your settings on Parley; switch it on there to write from here.");

    private static final ChatResult.Refused FILES_ONLY = new ChatResult.Refused(
            "Your message was not taken: files cannot be read here. Please write what you want to say.");

    private static final ChatResult.Refused EMPTY = new ChatResult.Refused(
            "Your message was not taken: there is nothing in it but what was quoted, or a signature. Please write what you want to say.");

    private static final ChatResult.Refused FULL = new ChatResult.Refused(
            "Your message was not taken: this conversation is too long to go on. Please begin a new one, outside of this thread.");

    private static final String MESSAGES = "parley message\n";
    private static final String SESSIONS = "parley session\n";
    private static final int TITLE_FROM_TEXT = 60;
    private static final int LATEST = 20;

    /** A session may end between the look for it and the message; the next look finds that. */
    private static final int LOOKS = 3;

    private final SessionStore store;
    private final DeliveryQueue queue;
    private final UserChannels people;
    private final Channels channels;
    private final Users users;
    private final RateLimits rateLimits;
    private final SessionGate gate;
    private final Sessions sessions;
    private final Forks forks;
    private final Conversations conversations;
    private final ActiveSessions active;
    private final AnswerTokens tokens;
    private final IdSource ids;
    private final ChatLimits limits;

    ChannelChats(
            Storage storage,
            Channels channels,
            Users users,
            RateLimits rateLimits,
            SessionGate gate,
            Sessions sessions,
            Forks forks,
            Conversations conversations,
            ActiveSessions active,
            AnswerTokens tokens,
            IdSource ids,
            ChatLimits limits) {
        this.store = storage.sessions();
        this.queue = storage.deliveries();
        this.people = storage.channels();
        this.channels = channels;
        this.users = users;
        this.rateLimits = rateLimits;
        this.gate = gate;
        this.sessions = sessions;
        this.forks = forks;
        this.conversations = conversations;
        this.active = active;
        this.tokens = tokens;
        this.ids = ids;
        this.limits = limits;
    }

    /**
     * Takes what somebody wrote. When this says that it is taken, it is stored, together with where its answer goes. The same message again
     * has no second effect.
     *
     * @throws ChatException.Unavailable if it cannot be taken now; it has to be kept and given again
     */
    public ChatResult receive(ChannelMessage message) {
        Optional<UserChannel> known = people.verified(message.provenBy());
        if (known.isEmpty()) {
            return new ChatResult.UnknownSender();
        }
        boolean isProven = isProven(message, known.get());
        if (!known.get().isUsable()) {
            // Where nothing shall be sent, nobody is told anything because somebody pretends to be them.
            return isProven ? NOT_USED : new ChatResult.UnknownSender();
        }
        if (!isProven) {
            return new ChatResult.Unproven(tokens.mailbox(known.get()));
        }
        try {
            Caller caller = users.admit(known.get().user(), message.from().kind());
            return take(caller, message);
        } catch (ChatException refused) {
            return refusal(refused);
        }
    }

    private boolean isProven(ChannelMessage message, UserChannel known) {
        return switch (message.proof()) {
            case ChannelMessage.Vouched vouched -> true;
            case ChannelMessage.Addressed addressed ->
                addressed.tokens().stream().anyMatch(token -> tokens.isMailbox(token, known));
        };
    }

    private ChatResult take(Caller caller, ChannelMessage message) {
        MessageId id = idOf(caller.user(), message);
        Optional<SessionId> before = store.sessionOfMessage(caller.user(), id);
        if (before.isPresent()) {
            return new ChatResult.Taken(before.get());
        }
        String said = whole(message);
        UnreadFiles files = new UnreadFiles(message.files());
        if (said.isEmpty()) {
            return files.isEmpty() ? EMPTY : FILES_ONLY;
        }
        PostMessage post =
                new PostMessage(id, UserText.parse(files.below(said), limits), IfBusy.ENQUEUE, message.path());
        for (int look = 1; ; look++) {
            Optional<SessionId> thread = threadOf(caller, message, id);
            if (look == 1) {
                rateLimits.charge(caller, Charge.WRITE, thread.orElse(null));
            }
            try {
                return new ChatResult.Taken(
                        thread.isPresent() ? post(caller, thread.get(), post) : begin(caller, message, post));
            } catch (ChatException.Conflict ended) {
                if (ended.code() != ErrorCode.INVALID_STATE || look == LOOKS) {
                    throw ended;
                }
            }
        }
    }

    /** What is said: in the first message of a thread the subject may be a part of it, or all. */
    private static String whole(ChannelMessage message) {
        String text = message.text().strip();
        String subject = message.subject().strip();
        if (!message.thread().isEmpty() || subject.isEmpty() || text.startsWith(subject)) {
            return text;
        }
        return text.isEmpty() ? subject : subject + "\n\n" + text;
    }

    /** The session in which the thread goes on: of one that ended, a new one with its history. */
    private Optional<SessionId> threadOf(Caller caller, ChannelMessage message, MessageId id) {
        Set<String> names = new LinkedHashSet<>(message.thread());
        names.add(message.name());
        Optional<Session> session = queue.sessionOf(
                        caller.user(), message.from().kind(), names)
                .flatMap(store::find)
                .filter(found -> found.allows(caller.user(), Access.VIEWER));
        return session.map(found -> found.status().isFinal()
                ? forks.fork(caller, sessionFor(id), found.id(), null, WhenFull.PAUSE_OLDEST)
                        .session()
                        .id()
                : found.id());
    }

    private SessionId begin(Caller caller, ChannelMessage message, PostMessage post) {
        StartSession start =
                new StartSession(title(message), Metadata.NONE, ProfileName.DEFAULT, WhenFull.PAUSE_OLDEST);
        SessionId begun =
                sessions.start(caller, sessionFor(post.id()), start).session().id();
        SessionId used = post(caller, begun, post);
        if (!used.equals(begun)) {
            sessions.delete(caller, begun);
        }
        return used;
    }

    private Title title(ChannelMessage message) {
        String subject = line(message.subject());
        return new Title(
                subject.isEmpty()
                        ? TextRules.shortened(line(message.text()), Math.min(TITLE_FROM_TEXT, limits.titleCodePoints()))
                        : TextRules.shortened(subject, limits.titleCodePoints()));
    }

    private static String line(String text) {
        return TextRules.repaired(text.strip().lines().findFirst().orElse("")).strip();
    }

    /** Returns where the message is: if somebody took the same one elsewhere at the same time, there. */
    private SessionId post(Caller caller, SessionId session, PostMessage post) {
        try {
            active.makingRoom(WhenFull.PAUSE_OLDEST, () -> conversations.post(caller, session, post));
            return session;
        } catch (ChatException.Unprocessable reused) {
            return store.sessionOfMessage(caller.user(), post.id()).orElseThrow(() -> reused);
        }
    }

    /**
     * Sends the last answer of a session to the caller over one of their channels, now or when it is complete. Whatever they write back there
     * goes into this session.
     *
     * @throws ChatException.NotFound if the caller may not see the session, or has no such channel
     * @throws ChatException.Forbidden if the caller may only read it
     * @throws ChatException.Conflict if this server has no such channel, the caller's is switched off or not confirmed, or there is nothing to send
     *     yet
     */
    public DeliveryState send(Caller caller, SessionId id, ChannelKind kind) {
        gate.require(caller, id, Access.EDITOR);
        TurnId turn = lastTurn(id);
        UserChannel channel = channels.usable(caller, kind);
        if (turn == null) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE, "There is no answer to send yet; write something first.");
        }
        UUID thread = ids.next();
        return store.change(
                id,
                change -> send(
                        change,
                        caller,
                        turn,
                        channels.path(channel, thread, change.session().title().value())));
    }

    private @Nullable TurnId lastTurn(SessionId id) {
        return store.latestMessages(id, LATEST).reversed().stream()
                .map(Message::turnId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** @param anew how to begin, if it was not sent there before */
    private static DeliveryState send(SessionChange change, Caller caller, TurnId turn, ReplyPath anew) {
        change.session().require(caller, Access.EDITOR);
        ReplyKey key = new ReplyKey(turn, caller.user(), anew.to().kind());
        Optional<ChannelReply> before = change.repliesOf(turn).stream()
                .filter(reply -> reply.key().equals(key))
                .findFirst();
        if (before.filter(ChannelReply::isOpen).isPresent()) {
            return before.get().state();
        }
        ChannelReply reply =
                change.save(before.filter(known -> known.path().to().equals(anew.to()))
                        .map(known -> known.again(change.now()))
                        .orElseGet(() -> ChannelReply.awaited(key, anew, change.now())));
        change.emit(new EventPayload.AnswerDelivery(turn, reply.state()));
        return reply.state();
    }

    /** @throws ChatException what passes by itself, so that the message can be taken later */
    private static ChatResult.Refused refusal(ChatException refused) {
        return switch (refused) {
            case ChatException.Unavailable passing -> throw passing;
            case ChatException.TimedOut passing -> throw passing;
            case ChatException.Conflict full when full.code() == ErrorCode.SESSION_FULL -> FULL;
            case ChatException other -> {
                LOG.log(System.Logger.Level.INFO, "a message over a channel was not taken: {0}", other.code());
                yield new ChatResult.Refused("Your message was not taken. " + capitalized(other.sentence()));
            }
        };
    }

    private static String capitalized(String sentence) {
        return sentence.isEmpty()
                ? sentence
                : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    /** The same for the same message, and for nothing else. */
    private static MessageId idOf(UserId user, ChannelMessage message) {
        return new MessageId(
                named(MESSAGES + user.value() + "\n" + message.from().kind().wireName() + "\n" + message.name()));
    }

    /**
     * The session that is begun for a message: the same when it is taken once more, because a node died or the storage went away in between,
     * unless that one is out of use by then.
     */
    private SessionId sessionFor(MessageId message) {
        SessionId id = new SessionId(named(SESSIONS + message));
        boolean isSpent = store.find(id).flatMap(Session::outOfUseSince).isPresent();
        return isSpent ? new SessionId(ids.next()) : id;
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
