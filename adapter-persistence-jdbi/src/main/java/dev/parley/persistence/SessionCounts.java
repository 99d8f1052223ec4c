package dev.parley.persistence;

import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * How many sessions that are not deleted each user owns: changed by the transactions that begin, delete, restore or remove sessions, as the
 * last thing that they lock, and several users' in their order. So nobody waits here for somebody who waits for what the first one holds.
 */
final class SessionCounts {
    private static final String CHANGE = "update users set own_sessions = own_sessions + ? where id = ?";

    private SessionCounts() {}

    /** @param before the session as it was; null if it is new */
    static void changed(Pipeline pipeline, @Nullable Session before, Session after) {
        int change = counted(after) - counted(before);
        if (change != 0) {
            pipeline.add(CHANGE, change, after.owner().value());
        }
    }

    private static int counted(@Nullable Session session) {
        return session != null && session.deletedAt() == null ? 1 : 0;
    }

    /** @param removed how many counted sessions of each owner are gone */
    static void removed(Handle handle, SortedMap<UserId, Integer> removed) {
        if (removed.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(CHANGE);
        removed.forEach((owner, sessions) -> batch.add(-sessions, owner.value()));
        batch.execute();
    }
}
