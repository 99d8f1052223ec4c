package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentWritersTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final RecentWriters writers = new RecentWriters(nanos::get);
    private final UserId alice = Given.user();
    private final SessionId session = Given.sessionId();

    @Test
    void writersAreKnownForAMoment() {
        assertThat(writers.contains(alice, session)).isFalse();
        writers.add(alice, session);

        nanos.addAndGet(RecentWriters.REMEMBERED.toNanos() - 1);
        assertThat(writers.contains(alice, session)).isTrue();
        nanos.addAndGet(1);
        assertThat(writers.contains(alice, session)).isFalse();

        writers.add(alice, session);
        assertThat(writers.contains(alice, session)).isTrue();
    }

    @Test
    void writersOfOneSessionAreNotThoseOfAnother() {
        writers.add(alice, session);

        assertThat(writers.contains(alice, Given.sessionId())).isFalse();
        assertThat(writers.contains(Given.user(), session)).isFalse();
    }

    @Test
    void thoseFoundLongestAgoAreForgottenWhenThereAreTooMany() {
        writers.add(alice, session);
        SessionId second = Given.sessionId();
        writers.add(alice, second);
        writers.add(alice, session);
        for (int i = 2; i < RecentWriters.MOST; i++) {
            writers.add(alice, Given.sessionId());
        }
        assertThat(writers.contains(alice, second)).isTrue();

        writers.add(alice, Given.sessionId());

        assertThat(writers.contains(alice, second)).isFalse();
        assertThat(writers.contains(alice, session)).isTrue();
    }
}
