package dev.parley.llm;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last requests say about a model's server, and whether to send it another one: a circuit breaker that opens when half of the
 * last 20 requests failed, lets nothing through for 10 s, then two requests that decide. A request is a success as soon as the answer
 * begins, so that a long answer does not keep the others waiting; if it breaks off later, that counts as a failure of its own.
 */
final class ServerHealth {
    static final int FEWEST_REQUESTS = 8;
    static final Duration REST = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);

    private final Clock clock;
    private final CircuitBreaker breaker;
    private volatile Instant restsUntil = Instant.MIN;

    ServerHealth(Clock clock) {
        this.clock = clock;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(20, FEWEST_REQUESTS, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(50)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(2)
                .clock(clock)
                .build();
        breaker = CircuitBreaker.of("model", config);
        breaker.getEventPublisher().onStateTransition(event -> {
            State state = event.getStateTransition().getToState();
            if (state == State.OPEN) {
                restsUntil = clock.instant().plus(REST);
                LOG.warn("The model's server fails too often; it is not asked for {} s", REST.toSeconds());
            } else {
                LOG.info("The model's server is asked again: {}", state == State.CLOSED ? "it works" : "trying");
            }
        });
    }

    /**
     * Whether a request would be let through. The breaker itself stays open until a request comes, and if it was waited for this to
     * become true before sending one, none would ever come; so the end of the rest counts.
     */
    boolean isReady() {
        return breaker.getState() != State.OPEN || clock.instant().isAfter(restsUntil);
    }

    /** @throws ModelFailure if the server is given a rest */
    Trial begin() throws ModelFailure {
        if (!breaker.tryAcquirePermission()) {
            Duration remaining = Duration.between(clock.instant(), restsUntil);
            Duration second = Duration.ofSeconds(1);
            throw ModelFailure.resting(remaining.compareTo(second) < 0 ? second : remaining);
        }
        return new Trial();
    }

    /** One request. It counts for nothing if it is closed before anything was said about it. Not safe for use by many threads. */
    final class Trial implements AutoCloseable {
        private boolean counted;

        private Trial() {}

        void succeeded() {
            if (!counted) {
                counted = true;
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            }
        }

        void failed(ModelFailure failure) {
            counted = true;
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        }

        @Override
        public void close() {
            if (!counted) {
                breaker.releasePermission();
            }
        }
    }
}
