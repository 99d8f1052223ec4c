package dev.parley.metrics;

import java.time.Duration;
import java.util.Arrays;

/** The bounds of histograms, in seconds or tokens. */
final class Buckets {
    private Buckets() {}

    /** Calls of models and tools: those of OpenTelemetry's conventions for generative AI. */
    static Duration[] ofCalls() {
        return seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    }

    /** Requests and frames: those of OpenTelemetry's conventions for HTTP. */
    static Duration[] ofRequests() {
        return seconds(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
    }

    /** Whole turns, which may call tools. */
    static Duration[] ofTurns() {
        return seconds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600);
    }

    /** People who answer, from at once to after two days. */
    static Duration[] ofPeople() {
        return seconds(5, 30, 60, 300, 900, 3_600, 4 * 3_600, 12 * 3_600, 24 * 3_600, 48 * 3_600);
    }

    static double[] ofTokens() {
        return new double[] {
            1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
        };
    }

    private static Duration[] seconds(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofMillis(Math.round(bound * 1_000)))
                .toArray(Duration[]::new);
    }
}
