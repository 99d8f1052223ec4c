package dev.parley.web.json;

import dev.parley.domain.event.Event;
import java.time.Instant;

/**
 * One entry of a session's log.
 *
 * @param payload one of the records of {@link PayloadJson}
 */
public record EventJson(String eventId, long seq, String type, Instant timestamp, PayloadJson payload) {
    public static EventJson from(Event event) {
        return new EventJson(
                event.id().toString(), event.seq(), event.type(), event.timestamp(), PayloadJson.from(event.payload()));
    }
}
