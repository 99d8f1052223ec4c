package dev.parley.memory.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.Storage;
import dev.parley.application.testkit.RemovalRace;
import dev.parley.application.testkit.RemovalRace.Report;
import dev.parley.memory.InMemoryStorage;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is removed while they stream and write does neither any more once the removal was acknowledged. {@code -Dparley.seed} repeats a run. */
@Timeout(600)
class RemovalRaceTest {
    private static final long SEED = Long.getLong("parley.seed", new Random().nextLong());
    private static final int ROUNDS = 200;

    @Test
    void removalHoldsFromItsAcknowledgementOn() throws Exception {
        Storage storage = InMemoryStorage.open(10_000, InstantSource.system());
        Report report = RemovalRace.run(List.of(storage, storage), SEED, ROUNDS);
        System.out.println("seed " + SEED + ": " + report);

        assertThat(report.accepted()).isGreaterThan(ROUNDS);
        assertThat(report.frames()).isGreaterThan(ROUNDS);
        assertThat(report.readings()).isGreaterThan(ROUNDS);
    }
}
