package dev.parley.application.testkit;

import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.session.OpenAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that puts together what a session's frames tell, and throws an {@link AssertionError} at the first frame that is lost,
 * doubled, out of order or wrong. What it has can be copied and cut back, to come again from an earlier position. For one thread.
 */
public final class ReadingClient {
    private final boolean whereNodesDie;
    private Position position;
    private @Nullable MessageId open;
    private final StringBuilder draft;
    private final List<Event> events;
    private final Map<MessageId, Message> messages;
    private int resets;
    private int deltas;

    /** A client that knows nothing yet. */
    public ReadingClient() {
        this(false);
    }

    private ReadingClient(boolean whereNodesDie) {
        this.whereNodesDie = whereNodesDie;
        position = Position.START;
        draft = new StringBuilder();
        events = new ArrayList<>();
        messages = new LinkedHashMap<>();
    }

    private ReadingClient(ReadingClient other) {
        whereNodesDie = other.whereNodesDie;
        position = other.position;
        open = other.open;
        draft = new StringBuilder(other.draft);
        events = new ArrayList<>(other.events);
        messages = new LinkedHashMap<>(other.messages);
        resets = other.resets;
        deltas = other.deltas;
    }

    /** A client that lets pass that less may be kept of an answer than was shown, unless it was completed. */
    public static ReadingClient whereNodesDie() {
        return new ReadingClient(true);
    }

    public ReadingClient copy() {
        return new ReadingClient(this);
    }

    /** The same client before it got the last part of the draft. */
    public ReadingClient cutTo(int offset) {
        ReadingClient cut = copy();
        cut.draft.setLength(offset);
        cut.position = new Position(position.seq(), offset);
        return cut;
    }

    /** Where it stands. */
    public Position position() {
        return position;
    }

    /** The text of the answer in progress as far as it came; empty if there is none. */
    public String draft() {
        return draft.toString();
    }

    /** The answer in progress; null if there is none. */
    public @Nullable MessageId openAnswer() {
        return open;
    }

    /** The events it got since the beginning or the last reset. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<String> eventTypes() {
        return events.stream().map(Event::type).toList();
    }

    /** The messages it knows that are complete, in the order in which it learned of them. */
    public List<Message> messages() {
        return List.copyOf(messages.values());
    }

    /** How often it had to begin with a snapshot. */
    public int resets() {
        return resets;
    }

    /** How many deltas it got. */
    public int deltas() {
        return deltas;
    }

    public ReadingClient take(List<SharedFrame> frames) {
        frames.forEach(shared -> take(shared.frame()));
        return this;
    }

    public void take(Frame frame) {
        switch (frame) {
            case Frame.EventFrame event -> takeEvent(event);
            case Frame.DeltaFrame delta -> takeDelta(delta);
            case Frame.ResetFrame reset -> takeReset(reset);
            case Frame.TypingFrame typing -> {}
            case Frame.PresenceFrame presence -> {}
        }
    }

    private void takeEvent(Frame.EventFrame frame) {
        Event event = frame.event();
        require(event.seq() == position.seq() + 1, "the event after " + position, frame);
        switch (event.payload()) {
            case EventPayload.MessageStarted started -> {
                require(open == null, "no new answer while one is open", frame);
                begin(started.messageId());
            }
            case EventPayload.AnswerEnded ended -> {
                require(ended.message().id().equals(open), "the end of the answer that is open, " + open, frame);
                requireSameText(ended.message(), frame);
                end(ended.message());
            }
            case EventPayload.MessageCreated created -> learn(created.message(), frame);
            case EventPayload.ToolFinished finished -> learn(finished.message(), frame);
            default -> {}
        }
        events.add(event);
        position = frame.position();
        require(position.seq() == event.seq(), "a position at the event", frame);
        require(position.offset() == (open == null ? 0 : draft.length()), "an offset at " + draft.length(), frame);
    }

    /** Of an answer whose node died less may be kept than was shown; of any other, everything. */
    private void requireSameText(AssistantMessage ended, Frame frame) {
        String shown = draft.toString();
        boolean mayBeLess = ended.status() == MessageStatus.INTERRUPTED
                || whereNodesDie && ended.status() != MessageStatus.COMPLETED;
        boolean same = ended.text().startsWith(shown) || mayBeLess && shown.startsWith(ended.text());
        require(same, "a text that begins with what was shown, \"" + shown + "\"", frame);
    }

    private void learn(Message message, Frame frame) {
        require(messages.put(message.id(), message) == null, "a message that was not there before", frame);
    }

    private void takeDelta(Frame.DeltaFrame delta) {
        require(delta.messageId().equals(open), "text of the answer that is open, " + open, delta);
        require(!delta.text().isEmpty(), "some text", delta);
        require(!splitsPair(delta.text()), "whole characters", delta);
        boolean halfSeen = !draft.isEmpty() && Character.isHighSurrogate(draft.charAt(draft.length() - 1));
        require(delta.offset() == draft.length() - (halfSeen ? 1 : 0), "text from " + draft.length() + " on", delta);
        draft.setLength(delta.offset());
        draft.append(delta.text());
        require(
                delta.position().equals(new Position(position.seq(), draft.length())),
                "a position behind the text",
                delta);
        position = delta.position();
        deltas++;
    }

    private void takeReset(Frame.ResetFrame reset) {
        resets++;
        events.clear();
        messages.clear();
        draft.setLength(0);
        OpenAnswer answer = reset.snapshot().session().openAnswer();
        open = answer == null ? null : answer.messageId();
        for (Message message : reset.snapshot().messages()) {
            if (message.status() == MessageStatus.STREAMING) {
                require(message.id().equals(open), "no streaming message but the open one", reset);
            } else {
                learn(message, reset);
            }
        }
        position = reset.position();
        require(
                position.equals(Position.after(reset.snapshot().session().lastSeq())),
                "a position at the moment of the snapshot",
                reset);
    }

    private void begin(MessageId message) {
        open = message;
        draft.setLength(0);
    }

    private void end(AssistantMessage message) {
        open = null;
        draft.setLength(0);
        messages.put(message.id(), message);
    }

    private static boolean splitsPair(String text) {
        return Character.isLowSurrogate(text.charAt(0)) || Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private void require(boolean condition, String expected, Frame frame) {
        if (!condition) {
            throw new AssertionError("at %s with draft %s, expected %s, but got %s"
                    .formatted(position, Objects.toString(open), expected, frame));
        }
    }
}
