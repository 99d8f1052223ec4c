package dev.parley.metrics;

/**
 * How the connections to a database are used at one moment.
 *
 * @param waiting who waits for one
 * @param most there may be
 */
public record PoolReading(int active, int idle, int waiting, int most) {}
