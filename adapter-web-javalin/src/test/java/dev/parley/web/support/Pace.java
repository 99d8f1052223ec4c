package dev.parley.web.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pace of clients that are slow on purpose; no test waits for anything by it. */
public final class Pace {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Pace() {}

    public static void pause(Duration pause) {
        try {
            if (NEVER.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
