package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer in progress in a session, and as much of its text as this node knows. It is written here, or on another node that saves it
 * from time to time; then hints tell how much is saved, and a reader loads what is missing. Guarded by the lock of its feed.
 */
final class AnswerText {
    /** So much more than is known may be saved: it has to be looked for. */
    private static final int UNKNOWN = 1;

    private static final int LONGEST_DELTA = 16 * 1024;

    private final SessionId session;
    private @Nullable OpenAnswer open;
    private @Nullable Draft draft;

    /** How much of the answer is saved, as far as hints told. */
    private int draftedLength;

    private boolean loading;

    AnswerText(SessionId session) {
        this.session = session;
    }

    /**
     * Text that is saved but not known here.
     *
     * @param believed how much was believed to be saved when the load began
     */
    record Missing(MessageId messageId, int offset, int believed) {}

    /**
     * Takes over what is stored.
     *
     * @param stored null if no answer is in progress
     * @param savedText what is saved of it
     */
    void restore(@Nullable OpenAnswer stored, String savedText) {
        open = stored;
        if (stored == null) {
            draft = null;
        } else if (draftOf(stored.messageId()) == null) {
            draft = new Draft(stored.messageId(), savedText);
            draftedLength = savedText.length() + UNKNOWN; // there may have been hints meanwhile
        }
    }

    /** Takes in what the log says of answers. */
    void pass(Event event) {
        if (event.payload() instanceof EventPayload.MessageStarted started) {
            open = new OpenAnswer(started.messageId(), started.turnId(), event.seq());
            draftedLength = UNKNOWN;
        } else if (event.payload() instanceof EventPayload.AnswerEnded ended) {
            open = null;
            if (draftOf(ended.message().id()) != null) {
                draft = null;
            }
        }
    }

    /** Begins to take in text that is written here. */
    void begin(MessageId messageId) {
        draft = new Draft(messageId, "");
        draftedLength = 0;
    }

    /** Adds text; that of any other answer than the one in progress is ignored. */
    boolean grow(MessageId messageId, int offset, String piece) {
        Draft known = draftOf(messageId);
        return known != null && known.append(offset, piece);
    }

    /**
     * Hears how much of an answer is saved.
     *
     * @return whether that is more than is known here
     */
    boolean hint(MessageId messageId, int length) {
        if (open == null || !open.messageId().equals(messageId)) {
            return false;
        }
        draftedLength = length;
        return knownLength(messageId) < length;
    }

    /** Begins a load, which {@link #loaded} ends; null if nothing has to be loaded, or somebody does it already. */
    @Nullable
    Missing missing() {
        if (loading || open == null) {
            return null;
        }
        int known = knownLength(open.messageId());
        if (known >= draftedLength) {
            return null;
        }
        loading = true;
        return new Missing(open.messageId(), known, draftedLength);
    }

    /**
     * Ends a load.
     *
     * @param text what was found; null if the load failed
     * @return whether there is something to read, or to load again
     */
    boolean loaded(Missing missing, @Nullable String text) {
        loading = false;
        if (text == null || open == null || !open.messageId().equals(missing.messageId())) {
            return false;
        }
        Draft known = draftOf(missing.messageId());
        if (known == null) {
            known = new Draft(missing.messageId(), "");
            draft = known;
        }
        boolean grown = known.append(missing.offset(), text);
        if (draftedLength == missing.believed()) {
            draftedLength = Math.min(draftedLength, known.length());
        }
        return grown || known.length() < draftedLength;
    }

    private int knownLength(MessageId messageId) {
        Draft known = draftOf(messageId);
        return known == null ? 0 : known.length();
    }

    private @Nullable Draft draftOf(MessageId messageId) {
        return draft != null && draft.messageId().equals(messageId) ? draft : null;
    }

    /** Reads on from a cursor that is behind all events, and moves it. */
    void read(Cursor cursor, List<SharedFrame> frames) {
        Draft known = open == null ? null : draftOf(open.messageId());
        if (known == null) {
            return;
        }
        while (cursor.offset() < known.length()) {
            SharedFrame delta = delta(cursor, known);
            frames.add(delta);
            if (delta.frame() instanceof Frame.DeltaFrame frame) {
                cursor.moveTo(frame.position());
            }
        }
    }

    private SharedFrame delta(Cursor cursor, Draft grown) {
        Draft.Slice slice = grown.from(cursor.offset(), LONGEST_DELTA);
        Position behind =
                new Position(cursor.seq(), slice.offset() + slice.text().length());
        SharedFrame latest = grown.latestDelta();
        if (latest != null
                && latest.frame() instanceof Frame.DeltaFrame same
                && same.offset() == slice.offset()
                && same.position().equals(behind)) {
            return latest;
        }
        SharedFrame fresh =
                new SharedFrame(new Frame.DeltaFrame(session, behind, grown.messageId(), slice.offset(), slice.text()));
        grown.remember(fresh);
        return fresh;
    }
}
