package dev.parley.application.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Counts what people do against limits of so much in a minute, by token buckets: a bucket holds as many tokens as are allowed in a minute, is
 * full at first, and is refilled continuously, so that an empty one is full again after a minute.
 *
 * <p>Callers rely on this: {@link #take} takes from all buckets or from none, whoever else takes at the same time, and never gives out more
 * tokens than a bucket has; who is refused and waits as long as it was told is admitted, unless others were quicker; a bucket that nobody
 * uses costs nothing for long, so any number of them may be asked for. An implementation that several nodes share may give out more than a
 * bucket has, within a bound that it states. Time is the implementation's. One that needs a storage which cannot be reached throws {@link
 * dev.parley.domain.ChatException.Unavailable} and has taken nothing. Safe for many threads. Every adapter passes {@code
 * RateLimiterContract}.
 */
public interface RateLimiter {
    /** In what time as many tokens are given out as a bucket holds. */
    Duration WINDOW = Duration.ofMinutes(1);

    /**
     * Takes one token out of each bucket, or none if one of them has none.
     *
     * @param buckets all different; may be empty
     */
    Decision take(Collection<Bucket> buckets);

    /** How full buckets are, in their order; takes nothing and refuses nobody. What was heard of others a moment ago will do. */
    List<Level> levels(Collection<Bucket> buckets);

    /** Lets go of what need not be remembered any more; called from time to time. */
    void tidy();

    /**
     * A bucket; all that is equal is the same bucket.
     *
     * @param kind what it limits; at most 32 letters
     * @param of whose it is, among those of its kind
     * @param capacity tokens that it holds and that it gets in each {@link #WINDOW}, at least 1
     */
    record Bucket(String kind, String of, int capacity) {
        public Bucket {
            if (capacity < 1) {
                throw new IllegalArgumentException("a bucket must hold a token, not " + capacity);
            }
        }
    }

    /**
     * How full a bucket is.
     *
     * @param remaining tokens that can be taken at once
     * @param untilFull when it is full if nobody takes any; zero if it is
     */
    record Level(Bucket bucket, int remaining, Duration untilFull) {}

    /** What became of a wish for tokens. */
    sealed interface Decision {
        /** The buckets as they are then, in the order in which they were given. */
        List<Level> levels();
    }

    /** One token was taken out of each bucket. */
    record Admitted(List<Level> levels) implements Decision {
        public Admitted {
            levels = List.copyOf(levels);
        }
    }

    /**
     * None was taken out of any.
     *
     * @param bucket the one that takes longest to have a token again
     * @param retryAfter when all of them have one; longer than zero
     */
    record Refused(List<Level> levels, Bucket bucket, Duration retryAfter) implements Decision {
        public Refused {
            levels = List.copyOf(levels);
        }
    }
}
