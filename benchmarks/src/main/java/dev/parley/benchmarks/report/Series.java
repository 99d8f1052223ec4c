package dev.parley.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several runs gave, by what was measured.
 *
 * @param <K> tells apart what was measured
 */
public final class Series<K> {
    private final Map<K, List<Double>> runs = new LinkedHashMap<>();

    public void add(K key, double value) {
        runs.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
    }

    /** In the order of the runs. */
    public List<Double> of(K key) {
        return runs.getOrDefault(key, List.of());
    }

    /** In the order in which they came. */
    public Set<K> keys() {
        return runs.keySet();
    }
}
