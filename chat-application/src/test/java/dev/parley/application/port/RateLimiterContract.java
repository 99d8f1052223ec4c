package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.RateLimiter.Admitted;
import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiter.Decision;
import dev.parley.application.port.RateLimiter.Level;
import dev.parley.application.port.RateLimiter.Refused;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link RateLimiter} promises. Time may pass by itself, too; buckets get a token every few seconds at most where it matters that
 * none comes.
 */
public interface RateLimiterContract {
    int THREADS = 64;

    /** The limiter, the same throughout a test. It may know buckets of other tests. */
    RateLimiter limiter();

    /** Returns when the limiter's clock shows at least so much more, and not much more than that. */
    void elapse(Duration duration) throws Exception;

    /** A bucket that no other test uses. */
    private static Bucket bucket(int capacity) {
        return bucket("user", capacity);
    }

    private static Bucket bucket(String kind, int capacity) {
        return new Bucket(kind, "of-" + Given.IDS.next(), capacity);
    }

    private Decision take(Bucket... buckets) {
        return limiter().take(List.of(buckets));
    }

    private boolean isAdmitted(Bucket... buckets) {
        return take(buckets) instanceof Admitted;
    }

    private Refused refused(Bucket... buckets) {
        assertThat(take(buckets)).isInstanceOf(Refused.class);
        return (Refused) take(buckets);
    }

    /** Takes until nothing is left. */
    private int takeAll(Bucket bucket) {
        int taken = 0;
        while (isAdmitted(bucket)) {
            taken++;
        }
        return taken;
    }

    private Level level(Bucket bucket) {
        return limiter().levels(List.of(bucket)).getFirst();
    }

    @Test
    default void newBucketIsFullAndGivesWhatItHolds() {
        Bucket bucket = bucket(6);

        assertThat(level(bucket)).isEqualTo(new Level(bucket, 6, Duration.ZERO));
        assertThat(takeAll(bucket)).isEqualTo(6);
    }

    @Test
    default void whatIsLeftIsTold() {
        Bucket bucket = bucket(6);

        assertThat(take(bucket))
                .isInstanceOfSatisfying(
                        Admitted.class,
                        admitted -> assertThat(admitted.levels())
                                .singleElement()
                                .satisfies(level -> {
                                    assertThat(level.bucket()).isEqualTo(bucket);
                                    assertThat(level.remaining()).isEqualTo(5);
                                    assertThat(level.untilFull())
                                            .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
                                }));
        assertThat(level(bucket).remaining()).isEqualTo(5);
        takeAll(bucket);
        assertThat(level(bucket).remaining()).isZero();
        assertThat(level(bucket).untilFull()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(60));
    }

    @Test
    default void lookingTakesNothing() {
        Bucket bucket = bucket(1);
        for (int i = 0; i < 10; i++) {
            limiter().levels(List.of(bucket));
        }

        assertThat(isAdmitted(bucket)).isTrue();
        assertThat(limiter().levels(List.of())).isEmpty();
    }

    @Test
    default void nothingCanBeTakenOutOfNoBucket() {
        assertThat(take()).isEqualTo(new Admitted(List.of()));
    }

    @Test
    default void levelsComeInTheOrderOfTheBuckets() {
        Bucket last = new Bucket("z", "a" + Given.IDS.next(), 5);
        Bucket first = new Bucket("a", "z" + Given.IDS.next(), 1);
        Bucket middle = new Bucket("m", "m" + Given.IDS.next(), 9);

        assertThat(take(last, first, middle).levels()).extracting(Level::bucket).containsExactly(last, first, middle);
        assertThat(refused(last, first, middle).levels())
                .extracting(Level::bucket)
                .containsExactly(last, first, middle);
        assertThat(limiter().levels(List.of(last, first, middle)))
                .extracting(Level::remaining)
                .containsExactly(4, 0, 8);
    }

    @Test
    default void oneEmptyBucketKeepsAllOthersFromBeingCharged() {
        Bucket empty = bucket(1);
        Bucket before = new Bucket("a", empty.of(), 5);
        Bucket behind = new Bucket("z", empty.of(), 5);
        takeAll(empty);

        assertThat(refused(before, empty, behind).bucket()).isEqualTo(empty);
        assertThat(refused(behind, empty, before).levels())
                .extracting(Level::remaining)
                .containsExactly(5, 0, 5);
        assertThat(takeAll(before)).isEqualTo(5);
        assertThat(takeAll(behind)).isEqualTo(5);
    }

