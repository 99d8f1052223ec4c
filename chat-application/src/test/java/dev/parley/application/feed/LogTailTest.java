package dev.parley.application.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private final SessionId session = Given.sessionId();
    private final LogTail tail = new LogTail();

    private boolean append(long seq, int length) {
        EventPayload payload = new EventPayload.Custom("test", new JsonText("\"" + "x".repeat(length - 2) + "\""));
        return tail.append(new Event(new EventId(Given.IDS.next()), session, seq, Instant.EPOCH, payload));
    }

    /** The sequence numbers behind a place; null if they are not all kept. */
    private @Nullable List<Long> after(long seq) {
        List<SharedFrame> frames = tail.read(new Cursor(Position.after(seq), 0), LogTail.LENGTH);
        return frames == null
                ? null
                : frames.stream()
                        .map(shared ->
                                ((Frame.EventFrame) shared.frame()).event().seq())
                        .toList();
    }

    @Test
    void newestHundredAreKept() {
        for (long seq = 1; seq <= 250; seq++) {
            assertThat(append(seq, 10)).isTrue();
        }

        assertThat(append(252, 10)).isFalse();
        assertThat(tail.last()).isEqualTo(250);
        assertThat(after(149)).isNull();
        assertThat(after(150)).hasSize(100).startsWith(151L).endsWith(250L);
        assertThat(after(249)).containsExactly(250L);
    }

    @Test
    void fewerAreKeptWhereTheyAreLong() {
        for (long seq = 1; seq <= 50; seq++) {
            append(seq, LogTail.LONGEST / 4);
        }
        assertThat(after(45)).isNull();
        assertThat(after(46)).containsExactly(47L, 48L, 49L, 50L);

        append(51, 10 * LogTail.LONGEST);
        assertThat(after(49)).isNull();
        assertThat(after(50)).containsExactly(51L);

        append(52, 10);
        assertThat(after(50)).isNull();
        assertThat(after(51)).containsExactly(52L);
        append(53, 10);
        assertThat(after(51)).containsExactly(52L, 53L);
    }

    @Test
    void tailBeginsAnewBehindAGap() {
        append(1, 100);
        append(2, 100);

        tail.restart(200);

        assertThat(after(1)).isNull();
        assertThat(append(201, LogTail.LONGEST)).isTrue();
        assertThat(after(200)).containsExactly(201L);
    }
}
