package dev.parley.application.agent;

import dev.parley.application.port.TokenCounter;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The tokens of messages that have ended, and so never change: each is counted once, not once per turn. Safe for use by many threads. */
final class TokenCounts {
    /** What each message costs beside its text, as OpenAI counts it. */
    private static final int TOKENS_PER_MESSAGE = 4;

    /** Some megabytes. */
    private static final int REMEMBERED = 20_000;

    private final TokenCounter counter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Integer> known = new LatestUsed();

    TokenCounts(TokenCounter counter) {
        this.counter = counter;
    }

    int of(Message message) {
        Place place = new Place(message.sessionId(), message.seq());
        Integer remembered = recall(place);
        if (remembered != null) {
            return remembered;
        }
        int tokens = count(message);
        lock.lock();
        try {
            known.put(place, tokens);
        } finally {
            lock.unlock();
        }
        return tokens;
    }

    private @Nullable Integer recall(Place place) {
        lock.lock();
        try {
            return known.get(place);
        } finally {
            lock.unlock();
        }
    }

    private int count(Message message) {
        int tokens = TOKENS_PER_MESSAGE + counter.count(message.text());
        if (message instanceof AssistantMessage answer) {
            for (ToolCall call : answer.toolCalls()) {
                tokens += counter.count(call.name()) + counter.count(call.arguments());
            }
        }
        return tokens;
    }

    /** Where a message is. */
    private record Place(SessionId session, long seq) {}

    private static final class LatestUsed extends LinkedHashMap<Place, Integer> {
        private static final long serialVersionUID = 1;

        LatestUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Integer> eldest) {
            return size() > REMEMBERED;
        }
    }
}
