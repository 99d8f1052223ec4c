package dev.parley.memory;

import dev.parley.application.port.ModelDay;
import dev.parley.application.port.ModelUse;
import dev.parley.domain.user.UserId;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many answers and tokens people had, by day and model: a limited number of counts, of which those of the oldest days make room. */
final class UsageCounts {
    static final int MAXIMUM = 100_000;

    private final NavigableMap<Key, ModelDay> counts = new TreeMap<>();
    private final int maximum;

    /** @param maximum most counts to keep */
    UsageCounts(int maximum) {
        this.maximum = maximum;
    }

    private record Key(LocalDate day, UserId user, String model) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::day).thenComparing(Key::user).thenComparing(Key::model);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Named(LocalDate day, String model) implements Comparable<Named> {
        private static final Comparator<Named> ORDER =
                Comparator.comparing(Named::day).thenComparing(Named::model);

        @Override
        public int compareTo(Named other) {
            return ORDER.compare(this, other);
        }
    }

    synchronized void add(List<ModelUse> uses) {
        for (ModelUse use : uses) {
            ModelDay one = new ModelDay(
                    use.day(),
                    use.model(),
                    1,
                    use.usage().promptTokens(),
                    use.usage().completionTokens());
            counts.merge(new Key(use.day(), use.user(), use.model()), one, UsageCounts::sum);
        }
        while (counts.size() > maximum) {
            counts.pollFirstEntry();
        }
    }

    private static ModelDay sum(ModelDay one, ModelDay other) {
        return new ModelDay(
                one.day(),
                one.model(),
                one.answers() + other.answers(),
                one.promptTokens() + other.promptTokens(),
                one.completionTokens() + other.completionTokens());
    }

    synchronized List<ModelDay> ofAll(LocalDate from, LocalDate to) {
        NavigableMap<Named, ModelDay> all = new TreeMap<>();
        counts.forEach((key, count) -> {
            if (!key.day().isBefore(from) && !key.day().isAfter(to)) {
                all.merge(new Named(key.day(), key.model()), count, UsageCounts::sum);
            }
        });
        return List.copyOf(all.values());
    }

    synchronized List<ModelDay> of(UserId user, LocalDate from, LocalDate to) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().user().equals(user)
                        && !count.getKey().day().isBefore(from)
                        && !count.getKey().day().isAfter(to))
                .map(Map.Entry::getValue)
                .toList();
    }
}
