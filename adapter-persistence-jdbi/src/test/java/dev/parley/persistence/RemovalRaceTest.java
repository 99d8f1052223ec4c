package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.RemovalRace;
import dev.parley.application.testkit.RemovalRace.Report;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is removed on one node neither writes nor is shown anything on another one. {@code -Dparley.seed} repeats a run. */
@Timeout(600)
class RemovalRaceTest {
    private static final long SEED = Long.getLong("parley.seed", new Random().nextLong());
    private static final int ROUNDS = 30;

    @Test
    void removalHoldsFromItsAcknowledgementOnEveryNode() throws Exception {
        try (TestDatabase database = TestDatabase.start();
                PostgresStorage here = database.node();
                PostgresStorage there = database.node()) {
            Report report = RemovalRace.run(List.of(here.storage(), there.storage()), SEED, ROUNDS);
            System.out.println("seed " + SEED + ": " + report);

            assertThat(report.accepted()).isGreaterThan(ROUNDS);
            assertThat(report.frames()).isGreaterThan(ROUNDS);
            assertThat(report.readings()).isGreaterThan(ROUNDS);
        }
    }
}
