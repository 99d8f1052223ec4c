package dev.parley.application;

import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiter.Level;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits of requests in a minute, for whoever takes requests from people: the edge charges for each before it calls a use case. Use cases
 * themselves charge nothing, so an application that calls them directly is not limited unless it asks here, too. Without a {@link
 * RateLimiter} there are no such limits. Safe for many threads.
 */
public final class RateLimits {
    private final @Nullable RateLimiter limiter;
    private final SessionGate gate;
    private final RecentWriters writers = new RecentWriters(System::nanoTime);
    private final ChatLimits limits;
    private final Telemetry telemetry;

    /** @param limiter null if nothing is limited */
    RateLimits(@Nullable RateLimiter limiter, SessionGate gate, ChatLimits limits, Telemetry telemetry) {
        this.limiter = limiter;
        this.gate = gate;
        this.limits = limits;
        this.telemetry = telemetry;
    }

    /** The kinds of buckets, with what is said when one is empty. */
    private enum Kind {
        USER("You have sent as many requests as are allowed (%s in a minute)"),
        CHANNEL("You have sent as many requests over this channel as are allowed (%s in a minute)"),
        SESSION("This session has got as many requests as are allowed (%s in a minute)"),
        READ("You have read as often as is allowed (%s times in a minute)"),
        EVENTS("This session has got as many custom events as are allowed (%s in a minute)");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Nothing if there is no limit. */
        Stream<Bucket> bucket(String of, int perMinute) {
            return perMinute == 0 ? Stream.empty() : Stream.of(new Bucket(wireName(), of, perMinute));
        }

        static Kind of(Bucket bucket) {
            return valueOf(bucket.kind().toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Charges for a request.
     *
     * @param session the session that it is about, known to the caller or not; null if it is about none. Its own bucket is charged only if
     *     the caller may write in it: nobody can use up what belongs to others
     * @return how full the buckets are that it was charged to; empty if it costs nothing
     * @throws ChatException.Limited with code {@code rate_limited}, if one of them is empty; then none is charged
     * @throws ChatException.Unavailable if the buckets or the session cannot be looked at now
     */
    public List<Level> charge(Caller caller, Charge charge, @Nullable SessionId session) {
        return take(caller, charge, session).orThrow();
    }

    /** Does the same, for those who want to know how full the buckets are even if one is empty. */
    public Receipt take(Caller caller, Charge charge, @Nullable SessionId session) {
        if (limiter == null) {
            return Receipt.FREE;
        }
        List<Bucket> buckets = buckets(caller, charge, session);
        if (buckets.isEmpty()) {
            return Receipt.FREE;
        }
        return switch (limiter.take(buckets)) {
            case RateLimiter.Admitted admitted -> new Receipt(admitted.levels(), null);
            case RateLimiter.Refused refused -> {
                telemetry.rateLimited(refused.bucket().kind());
                yield new Receipt(refused.levels(), refusal(refused));
            }
        };
    }

    /**
     * What became of a charge.
     *
     * @param levels how full the buckets are
     * @param refusal null if the charge was made
     */
    public record Receipt(List<Level> levels, ChatException.@Nullable Limited refusal) {
        static final Receipt FREE = new Receipt(List.of(), null);

        public Receipt {
            levels = List.copyOf(levels);
        }

        /** @throws ChatException.Limited if the charge was not made */
        public List<Level> orThrow() {
            if (refusal != null) {
                throw refusal;
            }
            return levels;
        }
    }

    /**
     * The limits, and how much is left of them.
     *
     * @param limits all limits that concern whoever talks, by their names
     * @param buckets those of the caller and, if asked for, of a session; empty where nothing is limited
     */
    public record Status(Map<String, Object> limits, List<Level> buckets) {
        public Status {
            buckets = List.copyOf(buckets);
        }
    }

    /**
     * How much is left for a caller. Looking costs nothing.
     *
     * @param session whose buckets are looked at, too, if the caller may write in it; null for none
     * @throws ChatException.NotFound if the caller may not see the session
     */
    public Status status(Caller caller, @Nullable SessionId session) {
        if (session != null) {
            gate.require(caller, session, Access.VIEWER);
        }
        Map<String, Object> all = LimitsTold.data(limits);
        if (limiter == null) {
            return new Status(all, List.of());
        }
        SessionId own = ownOf(caller, session);
        Stream<Bucket> buckets =
                Stream.of(written(caller, own), read(caller), published(own)).flatMap(each -> each);
        return new Status(all, limiter.levels(buckets.toList()));
    }

    /** Lets go of what need not be remembered any more. */
    void tidy() {
        if (limiter != null) {
            limiter.tidy();
        }
    }

    private List<Bucket> buckets(Caller caller, Charge charge, @Nullable SessionId session) {
        return switch (charge) {
            case NONE -> List.<Bucket>of();
            case READ -> read(caller).toList();
            case WRITE ->
                written(caller, limits.sessionRequestsPerMinute() == 0 ? null : ownOf(caller, session))
                        .toList();
            case EVENT -> {
                SessionId own = ownOf(caller, session);
                yield (own == null ? written(caller, null) : published(own)).toList();
            }
        };
    }

    private Stream<Bucket> read(Caller caller) {
        return Kind.READ.bucket(caller.user().value(), limits.userReadsPerMinute());
    }

    private Stream<Bucket> written(Caller caller, @Nullable SessionId own) {
        String user = caller.user().value();
        return Stream.of(
                        Kind.USER.bucket(user, limits.userRequestsPerMinute()),
                        Kind.CHANNEL.bucket(
                                caller.channel().wireName() + ":" + user, limits.channelRequestsPerMinute()),
                        own == null
                                ? Stream.<Bucket>empty()
                                : Kind.SESSION.bucket(own.toString(), limits.sessionRequestsPerMinute()))
                .flatMap(each -> each);
    }

    private Stream<Bucket> published(@Nullable SessionId own) {
        return own == null ? Stream.empty() : Kind.EVENTS.bucket(own.toString(), limits.customEventsPerMinute());
    }

    /** The session if the caller may write in it: what strangers send must not use up its buckets. */
    private @Nullable SessionId ownOf(Caller caller, @Nullable SessionId session) {
        if (session == null || writers.contains(caller.user(), session)) {
            return session;
        }
        if (!gate.allows(caller, session, Access.EDITOR)) {
            return null;
        }
        writers.add(caller.user(), session);
        return session;
    }

    private static ChatException.Limited refusal(RateLimiter.Refused refused) {
        Bucket bucket = refused.bucket();
        long seconds = Math.max(1, Wording.wholeSeconds(refused.retryAfter()));
        String sentence = Kind.of(bucket).sentence.formatted(Wording.number(bucket.capacity()))
                + "; try again in %d %s.".formatted(seconds, seconds == 1 ? "second" : "seconds");
        return new ChatException.Limited(
                ErrorCode.RATE_LIMITED,
                sentence,
                refused.retryAfter(),
                Map.of(
                        "bucket", bucket.kind(),
                        "limit", bucket.capacity(),
                        "window_seconds", RateLimiter.WINDOW.toSeconds(),
                        "retry_after_seconds", seconds));
    }
}
