package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.RateLimiter.Admitted;
import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiter.Refused;
import dev.parley.application.port.RateLimiterContract;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes count in one database. Time passes by itself, and where tests want it to, by as much as the rows are set back. */
class JdbiRateLimiterTest implements RateLimiterContract {
    private static final Duration OTHERS_ARE_ASKED = Duration.ofSeconds(2);

    private static TestDatabase database;
    private static PostgresStorage storage;

    private final AtomicLong elapsed = new AtomicLong();
    private final List<JdbiRateLimiter> nodes =
            Stream.generate(this::node).limit(3).toList();

    @BeforeAll
    static void open() throws SQLException {
        database = TestDatabase.start();
        storage = database.node();
        database.execute(
                "create sequence writes",
                """
                create function count_write() returns trigger language plpgsql as
                $$ begin perform nextval('writes'); return new; end $$""",
                "create trigger counted before insert or update on rate_limits for each row execute function count_write()");
    }

    @AfterAll
    static void close() {
        storage.close();
        database.close();
    }

    private JdbiRateLimiter node() {
        return storage.rateLimiter(this::read);
    }

    /** Whoever looks at the clock lets others go before, so that threads meet at the worst moments. */
    private long read() {
        Thread.yield();
        return System.nanoTime() + elapsed.get();
    }

    @Override
    public RateLimiter limiter() {
        return nodes.getFirst();
    }

    @Override
    public void elapse(Duration duration) throws SQLException {
        database.execute("update rate_limits set full_at = full_at - " + duration.toNanos());
        elapsed.addAndGet(duration.toNanos());
    }

    private static Bucket bucket(int capacity) {
        return new Bucket("user", "of-" + Given.IDS.next(), capacity);
    }

    private static boolean take(RateLimiter limiter, Bucket... buckets) {
        return limiter.take(List.of(buckets)) instanceof Admitted;
    }

    private static int takeAll(RateLimiter limiter, Bucket bucket) {
        int taken = 0;
        while (take(limiter, bucket)) {
            taken++;
        }
        return taken;
    }

    private JdbiRateLimiter nodeOf(int request) {
        return nodes.get(request % nodes.size());
    }

    private static long writes() throws SQLException {
        return Long.parseLong(database.value("select nextval('writes')"));
    }

