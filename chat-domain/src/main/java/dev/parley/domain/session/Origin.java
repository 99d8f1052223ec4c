package dev.parley.domain.session;

/**
 * Where a forked session comes from.
 *
 * @param sessionId the session that was forked
 * @param seq the last sequence number whose history was taken over
 */
public record Origin(SessionId sessionId, long seq) {}
