package dev.parley.application.architecture.seeded.application;

import java.time.Instant;

final class ClockReader {
    Instant now() {
        return Instant.now();
    }
}