    @Test
    void smallBucketIsExactOverAllNodes() {
        Bucket user = bucket(30);
        Bucket channel = new Bucket("channel", user.of(), 20);
        Bucket session = new Bucket("session", user.of(), 10);

        List<Boolean> admitted = Together.results(THREADS, number -> take(nodeOf(number), user, channel, session));

        assertThat(admitted).filteredOn(each -> each).hasSize(10);
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.take(List.of(user, channel, session)))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.bucket()).isEqualTo(session)));
        assertThat(nodes.stream().mapToInt(node -> takeAll(node, channel)).sum())
                .isEqualTo(10);
        assertThat(nodes.stream().mapToInt(node -> takeAll(node, user)).sum()).isEqualTo(20);
    }

    @Test
    void nodesThatMeetInAnyOrderDoNotWaitForEachOtherForEver() {
        Bucket one = bucket(8);
        Bucket other = bucket(30);
        Bucket third = new Bucket("session", one.of(), 30);

        List<Boolean> admitted = Together.results(THREADS, number -> switch (number / 3 % 3) {
            case 0 -> take(nodeOf(number), one, other, third);
            case 1 -> take(nodeOf(number), third, other, one);
            default -> take(nodeOf(number), other, third, one);
        });

        assertThat(admitted).filteredOn(each -> each).hasSize(8);
    }

    @Test
    void nodesGiveOutAsManyMoreAsTheyHoldAndNoMore() throws Exception {
        Bucket bucket = bucket(60);
        for (JdbiRateLimiter node : nodes) {
            assertThat(take(node, bucket)).isTrue(); // each holds two more of a share of three
        }
        elapse(Duration.ofSeconds(61));

        List<Integer> given = Together.results(nodes.size(), number -> takeAll(nodeOf(number), bucket));

        // A token comes every second, and the slowest of these tests takes some.
        assertThat(given.stream().mapToInt(Integer::intValue).sum()).isBetween(60 + 3 * 2, 60 + 3 * 2 + 10);
    }

    @Test
    void newBucketGivesOutNoMoreThanItHolds() {
        Bucket bucket = bucket(60);

        List<Integer> given = Together.results(nodes.size(), number -> takeAll(nodeOf(number), bucket));

        assertThat(given.stream().mapToInt(Integer::intValue).sum()).isBetween(60, 60 + 10);
    }

    /** That nodes hold so little is what bounds how much they give out together. */
    @Test
    void nodeHoldsNoMoreThanAShareHoweverManyComeAtOnce() {
        Bucket bucket = bucket(2_000);

        List<Boolean> admitted = Together.results(THREADS, number -> take(limiter(), bucket));

        assertThat(admitted).containsOnly(true);
        assertThat(nodes.get(1).levels(List.of(bucket)).getFirst().remaining()).isGreaterThanOrEqualTo(1_900);
    }

    @Test
    void rowIsWrittenForShares() throws SQLException {
        Bucket bucket = bucket(1_000_000);
        take(limiter(), bucket);
        long before = writes();

        for (int i = 1; i < 100_000; i++) {
            assertThat(take(limiter(), bucket)).isTrue();
        }

        // One was there before, and looking at the sequence counts as well.
        assertThat(writes() - before - 1).isEqualTo(1);
    }

    @Test
    void refusedRequestsDoNotReachTheDatabase() throws SQLException {
        Bucket empty = bucket(2);
        Bucket full = new Bucket("session", empty.of(), 1_000);
        takeAll(limiter(), empty);
        PostgresStorage gone = database.node();
        JdbiRateLimiter node = gone.rateLimiter(System::nanoTime);
        assertThat(take(node, full, empty)).isFalse();

        gone.close();

        for (int i = 0; i < 1_000; i++) {
            assertThat(take(node, full, empty)).isFalse();
        }
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> take(node, full));
    }

    @Test
    void sharesAreGivenOutWhileTheDatabaseIsAway() {
        Bucket bucket = bucket(100);
        PostgresStorage gone = database.node();
        JdbiRateLimiter node = gone.rateLimiter(System::nanoTime);
        take(node, bucket);

        gone.close();

        for (int i = 0; i < 4; i++) {
            assertThat(take(node, bucket)).isTrue();
        }
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> take(node, bucket));
    }

    @Test
    void whatCannotBeCountedIsNotTaken() {
        Bucket held = bucket(40);
        Bucket other = new Bucket("session", held.of(), 10);
        PostgresStorage gone = database.node();
        JdbiRateLimiter node = gone.rateLimiter(System::nanoTime);
        take(node, held); // holds one more

        gone.close();

        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> take(node, held, other));
        assertThat(take(node, held)).isTrue();
    }

    @Test
    void levelsTellWhatOtherNodesTook() throws Exception {
        Bucket bucket = bucket(6);
        RateLimiter here = nodes.get(0);
        RateLimiter there = nodes.get(1);
        take(here, bucket);
        take(there, bucket);
        take(there, bucket);

        elapse(OTHERS_ARE_ASKED);

        assertThat(here.levels(List.of(bucket)).getFirst().remaining()).isEqualTo(3);
    }

    @Test
    void shareOfANodeIsPartOfWhatIsLeftThere() {
        Bucket bucket = bucket(100);

        take(nodes.get(0), bucket);

        assertThat(nodes.get(0).levels(List.of(bucket)).getFirst().remaining()).isEqualTo(99);
        assertThat(nodes.get(1).levels(List.of(bucket)).getFirst().remaining()).isEqualTo(95);
    }

    @Test
    void databaseWhoseClockWasSetBackRefusesForOneTokenAtMost() throws SQLException {
        Bucket bucket = bucket(1);
        take(limiter(), bucket);
        database.execute("update rate_limits set full_at = full_at + 3600000000000");

        assertThat(nodes.get(1).take(List.of(bucket)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.retryAfter()).isLessThanOrEqualTo(Duration.ofMinutes(1)));

        elapse(Duration.ofMinutes(1));

        assertThat(nodes).filteredOn(node -> take(node, bucket)).hasSize(1);
    }

    @Test
    void rowsOfBucketsThatHaveLongBeenFullAreRemoved() throws Exception {
        Bucket unused = bucket(10);
        Bucket used = bucket(10);
        take(limiter(), unused);
        take(limiter(), used);
        elapse(Duration.ofMinutes(10));
        for (int i = 0; i < 3; i++) {
            take(limiter(), used);
        }

        limiter().tidy();

        assertThat(database.value(
                        "select string_agg(bucket, ',') from rate_limits where bucket like '%" + unused.of() + "'"))
                .isNull();
        assertThat(takeAll(limiter(), unused)).isEqualTo(10);
        assertThat(takeAll(nodes.get(1), used)).isEqualTo(7);
    }

    /** Whoever removes rows is not allowed to take what others count. */
    @Test
    void countingGoesOnWhileRowsAreRemoved() {
        for (int round = 0; round < 10; round++) {
            Bucket bucket = bucket(8);
            List<Boolean> admitted = Together.results(THREADS, number -> {
                if (number % 8 == 0) {
                    nodeOf(number).sweep(Duration.ZERO);
                }
                return take(nodeOf(number), bucket);
            });

            assertThat(admitted).filteredOn(each -> each).hasSize(8);
        }
    }
}
