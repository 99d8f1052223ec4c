package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** One after the other for each person, and the earliest first. */
class LanesTest {
    private final Lanes lanes = new Lanes(3);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);

    private boolean add(String person, String time) {
        return lanes.add(person, new BigDecimal(time), () -> done.add(time));
    }

    /** Something that goes on until the latch is open. */
    private void hold(String person) {
        assertThat(lanes.add(person, BigDecimal.ONE, () -> {
                    try {
                        open.await();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isTrue();
    }

    @Test
    void earliestOfThoseThatWaitIsNextAndTooManyAreRefused() {
        hold("anna");
        assertThat(add("anna", "10.000003")).isTrue();
        assertThat(add("anna", "9.000004")).isTrue();
        assertThat(add("anna", "10.000002")).isTrue();
        assertThat(add("anna", "1")).isFalse();

        open.countDown();

        SlackChat.await().until(() -> done.size() == 3);
        assertThat(done).containsExactly("9.000004", "10.000002", "10.000003");
        SlackChat.await().until(() -> add("anna", "2") && add("anna", "3"));
    }

    @Test
    void othersDoNotWait() {
        hold("anna");
        add("anna", "5");
        add("bob", "7");

        SlackChat.await().until(() -> done.contains("7"));
        assertThat(done).containsExactly("7");

        open.countDown();
        SlackChat.await().until(() -> done.contains("5"));
    }
}
