package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * The room that long answers take in memory while clients read them. A client that does not read keeps its answer there for as long as its
 * connection is borne with, and may have hundreds of connections; so all of them share a part of the heap. Safe for use by many threads.
 */
final class AnswersInFlight {
    /** Answers up to this long take no room, in bytes: the number of connections bounds them. */
    static final int SHORT = 16 * 1024;

    private static final long SMALLEST_ROOM = 8L * 1024 * 1024;
    private static final int SHARE_OF_HEAP = 8;
    private static final int UNIT = 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore room;
    private final int whole;

    /** @param bytes that all long answers may have together; one that is longer has to be alone */
    AnswersInFlight(long bytes) {
        whole = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        room = new Semaphore(whole);
    }

    static AnswersInFlight ofThisProcess() {
        return new AnswersInFlight(Math.max(SMALLEST_ROOM, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /**
     * Takes room for an answer.
     *
     * @param bytes the answer's length
     * @return gives the room back; to be called once, when the client has the answer or is gone
     * @throws ChatException.Unavailable if there is none
     */
    Runnable hold(int bytes) {
        if (bytes <= SHORT) {
            return () -> {};
        }
        int units = Math.min(whole, bytes / UNIT);
        if (!room.tryAcquire(units)) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE,
                    "Too many long answers are being read at the moment; try again, or ask for shorter pages.",
                    RETRY_AFTER);
        }
        return () -> room.release(units);
    }
}
