package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class InterruptibleDnsTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);

    private final Dns hanging = host -> {
        asked.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return List.of();
    };

    @Test
    void addressesAreThoseOfTheSystem() throws Exception {
        List<InetAddress> addresses = List.of(InetAddress.getLoopbackAddress());

        assertThat(new InterruptibleDns(host -> addresses, Duration.ofSeconds(10)).lookup("any"))
                .isEqualTo(addresses);
    }

    @Test
    void unknownNameStaysUnknown() {
        Dns system = host -> {
            throw new UnknownHostException(host);
        };

        assertThatThrownBy(() -> new InterruptibleDns(system, Duration.ofSeconds(10)).lookup("nowhere"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nowhere");
    }

    @Test
    void lookupThatHangsEndsAtTheLimit() {
        assertThatThrownBy(() -> new InterruptibleDns(hanging, Duration.ofMillis(50)).lookup("any"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void lookupThatHangsCanBeInterrupted() throws Exception {
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
            assertThatThrownBy(() -> new InterruptibleDns(hanging, Duration.ofMinutes(5)).lookup("any"))
                    .isInstanceOf(UnknownHostException.class);
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = Thread.ofVirtual().start(interrupted);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
}
