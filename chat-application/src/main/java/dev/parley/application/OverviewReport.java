package dev.parley.application;

import dev.parley.application.port.ModelDay;
import dev.parley.application.port.PendingQuestions;
import dev.parley.application.telemetry.NodeActivity;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the server is used.
 *
 * @param at when this was put together
 * @param system what the storage knows, of all nodes; null if it could not be asked since this node came up
 * @param node what this node knows of itself
 */
public record OverviewReport(Instant at, @Nullable OfSystem system, OfNode node) {
    /** The ages by which questions are told apart. */
    public static final List<Duration> AGES =
            List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24));

    /** The days of {@link OfSystem#usage}. */
    public static final int DAYS = 7;

    /**
     * What the storage knows.
     *
     * @param at when it was asked; long ago if it does not answer any more
     * @param sessions those that are not deleted, by status
     * @param openTurns those that have not ended, by status
     * @param questions that wait, by {@link #AGES}
     * @param asked how many deliveries of questions went out whose end is not told there yet, by channel other than the web
     * @param usage answers and tokens of all users on the last {@value #DAYS} days (UTC), today included
     */
    public record OfSystem(
            Instant at,
            Map<SessionStatus, Long> sessions,
            Map<TurnStatus, Long> openTurns,
            PendingQuestions questions,
            Map<ChannelKind, Long> asked,
            List<ModelDay> usage) {
        public OfSystem {
            sessions = Map.copyOf(sessions);
            openTurns = Map.copyOf(openTurns);
            asked = Map.copyOf(asked);
            usage = List.copyOf(usage);
        }
    }

    /**
     * What a node knows of itself.
     *
     * @param runningTurns that it works on
     * @param openFeeds sessions that it watches or works on
     * @param connections that stay open, by transport; null if nobody counts them
     */
    public record OfNode(
            int runningTurns,
            int openFeeds,
            @Nullable Map<Transport, Integer> connections,
            NodeActivity.Report activity) {}
}
