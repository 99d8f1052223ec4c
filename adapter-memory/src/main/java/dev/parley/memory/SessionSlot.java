package dev.parley.memory;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryKey;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One session with all that belongs to it. Everything but the session itself may be touched only while the lock is held. */
final class SessionSlot {
    /** How many of the newest events are kept. */
    static final int LOG_TAIL = 100;

    /** How many questions are kept; open ones in any case. */
    private static final int QUESTIONS = 1_000;

    private static final int LATE_ANSWERS = 100;

    final SessionId id;
    final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Session session;

    /** Set under the lock when the slot leaves the storage; whoever waited for the lock must look for another slot. */
    private boolean removed;

    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private final Map<MessageId, Long> seqOfMessage = new HashMap<>();
    private final Map<TurnId, Turn> turns = new LinkedHashMap<>();
    private final Map<TurnId, Turn> openTurns = new LinkedHashMap<>();
    private final Map<MessageId, TurnId> turnOfMessage = new HashMap<>();
    private final ArrayDeque<Event> log = new ArrayDeque<>();
    private final Map<MessageId, StringBuilder> drafts = new HashMap<>();
    private final Map<FeedbackRequestId, FeedbackRequest> questions = new LinkedHashMap<>();
    private final Map<FeedbackRequestId, List<FeedbackResponse>> lateAnswers = new HashMap<>();

    private final Map<FeedbackRequestId, Dispatch> dispatches = new HashMap<>();
    private final Map<FeedbackRequestId, Map<DeliveryKey, Delivery>> deliveries = new HashMap<>();

    private final Map<TurnId, Map<ReplyKey, ChannelReply>> replies = new LinkedHashMap<>();

    /** What open turns called, since the log forgets it. */
    private final List<Event> toolsCalled = new ArrayList<>();

    SessionSlot(SessionId id) {
        this.id = id;
    }

    /** The session as it was last stored; may be read without the lock. Empty while it is being begun. */
    Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    /** @param now the time of the change */
    void apply(SessionChange.Writes writes, Instant now) {
        if (writes.session() != null) {
            session = writes.session();
        }
        for (Message message : writes.messages()) {
            messages.put(message.seq(), message);
            seqOfMessage.put(message.id(), message.seq());
            if (message.status() != MessageStatus.STREAMING) {
                drafts.remove(message.id());
            }
        }
        for (Turn turn : writes.turns()) {
            replace(turn);
            turnOfMessage.put(turn.messageId(), turn.id());
        }
        for (Event event : writes.events()) {
            if (log.size() == LOG_TAIL) {
                log.removeFirst();
            }
            log.addLast(event);
            if (event.payload() instanceof EventPayload.ToolCalled) {
                toolsCalled.add(event);
            }
        }
        if (openTurns.isEmpty()) {
            toolsCalled.clear();
        }
        writes.questions().forEach(question -> questions.put(question.id(), question));
        writes.lateAnswers().forEach(late -> keep(late.question(), late.answer()));
        writes.questions().stream()
                .filter(question -> !question.isPending())
                .forEach(question -> dispatches.computeIfPresent(question.id(), (id, dispatch) -> dispatch.ended(now)));
        writes.dispatches().forEach(dispatch -> dispatches.put(dispatch.requestId(), dispatch));
        for (ChannelReply reply : writes.replies()) {
            replies.computeIfAbsent(reply.key().turnId(), unknown -> new HashMap<>())
                    .put(reply.key(), reply);
        }
        for (Delivery delivery : writes.deliveries()) {
            deliveries
                    .computeIfAbsent(delivery.key().requestId(), unknown -> new HashMap<>())
                    .put(delivery.key(), delivery);
        }
    }

    private void keep(FeedbackRequestId question, FeedbackResponse late) {
        List<FeedbackResponse> answers = lateAnswers.computeIfAbsent(question, unknown -> new ArrayList<>());
        boolean isKnown = answers.stream().anyMatch(answer -> answer.id().equals(late.id()));
        if (!isKnown && answers.size() < LATE_ANSWERS) {
            answers.add(late);
        }
    }

    /** Forgets the oldest questions that are no longer open, if there are too many; returns which. */
    List<FeedbackRequestId> forgetOldQuestions() {
        List<FeedbackRequestId> forgotten = new ArrayList<>();
        Iterator<FeedbackRequest> oldest = questions.values().iterator();
        while (questions.size() > QUESTIONS && oldest.hasNext()) {
            FeedbackRequest question = oldest.next();
            if (!question.isPending()) {
                oldest.remove();
                lateAnswers.remove(question.id());
                dispatches.remove(question.id());
                deliveries.remove(question.id());
                forgotten.add(question.id());
            }
        }
        return forgotten;
    }

