/**
 * The WebSocket: connections that watch any number of sessions and take commands. A connection pulls what it sends from its cursors, one
 * frame in flight; it owns no thread while nothing happens.
 */
@NullMarked
package dev.parley.web.socket;

import org.jspecify.annotations.NullMarked;
