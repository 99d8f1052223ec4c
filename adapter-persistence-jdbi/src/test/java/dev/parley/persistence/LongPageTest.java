package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.LogPage;
import dev.parley.application.port.SessionStore;
import dev.parley.application.testkit.Given;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever reads a log slowly holds a page of it in memory: a page of long events is short. */
class LongPageTest {
    private static void append(SessionStore store, SessionId id, int count, int length) {
        EventPayload event = new EventPayload.Custom("long", new JsonText("\"" + "x".repeat(length) + "\""));
        store.change(id, change -> {
            for (int i = 0; i < count; i++) {
                change.emit(event);
            }
            return change.session();
        });
    }

    private static List<Event> page(SessionStore store, SessionId id, long after) {
        return ((LogPage.Events) store.eventsAfter(id, after, 100)).events();
    }

    @Test
    void pageEndsWhereItsEventsAreLong() throws Exception {
        try (TestDatabase database = TestDatabase.start();
                PostgresStorage node = database.node()) {
            SessionStore store = node.storage().sessions();
            SessionId id = Given.session(store, Given.user()).id();
            append(store, id, 150, 10);
            append(store, id, 30, 16_000);
            append(store, id, 1, 500_000);

            assertThat(page(store, id, 0)).hasSize(100);
            assertThat(page(store, id, 151)).hasSize(3);
            assertThat(page(store, id, 180)).hasSize(2);
            assertThat(page(store, id, 181)).hasSize(1);

            List<Long> read = new ArrayList<>();
            for (List<Event> page = page(store, id, 0); !page.isEmpty(); page = page(store, id, read.getLast())) {
                page.forEach(event -> read.add(event.seq()));
            }
            assertThat(read).hasSize(182).isSorted().doesNotHaveDuplicates();
        }
    }
}
