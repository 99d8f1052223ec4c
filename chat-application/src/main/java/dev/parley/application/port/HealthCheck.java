package dev.parley.application.port;

/**
 * Finds out how something is that this node uses. It may take its time: it is asked on a thread of its own, not more often than once a
 * second, not again before it is done, and is taken for down when it does not tell in time or throws.
 */
@FunctionalInterface
public interface HealthCheck {
    ComponentHealth check() throws InterruptedException;
}
