package dev.parley.memory;

import dev.parley.application.port.Storage;
import dev.parley.application.port.StorageFixture;
import dev.parley.application.testkit.SettableTime;
import java.time.Duration;

/** A storage in memory whose clock is set by the tests. */
class MemoryFixture implements StorageFixture {
    final SettableTime time = new SettableTime();
    private final Storage storage = InMemoryStorage.open(InMemoryStorage.DEFAULT_SESSIONS, time);

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public void elapse(Duration duration) {
        time.advance(duration);
    }
}