    Optional<FeedbackRequest> question(FeedbackRequestId questionId) {
        return Optional.ofNullable(questions.get(questionId));
    }

    /** The oldest first. */
    List<FeedbackRequest> questions() {
        return List.copyOf(questions.values());
    }

    List<FeedbackRequest> openQuestions() {
        return questions.values().stream().filter(FeedbackRequest::isPending).toList();
    }

    List<FeedbackResponse> lateAnswers(FeedbackRequestId questionId) {
        return List.copyOf(lateAnswers.getOrDefault(questionId, List.of()));
    }

    Optional<Dispatch> dispatch(FeedbackRequestId questionId) {
        return Optional.ofNullable(dispatches.get(questionId));
    }

    List<Dispatch> dispatches() {
        return List.copyOf(dispatches.values());
    }

    List<Delivery> deliveriesOf(FeedbackRequestId questionId) {
        return deliveries.getOrDefault(questionId, Map.of()).values().stream()
                .sorted(Delivery.ORDER)
                .toList();
    }

    List<ChannelReply> repliesOf(TurnId turnId) {
        return List.copyOf(replies.getOrDefault(turnId, Map.of()).values());
    }

    /** All of them. */
    List<ChannelReply> replies() {
        return replies.values().stream()
                .flatMap(ofTurn -> ofTurn.values().stream())
                .toList();
    }

    List<EventPayload.ToolCalled> toolsCalled(long afterSeq) {
        return toolsCalled.stream()
                .filter(event -> event.seq() > afterSeq)
                .map(Event::payload)
                .map(EventPayload.ToolCalled.class::cast)
                .toList();
    }

    Optional<Message> message(MessageId messageId) {
        Long seq = seqOfMessage.get(messageId);
        return seq == null ? Optional.empty() : Optional.ofNullable(messages.get(seq));
    }

    NavigableMap<Long, Message> messages() {
        return messages;
    }

    List<Message> messagesOf(TurnId turnId) {
        Turn turn = turns.get(turnId);
        NavigableMap<Long, Message> since = turn == null ? messages : messages.tailMap(turn.acceptedSeq(), true);
        return since.values().stream()
                .filter(message -> turnId.equals(message.turnId()))
                .toList();
    }

    List<Message> latest(int limit) {
        return messages.descendingMap().values().stream().limit(limit).toList().reversed();
    }

    Optional<Turn> turn(TurnId turnId) {
        return Optional.ofNullable(turns.get(turnId));
    }

    Optional<Turn> turnAnswering(MessageId messageId) {
        TurnId turnId = turnOfMessage.get(messageId);
        return turnId == null ? Optional.empty() : turn(turnId);
    }

    List<Turn> openTurns() {
        return openTurns.values().stream().sorted(Turn.EXECUTION_ORDER).toList();
    }

    void replace(Turn turn) {
        turns.put(turn.id(), turn);
        if (turn.isEnded()) {
            openTurns.remove(turn.id());
        } else {
            openTurns.put(turn.id(), turn);
        }
    }

    LogPage eventsAfter(long seq, int limit) {
        if (log.isEmpty() || seq >= log.getLast().seq()) {
            return new LogPage.Events(List.of());
        }
        long skipped = seq + 1 - log.getFirst().seq();
        if (skipped < 0) {
            return new LogPage.Truncated();
        }
        return new LogPage.Events(log.stream().skip(skipped).limit(limit).toList());
    }

    Snapshot snapshot(Session current, int limit) {
        return new Snapshot(current, openTurns(), latest(limit));
    }

    String draft(MessageId messageId) {
        StringBuilder draft = drafts.get(messageId);
        return draft == null ? "" : draft.toString();
    }

    void append(DraftStore.Piece piece) {
        boolean streaming = message(piece.messageId())
                .filter(message -> message.status() == MessageStatus.STREAMING)
                .isPresent();
        if (!streaming) {
            return;
        }
        StringBuilder draft = drafts.computeIfAbsent(piece.messageId(), unknown -> new StringBuilder());
        int known = draft.length() - piece.offset();
        if (known >= 0 && known < piece.text().length()) {
            draft.append(piece.text(), known, piece.text().length());
        }
    }

    /** All authored messages, for the index that is dropped with the slot. */
    List<Message> allMessages() {
        return new ArrayList<>(messages.values());
    }
}
