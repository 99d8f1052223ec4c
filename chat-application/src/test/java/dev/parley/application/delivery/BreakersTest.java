package dev.parley.application.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.delivery.Breakers.Admission;
import dev.parley.application.delivery.Breakers.Place;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.channel.ChannelKind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final Place EMAIL = new Place(ChannelKind.EMAIL, "");
    private static final Place ONE_HOOK = new Place(ChannelKind.WEBHOOK, "https://one.example.com:443");
    private static final Place OTHER_HOOK = new Place(ChannelKind.WEBHOOK, "https://other.example.com:443");

    private final SettableTime time = new SettableTime();
    private final Breakers breakers = new Breakers(time);

    private Admission enter() {
        return breakers.enter(Set.of(EMAIL));
    }

    private void fail(Place place, int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(place, null);
        }
    }

    @Test
    void systemMayBeUsedUntilItFailedFiveTimesInARow() {
        fail(EMAIL, 4);
        breakers.succeeded(EMAIL);
        fail(EMAIL, 4);
        assertThat(enter()).isEqualTo(new Admission(Map.of(), Set.of()));

        fail(EMAIL, 1);
        assertThat(enter()).isEqualTo(new Admission(Map.of(EMAIL, Breaker.FIRST_PAUSE), Set.of()));
        assertThat(breakers.isBroken(ChannelKind.EMAIL)).isTrue();
    }

    @Test
    void afterThePauseOneMessageIsTriedAndTheOthersWait() {
        fail(EMAIL, 5);
        time.advance(Breaker.FIRST_PAUSE);

        assertThat(enter()).isEqualTo(new Admission(Map.of(), Set.of(EMAIL)));
        assertThat(enter().paused()).containsKey(EMAIL);
        breakers.leave(EMAIL);
        assertThat(enter().probes()).containsExactly(EMAIL);
        breakers.succeeded(EMAIL);
        assertThat(enter()).isEqualTo(new Admission(Map.of(), Set.of()));
        assertThat(breakers.isBroken(ChannelKind.EMAIL)).isFalse();
    }

    @Test
    void pauseDoublesWithEachProbeThatFailsUpToTheLongest() {
        fail(EMAIL, 5);
        Duration pause = Breaker.FIRST_PAUSE;
        for (int probes = 0; probes < 40; probes++) {
            assertThat(enter().paused()).containsExactly(Map.entry(EMAIL, pause));
            time.advance(pause);
            assertThat(enter().probes()).containsExactly(EMAIL);
            fail(EMAIL, 1);
            pause = pause.multipliedBy(2).compareTo(Breaker.LONGEST_PAUSE) < 0
                    ? pause.multipliedBy(2)
                    : Breaker.LONGEST_PAUSE;
        }
        assertThat(pause).isEqualTo(Breaker.LONGEST_PAUSE);
    }

    @Test
    void systemThatAsksForItIsLeftAloneAndNotTakenForBroken() {
        breakers.failed(EMAIL, Duration.ofSeconds(7));
        assertThat(enter().paused()).containsExactly(Map.entry(EMAIL, Duration.ofSeconds(7)));
        assertThat(breakers.isBroken(ChannelKind.EMAIL)).isFalse();

        breakers.failed(EMAIL, Duration.ofDays(7));
        assertThat(enter().paused()).containsExactly(Map.entry(EMAIL, Breaker.LONGEST_PAUSE));
    }

    @Test
    void serversOfAChannelFailByThemselves() {
        fail(ONE_HOOK, 5);

        assertThat(breakers.enter(Set.of(ONE_HOOK, OTHER_HOOK)).paused()).containsOnlyKeys(ONE_HOOK);
        assertThat(breakers.broken()).isEqualTo(Map.of(ChannelKind.WEBHOOK, 1L));
        assertThat(breakers.isBroken(ChannelKind.WEBHOOK)).isFalse();
    }
}
