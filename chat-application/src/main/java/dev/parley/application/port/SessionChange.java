package dev.parley.application.port;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryKey;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One locked change of one session: loads what is asked for, sees its own writes, numbers events, and collects what the store has to
 * write at the end. Confined to the thread that runs the work.
 */
public final class SessionChange {
    private final SessionId id;
    private final Rows rows;
    private final IdSource ids;
    private @Nullable Session session;
    private boolean sessionSaved;
    private final SequencedMap<MessageId, Message> messages = new LinkedHashMap<>();
    private final SequencedMap<TurnId, Turn> turns = new LinkedHashMap<>();
    private final SequencedMap<FeedbackRequestId, FeedbackRequest> questions = new LinkedHashMap<>();
    private final List<LateAnswer> lateAnswers = new ArrayList<>();
    private final SequencedMap<FeedbackRequestId, Dispatch> dispatches = new LinkedHashMap<>();
    private final SequencedMap<DeliveryKey, Delivery> deliveries = new LinkedHashMap<>();
    private final SequencedMap<ReplyKey, ChannelReply> replies = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<ModelUse> uses = new ArrayList<>();

    /** @param rows what the store has of the session, which it has locked */
    public SessionChange(SessionId id, Rows rows, IdSource ids) {
        this.id = id;
        this.rows = rows;
        this.ids = ids;
        this.session = rows.session().orElse(null);
    }

    /** The time of this change, by the clock of the storage. */
    public Instant now() {
        return rows.now();
    }

    /** Whether the session is already there. */
    public boolean exists() {
        return session != null;
    }

    /**
     * The session with all changes so far.
     *
     * @throws ChatException.NotFound if there is none
     */
    public Session session() {
        if (session == null) {
            throw new ChatException.NotFound("session");
        }
        return session;
    }

    /** Saves a changed session, or begins it. */
    public Session save(Session changed) {
        if (!changed.id().equals(id)) {
            throw new IllegalArgumentException("another session's change: " + changed.id());
        }
        session = changed;
        sessionSaved = true;
        return changed;
    }

    /** The sequence number that the next event gets. */
    public long nextSeq() {
        return session().lastSeq() + 1;
    }

    /** Saves a new or changed message. */
    public <M extends Message> M save(M message) {
        if (message.seq() >= nextSeq() - events.size() && !messages.containsKey(message.id())) {
            save(session().grown(session().lastSeq(), session().messageCount() + 1));
        }
        messages.put(message.id(), message);
        return message;
    }

    public Turn save(Turn turn) {
        turns.put(turn.id(), turn);
        return turn;
    }

    /** Saves a new or changed question. */
    public FeedbackRequest save(FeedbackRequest question) {
        questions.put(question.id(), question);
        return question;
    }

    /** Keeps an answer that came too late; one that is sent again, with the same id, is kept once. */
    public void keepLate(FeedbackRequestId question, FeedbackResponse answer) {
        lateAnswers.add(new LateAnswer(question, answer));
    }

    /** Saves how a question gets to people; the question has to be saved before. */
    public Dispatch save(Dispatch dispatch) {
        dispatches.put(dispatch.requestId(), dispatch);
        return dispatch;
    }

    /** Saves a new or changed delivery of a question that has a dispatch. */
    public Delivery save(Delivery delivery) {
        deliveries.put(delivery.key(), delivery);
        return delivery;
    }

    /** Saves a new or changed reply of a turn that is saved, here or before. */
    public ChannelReply save(ChannelReply reply) {
        replies.put(reply.key(), reply);
        return reply;
    }

    /** Appends to the log and keeps track of the answer that is being streamed. */
    public Event emit(EventPayload payload) {
        Event event = new Event(new EventId(ids.next()), id, nextSeq(), now(), payload);
        events.add(event);
        Session grown = session().grown(event.seq(), session().messageCount());
        if (payload instanceof EventPayload.MessageStarted started) {
            grown = grown.withOpenAnswer(new OpenAnswer(started.messageId(), started.turnId(), event.seq()));
        } else if (payload instanceof EventPayload.AnswerEnded) {
            grown = grown.withOpenAnswer(null);
        }
        save(grown);
        return event;
    }

