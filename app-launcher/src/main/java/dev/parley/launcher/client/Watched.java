package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A session that the client keeps up to date. */
final class Watched {
    private final String id;
    private final CompletableFuture<JsonNode> joined = new CompletableFuture<>();

    /** Null until something of the session's log is known. */
    private @Nullable SessionCursor cursor;

    /** The ref of the join that is not answered yet; until then frames belong to an earlier one. */
    private @Nullable String joining;

    private @Nullable Future<?> retry;
    private int repairs;
    private long behindSince;
    private long behindUntil = -1;

    Watched(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** The session, when the server has described it. */
    CompletableFuture<JsonNode> joined() {
        return joined;
    }

    @Nullable
    SessionCursor cursor() {
        return cursor;
    }

    void goOnFrom(Position position) {
        cursor = new SessionCursor(position);
    }

    void reset(Position position, JsonNode snapshot) {
        SessionCursor fresh = new SessionCursor(position);
        fresh.reset(position, snapshot);
        cursor = fresh;
    }

    /** Whatever was on its way is lost. */
    void disconnected() {
        joining(null);
        repairs = 0;
    }

    void joining(@Nullable String ref) {
        joining = ref;
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    @Nullable
    String joining() {
        return joining;
    }

    void retry(Future<?> later) {
        retry = later;
    }

    int repairs() {
        return repairs;
    }

    void repairs(int count) {
        repairs = count;
    }

    /** There is something to catch up. */
    void behind(long from, long until) {
        behindSince = from;
        behindUntil = until;
    }

    /** How many events were caught up, once that is done; negative otherwise. */
    long caughtUp() {
        if (cursor == null || behindUntil < 0 || cursor.position().seq() < behindUntil) {
            return -1;
        }
        long events = behindUntil - behindSince;
        behindUntil = -1;
        return events;
    }
}
