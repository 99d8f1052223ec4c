package dev.parley.application.telemetry;

import dev.parley.application.port.DurationSummary;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a node did in some time.
 *
 * @param turnTimes of turns that began on the node and waited for nobody, from their start to their end
 * @param firstTextTimes from the call of a model to its first text
 */
public record Tally(Map<Deed, Long> deeds, DurationSummary turnTimes, DurationSummary firstTextTimes) {
    public Tally {
        Map<Deed, Long> all = new EnumMap<>(Deed.class);
        for (Deed deed : Deed.values()) {
            all.put(deed, deeds.getOrDefault(deed, 0L));
        }
        deeds = Map.copyOf(all);
    }

    /** How often all of these were done together. */
    public long count(Deed... wanted) {
        long count = 0;
        for (Deed deed : wanted) {
            count += deeds.getOrDefault(deed, 0L);
        }
        return count;
    }

    /** A tally that goes on. Not safe for many threads. */
    static final class Running {
        private final Map<Deed, Long> deeds = new EnumMap<>(Deed.class);
        private final DurationHistogram turnTimes = new DurationHistogram();
        private final DurationHistogram firstTextTimes = new DurationHistogram();

        void count(Deed deed, long times) {
            deeds.merge(deed, times, Long::sum);
        }

        void timeTurn(long milliseconds) {
            turnTimes.add(milliseconds);
        }

        void timeFirstText(long milliseconds) {
            firstTextTimes.add(milliseconds);
        }

        void add(Running other) {
            other.deeds.forEach(this::count);
            turnTimes.add(other.turnTimes);
            firstTextTimes.add(other.firstTextTimes);
        }

        Tally now() {
            return new Tally(deeds, turnTimes.summary(), firstTextTimes.summary());
        }
    }
}
