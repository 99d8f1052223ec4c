package dev.parley.application;

import dev.parley.application.port.ModelDay;
import dev.parley.domain.session.SessionStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is of the whole system and of this node, at one moment.
 *
 * @param sessions those that are not deleted, by status; every status is there
 * @param runningTurns on this node
 * @param openFeeds sessions that this node watches or works on
 * @param connections to this node; null if nobody counts them
 * @param today answers and tokens of all users since midnight (UTC), by model
 */
public record SystemStatistics(
        Map<SessionStatus, Long> sessions,
        int runningTurns,
        int openFeeds,
        @Nullable Integer connections,
        List<ModelDay> today) {
    public SystemStatistics {
        Map<SessionStatus, Long> all = new EnumMap<>(SessionStatus.class);
        for (SessionStatus status : SessionStatus.values()) {
            all.put(status, sessions.getOrDefault(status, 0L));
        }
        sessions = Collections.unmodifiableMap(all);
        today = List.copyOf(today);
    }
}
