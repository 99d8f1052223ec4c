package dev.parley.channel.slack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was put in lately: when it is full, the oldest is forgotten. Safe for many threads. */
final class Recent<K, V> {
    private final Map<K, V> entries;

    Recent(int most) {
        entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable V find(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    /** Whether it was not there before. */
    synchronized boolean add(K key, V value) {
        return entries.putIfAbsent(key, value) == null;
    }

    synchronized void forget(K key) {
        entries.remove(key);
    }

    synchronized int size() {
        return entries.size();
    }
}
