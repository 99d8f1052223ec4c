package dev.parley.launcher.settings;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What those who run the server set for themselves.
 *
 * @param managementPort where metrics and health are served without a token; 0 for any free one, null for nowhere
 * @param managementHost the address to listen on there
 * @param accessLog whether each request gets a line in the log
 * @param drainDelay how long the server goes on as before, but for saying that it is not ready, when it is told to end
 */
public record OperationSettings(
        @Nullable Integer managementPort, String managementHost, boolean accessLog, Duration drainDelay) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LONGEST_DRAIN_DELAY = Duration.ofMinutes(5);

    /** Unless something else was set. */
    public static final OperationSettings DEFAULT = new OperationSettings(null, LOOPBACK, false, Duration.ZERO);

    static final Setting<Integer> MANAGEMENT_PORT = Setting.optional(
            "PARLEY_MANAGEMENT_PORT",
            "PORT",
            "off",
            "a port of its own for /metrics and health, without a token; 0 = any free one",
            Parsers.number(0, 65_535));

    static final Setting<String> MANAGEMENT_HOST = Setting.of(
            "PARLEY_MANAGEMENT_HOST",
            "ADDRESS",
            LOOPBACK,
            "the address that the management port listens on; no user may reach it",
            Function.identity());

    static final Setting<Boolean> ACCESS_LOG = Setting.of(
            "PARLEY_ACCESS_LOG",
            "ON_OR_OFF",
            "off",
            "on = a log line for each request, with its route, status and duration",
            Parsers::onOrOff);

    static final Setting<Duration> DRAIN_DELAY = Setting.of(
            "PARLEY_DRAIN_DELAY",
            "TIME",
            "0s",
            "how long to go on serving while /health/ready says draining, before the end; for load balancers that take a while to notice",
            OperationSettings::drainDelay);

    static final List<Setting<?>> ALL = List.of(MANAGEMENT_PORT, MANAGEMENT_HOST, ACCESS_LOG, DRAIN_DELAY);

    static OperationSettings read(Values values) {
        return new OperationSettings(
                values.find(MANAGEMENT_PORT).orElse(null),
                values.get(MANAGEMENT_HOST),
                values.get(ACCESS_LOG),
                values.get(DRAIN_DELAY));
    }

    private static Duration drainDelay(String text) {
        Duration delay = text.equals("0") ? Duration.ZERO : Parsers.duration(text);
        if (delay.compareTo(LONGEST_DRAIN_DELAY) > 0) {
            throw new IllegalArgumentException("must be at most 5m");
        }
        return delay;
    }
}
