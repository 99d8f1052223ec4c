package dev.parley.application.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told what time it is. Safe for many threads. */
public final class SettableTime implements InstantSource {
    private final AtomicReference<Instant> now;

    public SettableTime() {
        this(Instant.parse("2026-01-02T03:04:05.678901Z"));
    }

    public SettableTime(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }
}
