package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ModelDay;
import dev.parley.application.port.ModelUse;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.user.UserId;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageCountsTest {
    private static final UserId ALICE = new UserId("alice");
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    @Test
    void oldestDaysMakeRoom() {
        UsageCounts counts = new UsageCounts(2);
        for (int day : new int[] {2, 0, 1, 2}) {
            counts.add(List.of(new ModelUse(ALICE, DAY.plusDays(day), "model", new TokenUsage(3, 5))));
        }

        assertThat(counts.of(ALICE, DAY, DAY.plusDays(9)))
                .containsExactly(
                        new ModelDay(DAY.plusDays(1), "model", 1, 3, 5),
                        new ModelDay(DAY.plusDays(2), "model", 2, 6, 10));
    }
}
