package dev.parley.web.json;

import java.util.List;

/**
 * What a session looks like at one moment.
 *
 * @param messages the newest ones, oldest first
 * @param total how many there are
 */
public record SnapshotJson(SessionJson session, List<MessageJson> messages, long total) {}
