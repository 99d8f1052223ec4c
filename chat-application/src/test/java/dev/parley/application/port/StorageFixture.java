package dev.parley.application.port;

import java.time.Duration;

/** What the contracts of a storage's ports need of an adapter under test. */
public interface StorageFixture {
    /** The storage, the same throughout a test. It may hold what other tests left. */
    Storage storage();

    /** Returns when the storage's clock shows at least so much more; an adapter whose clock cannot be set waits. */
    void elapse(Duration duration) throws InterruptedException;
}