    /** Counts an answer that ends with this change; being a part of it, it counts once. */
    public void count(UserId user, String model, TokenUsage usage) {
        uses.add(new ModelUse(user, now().atOffset(ZoneOffset.UTC).toLocalDate(), model, usage));
    }

    public Optional<Message> message(MessageId messageId) {
        Message saved = messages.get(messageId);
        return saved != null ? Optional.of(saved) : rows.message(messageId);
    }

    /** Whether a message id is taken: in this session, or by another message of the author. */
    public boolean isUsed(MessageId messageId, UserId author) {
        return messages.containsKey(messageId) || rows.isUsed(messageId, author);
    }

    /** The messages of one turn, oldest first. */
    public List<Message> messagesOf(TurnId turnId) {
        return overlaid(isAcceptedHere(turnId) ? List.of() : rows.messagesOf(turnId), messages, Message::id).stream()
                .filter(message -> turnId.equals(message.turnId()))
                .sorted(Comparator.comparingLong(Message::seq))
                .toList();
    }

    /** Whether a turn begins with this change: the store has nothing of it. */
    private boolean isAcceptedHere(TurnId turnId) {
        Turn turn = turns.get(turnId);
        return turn != null && turn.acceptedSeq() >= nextSeq() - events.size();
    }

    /** @throws ChatException.NotFound if the session has no such turn */
    public Turn turn(TurnId turnId) {
        Turn saved = turns.get(turnId);
        if (saved != null) {
            return saved;
        }
        return rows.turn(turnId).orElseThrow(() -> new ChatException.NotFound("turn"));
    }

    /** The turn that answers a user message. */
    public Optional<Turn> turnAnswering(MessageId messageId) {
        for (Turn turn : turns.values()) {
            if (turn.messageId().equals(messageId)) {
                return Optional.of(turn);
            }
        }
        return rows.turnAnswering(messageId);
    }

    /** The turns that have not ended, in the order of their execution. */
    public List<Turn> openTurns() {
        return overlaid(rows.openTurns(), turns, Turn::id).stream()
                .filter(turn -> !turn.isEnded())
                .sorted(Turn.EXECUTION_ORDER)
                .toList();
    }

    public Optional<FeedbackRequest> findQuestion(FeedbackRequestId questionId) {
        FeedbackRequest saved = questions.get(questionId);
        return saved != null ? Optional.of(saved) : rows.question(questionId);
    }

    /** @throws ChatException.NotFound if the session has no such question */
    public FeedbackRequest question(FeedbackRequestId questionId) {
        return findQuestion(questionId).orElseThrow(() -> new ChatException.NotFound("question"));
    }

    /** The questions that a turn has asked, the oldest first. */
    public List<FeedbackRequest> questionsOf(TurnId turnId) {
        return overlaid(isAcceptedHere(turnId) ? List.of() : rows.questionsOf(turnId), questions, FeedbackRequest::id)
                .stream()
                .filter(question -> turnId.equals(question.turnId()))
                .toList();
    }

    /** The questions that wait for an answer, the oldest first. */
    public List<FeedbackRequest> openQuestions() {
        return overlaid(rows.openQuestions(), questions, FeedbackRequest::id).stream()
                .filter(FeedbackRequest::isPending)
                .toList();
    }

    /** How a question gets to people; empty if it does not get to anybody who is not looking. */
    public Optional<Dispatch> dispatch(FeedbackRequestId questionId) {
        Dispatch saved = dispatches.get(questionId);
        return saved != null ? Optional.of(saved) : rows.dispatch(questionId);
    }

    /** The deliveries of a question, in the order of recipient and channel. */
    public List<Delivery> deliveriesOf(FeedbackRequestId questionId) {
        return overlaid(rows.deliveriesOf(questionId), deliveries, Delivery::key).stream()
                .filter(delivery -> delivery.key().requestId().equals(questionId))
                .sorted(Delivery.ORDER)
                .toList();
    }

    /** Where the answer of a turn goes, in the order of recipient and channel. */
    public List<ChannelReply> repliesOf(TurnId turnId) {
        return overlaid(isAcceptedHere(turnId) ? List.of() : rows.repliesOf(turnId), replies, ChannelReply::key)
                .stream()
                .filter(reply -> reply.key().turnId().equals(turnId))
                .sorted(ChannelReply.ORDER)
                .toList();
    }

