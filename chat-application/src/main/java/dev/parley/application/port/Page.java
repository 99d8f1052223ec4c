package dev.parley.application.port;

import java.util.List;

/**
 * A part of a longer list.
 *
 * @param total how many there are in all
 * @param limit most items that were asked for
 * @param offset how many were left out before the first item
 */
public record Page<T>(List<T> items, long total, int limit, int offset) {
    public Page {
        items = List.copyOf(items);
    }
}
