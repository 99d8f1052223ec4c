package dev.parley.memory;

import dev.parley.application.port.DraftStore;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.util.List;

/** Keeps drafts beside the sessions they belong to. */
final class InMemoryDraftStore implements DraftStore {
    private final SessionSlots slots;

    InMemoryDraftStore(SessionSlots slots) {
        this.slots = slots;
    }

    @Override
    public void append(List<Piece> pieces) {
        for (Piece piece : pieces) {
            slots.read(piece.sessionId(), false, slot -> {
                slot.append(piece);
                return true;
            });
        }
    }

    @Override
    public String text(SessionId sessionId, MessageId messageId) {
        return slots.read(sessionId, "", slot -> slot.draft(messageId));
    }
}