    /** The calls of tools that a turn has begun, whether or not they ended. */
    public List<EventPayload.ToolCalled> toolsCalled(Turn turn) {
        List<EventPayload.ToolCalled> called = new ArrayList<>();
        if (!isAcceptedHere(turn.id())) {
            called.addAll(rows.toolsCalled(turn.acceptedSeq()));
        }
        for (Event event : events) {
            if (event.payload() instanceof EventPayload.ToolCalled call) {
                called.add(call);
            }
        }
        return called.stream().filter(call -> call.turnId().equals(turn.id())).toList();
    }

    /** The text of a draft as far as it was saved; empty if there is none. */
    public String draftOf(MessageId messageId) {
        return rows.draftOf(messageId);
    }

    /**
     * The sessions of an owner that are in use (neither final nor deleted), the last active first. Until this change ends, no other change
     * gets the list of the same owner, so a decision that follows from it holds.
     */
    public List<Session> sessionsInUse(UserId owner) {
        return rows.sessionsInUse(owner);
    }

    /** For the store: what has to be written. */
    public Writes writes() {
        return new Writes(
                sessionSaved ? session : null,
                List.copyOf(messages.values()),
                List.copyOf(turns.values()),
                List.copyOf(questions.values()),
                List.copyOf(lateAnswers),
                List.copyOf(dispatches.values()),
                List.copyOf(deliveries.values()),
                List.copyOf(replies.values()),
                Collections.unmodifiableList(events),
                List.copyOf(uses));
    }

    private static <K, V> List<V> overlaid(List<V> stored, Map<K, V> saved, Function<V, K> key) {
        SequencedMap<K, V> all = new LinkedHashMap<>();
        stored.forEach(value -> all.put(key.apply(value), value));
        all.putAll(saved);
        return List.copyOf(all.values());
    }

    /**
     * What a change has to write, all of it or nothing.
     *
     * @param session the changed session; null if it did not change
     * @param messages new and changed messages; one that ended drops its draft
     * @param questions new and changed questions; one that has ended makes its dispatch due, if it has one
     * @param dispatches new and changed dispatches; what they say counts, whatever else is in this change
     * @param events new events in the order of their numbers
     * @param uses answers that ended, to be added to what was counted
     */
    public record Writes(
            @Nullable Session session,
            List<Message> messages,
            List<Turn> turns,
            List<FeedbackRequest> questions,
            List<LateAnswer> lateAnswers,
            List<Dispatch> dispatches,
            List<Delivery> deliveries,
            List<ChannelReply> replies,
            List<Event> events,
            List<ModelUse> uses) {}

    /** A valid answer that came after its question's end. */
    public record LateAnswer(FeedbackRequestId question, FeedbackResponse answer) {}

    /** What a store has of a session while it holds the session's lock; {@link SessionChange} explains the methods. */
    public interface Rows {
        Instant now();

        Optional<Session> session();

        Optional<Message> message(MessageId id);

        List<Message> messagesOf(TurnId id);

        Optional<Turn> turn(TurnId id);

        Optional<Turn> turnAnswering(MessageId id);

        List<Turn> openTurns();

        Optional<FeedbackRequest> question(FeedbackRequestId id);

        /** Those of a turn, the oldest first. */
        List<FeedbackRequest> questionsOf(TurnId id);

        /** Those that are pending, the oldest first. */
        List<FeedbackRequest> openQuestions();

        Optional<Dispatch> dispatch(FeedbackRequestId id);

        /** Those of a question, in any order. */
        List<Delivery> deliveriesOf(FeedbackRequestId id);

        /** Those of a turn, in any order. */
        List<ChannelReply> repliesOf(TurnId id);

        /** The calls of tools in the log behind a sequence number, in order. */
        List<EventPayload.ToolCalled> toolsCalled(long afterSeq);

        boolean isUsed(MessageId id, UserId author);

        String draftOf(MessageId id);

        List<Session> sessionsInUse(UserId owner);
    }
}
