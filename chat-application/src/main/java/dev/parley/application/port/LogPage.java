package dev.parley.application.port;

import dev.parley.domain.event.Event;
import java.util.List;

/** An answer to the question what follows in a log. */
public sealed interface LogPage {
    /** The next events without a gap; empty at the end of the log. */
    record Events(List<Event> events) implements LogPage {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** The storage no longer has the events that follow. */
    record Truncated() implements LogPage {}
}