    @Test
    default void whoIsRefusedWaitsForTheSlowestBucket() {
        Bucket slow = bucket(1);
        Bucket quick = bucket(4);
        takeAll(slow);
        takeAll(quick);

        Refused refused = refused(quick, slow);

        assertThat(refused.bucket()).isEqualTo(slow);
        assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 10, 11, 30, 59, 600, 1_000, 99_991})
    default void waitingAsLongAsToldIsEnough(int capacity) throws Exception {
        Bucket bucket = bucket(capacity);
        for (int round = 0; round < 3; round++) {
            Decision decision = take(bucket);
            while (decision instanceof Admitted) {
                decision = take(bucket);
            }
            elapse(((Refused) decision).retryAfter());

            assertThat(isAdmitted(bucket)).as("round %d", round).isTrue();
        }
    }

    @Test
    default void waitingLessIsNotEnough() throws Exception {
        Bucket bucket = bucket(1);
        takeAll(bucket);
        elapse(refused(bucket).retryAfter().minusSeconds(20));

        assertThat(isAdmitted(bucket)).isFalse();
        elapse(refused(bucket).retryAfter());
        assertThat(isAdmitted(bucket)).isTrue();
    }

    @Test
    default void tokensComeBackOneByOne() throws Exception {
        Bucket bucket = bucket(6);
        takeAll(bucket);

        elapse(Duration.ofSeconds(32));

        assertThat(takeAll(bucket)).isEqualTo(3);
    }

    @Test
    default void bucketNeverHoldsMoreThanItsCapacity() throws Exception {
        Bucket bucket = bucket(6);
        isAdmitted(bucket);
        elapse(Duration.ofHours(2));

        assertThat(level(bucket)).isEqualTo(new Level(bucket, 6, Duration.ZERO));
        assertThat(takeAll(bucket)).isEqualTo(6);
    }

    @Test
    default void tidyingUpForgetsNothingThatMatters() throws Exception {
        Bucket empty = bucket(2);
        Bucket full = bucket(2);
        takeAll(empty);
        takeAll(full);
        elapse(Duration.ofSeconds(1));
        limiter().tidy();
        assertThat(isAdmitted(empty)).isFalse();

        elapse(Duration.ofMinutes(10));
        limiter().tidy();

        assertThat(takeAll(full)).isEqualTo(2);
    }

    @Test
    default void bucketsOfOtherKindsAndOwnersAreOthers() {
        Bucket bucket = bucket(2);
        takeAll(bucket);

        assertThat(takeAll(new Bucket("session", bucket.of(), 2))).isEqualTo(2);
        assertThat(takeAll(new Bucket(bucket.kind(), bucket.of() + "x", 2))).isEqualTo(2);
        assertThat(takeAll(new Bucket(bucket.kind() + "s", bucket.of(), 2))).isEqualTo(2);
    }

    @Test
    default void ownersHaveAnyNames() {
        for (String of : List.of("", "'", "a:b", "\uD83D\uDE00", "x".repeat(200), "-- drop", "{1,2}", "\\", "\"")) {
            Bucket bucket = new Bucket("user", of + Given.IDS.next(), 2);
            assertThat(takeAll(bucket)).as(of).isEqualTo(2);
        }
    }

    @Test
    default void largestBucketIsABucket() {
        Bucket bucket = bucket(Integer.MAX_VALUE);

        assertThat(level(bucket).remaining()).isEqualTo(Integer.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(isAdmitted(bucket)).isTrue();
        }
    }

    @Test
    default void manyBucketsCanBeUsed() {
        List<Bucket> buckets =
                IntStream.range(0, 500).mapToObj(number -> bucket(2)).toList();
        buckets.forEach(bucket -> assertThat(isAdmitted(bucket)).isTrue());

        assertThat(buckets).allMatch(bucket -> takeAll(bucket) == 1);
    }

    @Test
    default void asManyAreAdmittedAtOnceAsTheBucketHolds() {
        Bucket bucket = bucket(8);

        List<Boolean> admitted = Together.results(THREADS, number -> isAdmitted(bucket));

        assertThat(admitted).filteredOn(each -> each).hasSize(8);
    }

    @Test
    default void scarcestBucketBoundsWhoTakesOutOfSeveral() {
        Bucket shared = bucket(8);
        List<Bucket> own =
                IntStream.range(0, 8).mapToObj(number -> bucket("session", 5)).toList();

        List<Boolean> admitted = Together.results(THREADS, number -> isAdmitted(own.get(number % own.size()), shared));

        assertThat(admitted).filteredOn(each -> each).hasSize(8);
        int left = own.stream().mapToInt(this::takeAll).sum();
        assertThat(left).isEqualTo(own.size() * 5 - 8);
    }

    /** Whoever is refused by one bucket must not have kept anybody from another one, not even for a moment. */
    @Test
    default void nobodyIsRefusedForTheSakeOfOthersWhoAre() {
        Bucket shared = bucket(12);
        Bucket scarce = new Bucket("a", shared.of(), 2);
        Bucket scarceToo = new Bucket("z", shared.of(), 2);

        List<Boolean> admitted = Together.results(THREADS, number -> switch (number % 8) {
            case 0 -> isAdmitted(shared);
            case 1, 2, 3 -> isAdmitted(scarce, shared);
            default -> isAdmitted(shared, scarceToo);
        });

        assertThat(IntStream.range(0, THREADS / 8).mapToObj(number -> admitted.get(8 * number)))
                .as("those who take of the shared bucket alone")
                .containsOnly(true);
        assertThat(admitted).filteredOn(each -> each).hasSize(12);
    }

    @Test
    default void bucketsMayBeNamedInAnyOrder() {
        Bucket one = bucket(8);
        Bucket other = bucket(8);
        Bucket third = bucket("session", 30);

        List<Boolean> admitted = Together.results(THREADS, number -> switch (number % 3) {
            case 0 -> isAdmitted(one, other, third);
            case 1 -> isAdmitted(third, other, one);
            default -> isAdmitted(other, third, one);
        });

        assertThat(admitted).filteredOn(each -> each).hasSize(8);
    }
}
