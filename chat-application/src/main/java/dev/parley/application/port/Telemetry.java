package dev.parley.application.port;

import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happened on this node, for whoever measures it. Nothing that streams is told piece by piece, and nothing that is told names a
 * session, a user or what somebody wrote.
 *
 * <p>Those who tell rely on this: every method may be called by many threads at once, returns at once and never throws, whatever it is
 * told. Whoever listens may rely on being called by one thread at a time, off the paths of requests and turns, a moment after it happened;
 * when it cannot keep up, it is not told everything. Every adapter passes {@code TelemetryContract}.
 */
public interface Telemetry {
    /** Measures nothing. */
    static Telemetry none() {
        return new DeafTelemetry();
    }

    /**
     * A request over HTTP was answered, or its stream began.
     *
     * @param operation method and path of the route, with its parameters in braces: {@code GET /api/sessions/{session_id}}
     * @param status the answer's
     */
    default void requestEnded(String operation, int status, Duration took) {}

    /**
     * A client's frame was carried out or refused.
     *
     * @param type the frame's, one of those that there are
     * @param refusal why it was refused; null if it was carried out
     */
    default void frameEnded(String type, @Nullable ErrorCode refusal, Duration took) {}

    /** A client stays connected from now on. */
    default void connectionOpened(Transport transport) {}

    /**
     * A client is not connected any more.
     *
     * @param reason why, one of a few words such as {@code client}, {@code slow_reader}, {@code unauthenticated}, {@code restarting}
     */
    default void connectionClosed(Transport transport, String reason, Duration lasted) {}

    /** A reader came back and went on from its position. */
    default void streamResumed(Transport transport) {}

    /** A model was asked and is done. */
    default void modelCallEnded(ModelCallReport call) {}

    /**
     * A turn ended.
     *
     * @param took from its start; null if it waited for people meanwhile or was begun by another node
     */
    default void turnEnded(TurnStatus status, @Nullable Duration took) {}

    /**
     * A tool was called and is done.
     *
     * @param tool its name, one of those that are offered
     */
    default void toolCallEnded(String tool, boolean failed, Duration took) {}

    default void questionAsked() {}

    /**
     * The first valid answer came.
     *
     * @param channel how it came
     * @param waited from the question to this answer
     */
    default void questionAnswered(ChannelKind channel, Duration waited) {}

    default void questionExpired() {}

    default void questionCancelled() {}

    /** A try to send something to a person over a channel ended. */
    default void deliveryTried(ChannelKind channel, SendOutcome outcome, Duration took) {}

    /** What is due from time to time was done. */
    default void sweepEnded(SweepReport report) {}

    /** A sweep broke off. */
    default void sweepFailed() {}

    /**
     * Somebody asked for too much in too short a time.
     *
     * @param bucket what was empty, such as {@code user}, {@code session} or {@code channel}
     */
    default void rateLimited(String bucket) {}

    /** Somebody came without a valid token. */
    default void authenticationRefused() {}
}
