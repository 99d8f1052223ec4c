package dev.parley.application.port;

import java.time.Duration;

/**
 * What a sweep did.
 *
 * @param paused idle sessions that were paused
 * @param expired sessions that expired
 * @param settled questions that expired or of which people were reminded
 * @param purged sessions out of use that were removed for good
 * @param failures sessions that could not be seen to; they are tried again
 */
public record SweepReport(int paused, int expired, int settled, int purged, int failures, Duration took) {}
