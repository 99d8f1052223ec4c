package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RandomGenerator LARGEST = new Random() {
        @Override
        public double nextDouble() {
            return Math.nextDown(1.0);
        }
    };

    private static ModelFailure status(int status, Optional<Duration> retryAfter) {
        return ModelFailure.status(status, MissingNode.getInstance(), retryAfter);
    }

    private static ModelFailure passing() {
        return status(500, Optional.empty());
    }

    @Test
    void pausesGrowAndThenEnd() {
        RetryPolicy policy = new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(3), LARGEST);

        assertThat(policy.pauseAfter(1, passing())).contains(Duration.ofMillis(499));
        assertThat(policy.pauseAfter(2, passing())).contains(Duration.ofMillis(999));
        assertThat(policy.pauseAfter(3, passing())).contains(Duration.ofMillis(1999));
        assertThat(policy.pauseAfter(4, passing())).contains(Duration.ofSeconds(3));
        assertThat(policy.pauseAfter(5, passing())).isEmpty();
    }

    @Test
    void pausesDiffer() {
        RetryPolicy policy = RetryPolicy.standard(new Random(1));
        Set<Optional<Duration>> pauses = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            pauses.add(policy.pauseAfter(1, passing()));
        }

        assertThat(pauses).hasSizeGreaterThan(20);
    }

    @Test
    void serversWishIsTheLeast() {
        RetryPolicy policy = RetryPolicy.standard(new Random(1));

        assertThat(policy.pauseAfter(1, status(429, Optional.of(Duration.ofSeconds(5)))))
                .contains(Duration.ofSeconds(5));
        assertThat(policy.pauseAfter(1, status(429, Optional.of(Duration.ofMillis(5001)))))
                .isEmpty();
    }

    @Test
    void onlyPassingFailuresAreRetried() {
        RetryPolicy policy = RetryPolicy.standard(new Random(1));

        assertThat(policy.pauseAfter(1, status(401, Optional.empty()))).isEmpty();
        assertThat(policy.pauseAfter(1, ModelFailure.malformed("x"))).isEmpty();
        assertThat(policy.pauseAfter(1, ModelFailure.resting(Duration.ofSeconds(1))))
                .isEmpty();
    }
}
