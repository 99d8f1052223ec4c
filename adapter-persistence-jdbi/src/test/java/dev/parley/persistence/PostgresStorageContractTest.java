package dev.parley.persistence;

import dev.parley.application.port.DeliveryQueueContract;
import dev.parley.application.port.DraftStoreContract;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.EventBusContract;
import dev.parley.application.port.FeedbackQueueContract;
import dev.parley.application.port.SessionChangeContract;
import dev.parley.application.port.SessionLogContract;
import dev.parley.application.port.SessionStoreContract;
import dev.parley.application.port.Storage;
import dev.parley.application.port.StorageFixture;
import dev.parley.application.port.TaskStoreContract;
import dev.parley.application.port.TurnQueueContract;
import dev.parley.application.port.UserChannelsContract;
import dev.parley.application.port.UserDirectoryContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps every promise of the storage's ports. */
class PostgresStorageContractTest {
    private static TestDatabase database;
    private static PostgresStorage open;
    private static PostgresStorage neighbour;

    @BeforeAll
    static void open() {
        database = TestDatabase.start();
        open = database.node();
        neighbour = database.node();
    }

    @AfterAll
    static void close() {
        neighbour.close();
        open.close();
        database.close();
    }

    private abstract static class Fixture implements StorageFixture {
        @Override
        public Storage storage() {
            return open.storage();
        }

        @Override
        public void elapse(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    }

    @Nested
    class Sessions extends Fixture implements SessionStoreContract {}

    @Nested
    class Changes extends Fixture implements SessionChangeContract {}

    @Nested
    class Logs extends Fixture implements SessionLogContract {}

    @Nested
    class Drafts extends Fixture implements DraftStoreContract {}

    @Nested
    class Turns extends Fixture implements TurnQueueContract {}

    @Nested
    class Questions extends Fixture implements FeedbackQueueContract {}

    @Nested
    class Deliveries extends Fixture implements DeliveryQueueContract {}

    @Nested
    class Tasks extends Fixture implements TaskStoreContract {}

    @Nested
    class Users extends Fixture implements UserDirectoryContract {}

    @Nested
    class Channels extends Fixture implements UserChannelsContract {}

    @Nested
    class Bus implements EventBusContract {
        @Override
        public EventBus bus() {
            return open.storage().bus();
        }

        @Override
        public EventBus neighbour() {
            return neighbour.storage().bus();
        }
    }
}
