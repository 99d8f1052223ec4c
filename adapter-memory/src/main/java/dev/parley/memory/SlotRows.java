package dev.parley.memory;

import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a change sees of its locked slot. */
final class SlotRows implements SessionChange.Rows {
    private final SessionSlot slot;
    private final SessionSlots slots;
    private final SessionLists lists;
    private final Instant now;
    private @Nullable ReentrantLock ownerLock;

    SlotRows(SessionSlot slot, SessionSlots slots, SessionLists lists, Instant now) {
        this.slot = slot;
        this.slots = slots;
        this.lists = lists;
        this.now = now;
    }

    /** Lets others count the sessions of the same owner. */
    void unlockOwner() {
        if (ownerLock != null) {
            ownerLock.unlock();
        }
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Optional<Session> session() {
        return slot.session();
    }

    @Override
    public Optional<Message> message(MessageId id) {
        return slot.message(id);
    }

    @Override
    public List<Message> messagesOf(TurnId id) {
        return slot.messagesOf(id);
    }

    @Override
    public Optional<Turn> turn(TurnId id) {
        return slot.turn(id);
    }

    @Override
    public Optional<Turn> turnAnswering(MessageId id) {
        return slot.turnAnswering(id);
    }

    @Override
    public List<Turn> openTurns() {
        return slot.openTurns();
    }

    @Override
    public String draftOf(MessageId id) {
        return slot.draft(id);
    }

    @Override
    public List<Session> sessionsInUse(UserId owner) {
        if (ownerLock == null) {
            ReentrantLock lock = slots.ownerLock(owner);
            lock.lock();
            ownerLock = lock;
        }
        return lists.inUseBy(owner).toList();
    }

    @Override
    public Optional<FeedbackRequest> question(FeedbackRequestId id) {
        return slot.question(id);
    }

    @Override
    public List<FeedbackRequest> questionsOf(TurnId id) {
        return slot.questions().stream()
                .filter(question -> id.equals(question.turnId()))
                .toList();
    }

    @Override
    public List<FeedbackRequest> openQuestions() {
        return slot.openQuestions();
    }

    @Override
    public Optional<Dispatch> dispatch(FeedbackRequestId id) {
        return slot.dispatch(id);
    }

    @Override
    public List<ChannelReply> repliesOf(TurnId id) {
        return slot.repliesOf(id);
    }

    @Override
    public List<Delivery> deliveriesOf(FeedbackRequestId id) {
        return slot.deliveriesOf(id);
    }

    @Override
    public List<EventPayload.ToolCalled> toolsCalled(long afterSeq) {
        return slot.toolsCalled(afterSeq);
    }

    @Override
    public boolean isUsed(MessageId id, UserId author) {
        return slot.message(id).isPresent() || slots.ofMessage(author, id).isPresent();
    }
}
