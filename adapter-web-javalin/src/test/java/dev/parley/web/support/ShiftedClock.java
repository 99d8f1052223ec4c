package dev.parley.web.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, which a test can put forward. */
public final class ShiftedClock implements InstantSource {
    private volatile Duration shift = Duration.ZERO;

    public void forward(Duration duration) {
        shift = shift.plus(duration);
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(shift);
    }
}
