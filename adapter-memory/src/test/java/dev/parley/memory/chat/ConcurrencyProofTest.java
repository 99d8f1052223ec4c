package dev.parley.memory.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ConversationStorm;
import dev.parley.application.testkit.ConversationStorm.Report;
import dev.parley.application.testkit.SettableTime;
import dev.parley.memory.InMemoryStorage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Shows that no event is lost, doubled or reordered for any reader while writers, stops and reconnects race. {@code -Dparley.seed} repeats a
 * run, as far as threads let themselves be repeated; {@code -Dparley.storm.seconds} makes it longer.
 */
@Timeout(600)
class ConcurrencyProofTest {
    private static final long SEED = Long.getLong("parley.seed", new Random().nextLong());
    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("parley.storm.seconds", 2L));

    @Test
    void noReaderLosesDoublesOrReordersAnything() throws Exception {
        Storage storage = InMemoryStorage.open(100, InstantSource.system());
        Report report = ConversationStorm.blow(List.of(storage, storage), SEED, DURATION);
        System.out.println("seed " + SEED + ": " + report);

        assertThat(report.turns()).isGreaterThan(20);
        assertThat(report.frames()).isGreaterThan(1_000);
        assertThat(report.readings()).isGreaterThan(50);
        assertThat(report.atOnce()).isEqualTo(1);
    }

    @Test
    void neitherDoTheyWhenNodesLoseTheirLeasesAndGoOn() throws Exception {
        SettableTime time = new SettableTime();
        Storage storage = InMemoryStorage.open(100, time);
        Report report = ConversationStorm.blowWithPauses(List.of(storage, storage), SEED, DURATION, time);
        System.out.println("seed " + SEED + ": " + report);

        assertThat(report.turns()).isGreaterThan(20);
        assertThat(report.frames()).isGreaterThan(1_000);
    }
}
