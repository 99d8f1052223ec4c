package dev.parley.web.support;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.IdSource;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Ids that take long or fail when a test wants it; the only part of the application that a test can trouble from outside. */
public final class TroubledIds implements IdSource {
    private final IdSource ids = new TimeOrderedIds(InstantSource.system());
    private final AtomicReference<Runnable> next = new AtomicReference<>();

    /** The next id is not made, but this is thrown. */
    public void failOnce(Supplier<? extends Error> failure) {
        next.set(() -> {
            throw failure.get();
        });
    }

    /** The next id is not made, but this is thrown. */
    public void throwOnce(Supplier<? extends RuntimeException> failure) {
        next.set(() -> {
            throw failure.get();
        });
    }

    /** Whoever wants the next id waits until the second latch is counted down; the first one tells that somebody waits. */
    public void blockOnce(CountDownLatch blocked, CountDownLatch release) {
        next.set(() -> {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public UUID next() {
        Runnable trouble = next.getAndSet(null);
        if (trouble != null) {
            trouble.run();
        }
        return ids.next();
    }
}
