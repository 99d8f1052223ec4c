package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on one database, of which one is killed every few seconds. */
@DisabledOnOs(OS.WINDOWS)
class ClusterIT {
    private static final int NODES = 3;
    private static final int SESSIONS = 30;
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(2);
    private static final int KILLS = 5;

    @Test
    void killedNodesLoseAndRepeatNothing(@TempDir Path folder) throws Exception {
        Random random = Seed.random();
        try (Cluster cluster = Cluster.start(folder, NODES, new ModelStub(20))) {
            Ledger ledger = new Ledger(cluster.client("alice"), SESSIONS, random);
            ledger.write(BETWEEN_MESSAGES);

            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(2_000 + random.nextInt(1_000));
                cluster.replace(random.nextInt(NODES));
            }

            ledger.close();
            cluster.assertStoreIsSound();
            assertThat(cluster.model().answeredTwiceAtOnce())
                    .as("one live call for a turn")
                    .isEmpty();
            assertThat(ledger.connections()).as("readers came back many times").isGreaterThan(SESSIONS);
        }
    }
}
