package dev.parley.web.management;

import org.jspecify.annotations.Nullable;

/**
 * What a server has for those who run it.
 *
 * @param metrics what was measured; null if nothing is
 * @param port where it can be seen without a token; null for nowhere
 * @param accessLog whether each request gets a line in the log
 */
public record Operations(
        @Nullable MetricsSource metrics, @Nullable ManagementAddress port, boolean accessLog) {
    /** Health checks only. */
    public static final Operations PLAIN = new Operations(null, null, false);

    /**
     * Where the management port listens.
     *
     * @param host a name or address that users cannot reach
     * @param port 0 for any that is free
     */
    public record ManagementAddress(String host, int port) {}
}
